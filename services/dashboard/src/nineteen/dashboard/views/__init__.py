"""What staff see: pure folds of the facts into documents, and the figures read from them."""
