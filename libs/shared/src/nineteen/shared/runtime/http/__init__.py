"""HTTP: command routes, reads, health and metrics, all from `Service` values."""
