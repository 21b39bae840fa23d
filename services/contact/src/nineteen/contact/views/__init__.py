"""Documents that the contact service itself reads."""
