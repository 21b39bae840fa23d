"""Real servers for tests: a Kafka and a MongoDB, wherever this machine can have them from."""
