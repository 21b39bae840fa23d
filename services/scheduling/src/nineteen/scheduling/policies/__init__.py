"""Whenever a host agrees or a time stands, scheduling goes on by itself (P3, P4)."""
