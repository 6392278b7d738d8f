"""The command line and the client."""
