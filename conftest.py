"""Every test may ask for a real Kafka and a MongoDB, and may inject a fault of the matrix."""

pytest_plugins = [
    "nineteen.shared.testing.servers.plugin",
    "nineteen.shared.testing.failure_matrix",
]
