"""The outside faces of the contact service: HTTP, and what comes in as lists and events."""
