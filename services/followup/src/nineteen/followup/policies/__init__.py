"""What the follow-up service does of its own accord, whenever something has happened."""
