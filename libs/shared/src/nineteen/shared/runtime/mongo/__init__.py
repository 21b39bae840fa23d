"""The ports on MongoDB: a database per service, and one of keys."""
