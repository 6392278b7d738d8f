"""The publish of staged files: journalled, with a prior for each path."""
