"""Given-when-then, memory adapters and contract suites for tests."""
