"""The memory adapters of the four ports: the fakes of all tests, with seeded disorder."""
