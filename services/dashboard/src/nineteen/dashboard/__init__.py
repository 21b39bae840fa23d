"""What everybody reads: the views. It decides nothing."""
