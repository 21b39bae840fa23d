"""What is decided after the talk: plans, thank-yous, ties, names, outcomes, tasks."""
