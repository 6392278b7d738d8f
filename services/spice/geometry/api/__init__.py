"""The HTTP interface of geometry."""
