"""What the contact service decides: who may be asked, and how an ask may go."""
