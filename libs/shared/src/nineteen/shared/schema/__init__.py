"""The vocabulary: events, ids, words; pure and append-only."""
