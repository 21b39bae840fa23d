"""Scheduling decides when a talk takes place, and how it is conducted."""
