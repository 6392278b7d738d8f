"""Errors by who must act."""


class OperatorError(Exception):
    """A condition that the operator of a host must mend.

    Its text is one line that names the cause and the next step. A service that meets one at its start or
    while it runs says the line and ends.
    """
