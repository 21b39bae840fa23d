"""The cluster's bus: facts on Kafka topics, and partner events from them."""
