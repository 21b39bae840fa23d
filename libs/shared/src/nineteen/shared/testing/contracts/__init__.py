"""Contract suites: an adapter passes one by inheriting it and giving its fixtures."""
