"""When to meet: appointments, and sessions that keep to nineteen minutes."""
