"""Every test may ask for a real Kafka and a MongoDB."""

pytest_plugins = ["nineteen.shared.testing.servers.plugin"]
