"""A world for the interpreter of workflows, and the cases that are run in it."""
