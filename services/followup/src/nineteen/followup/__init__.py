"""What comes after: thank-yous, ties, referrals and outcomes."""
