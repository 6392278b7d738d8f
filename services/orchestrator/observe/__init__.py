"""The state of the rack as Prometheus and people see it."""
