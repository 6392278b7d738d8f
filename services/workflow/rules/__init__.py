"""Rules: an execution for each file that arrives."""
