"""Errors in what an archive says. Pure."""


class BadSourceError(ValueError):
    """A table or label breaks its format; `str()` says which and where. The archive must act."""
