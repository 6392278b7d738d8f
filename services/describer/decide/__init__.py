"""The decisions of a describer: which contents need a description, and whose turn each is. Pure."""
