"""The imperative shell: the only code that does input and output."""
