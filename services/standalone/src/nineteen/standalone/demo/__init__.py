"""The demo agency: the story of E1, and those who act in it."""
