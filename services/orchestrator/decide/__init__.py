"""The decision on a batch, and the commit that says it."""
