"""The fold of a log into trees. Pure."""
