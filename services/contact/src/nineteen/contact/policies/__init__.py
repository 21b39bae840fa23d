"""What the contact service does of its own accord, whenever something has happened."""
