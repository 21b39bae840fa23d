"""The vocabulary of all services, and the runtime that carries it."""
