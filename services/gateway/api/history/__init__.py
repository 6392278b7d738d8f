"""Routes about a collection over time: its commits, what differs between two, and what happens now."""
