"""The demo agency: the story of E1, forty people beside it, and half a year of their work."""

from nineteen.standalone.demo.simulator import DemoFailed, Plan, Report, load

__all__ = ["DemoFailed", "Plan", "Report", "load"]
