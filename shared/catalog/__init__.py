"""The log of a collection, folded: trees, their projection, and the history of every path."""
