"""The tasks of a manager: look, follow the log, hear reports and asks, publish."""
