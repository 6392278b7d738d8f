"""The HTTP interface of the workflow service."""
