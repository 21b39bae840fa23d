"""What the service must know of others: how those who meet are called and reached."""
