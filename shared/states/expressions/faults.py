"""Faults of an expression that its author must mend."""


class ExpressionError(ValueError):
    """An expression cannot be read. The text says why, in words for the author of the definition."""
