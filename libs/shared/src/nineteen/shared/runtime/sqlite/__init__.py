"""The embedded adapters: one folder, SQLite files, one process."""
