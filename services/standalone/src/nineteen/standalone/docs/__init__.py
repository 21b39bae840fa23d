"""The generated pages of `docs/`: what the code says of itself, written down."""
