"""The history of an execution: events that are appended once and never changed."""
