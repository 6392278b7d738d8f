"""Errors in requests of SpiceQL. Pure."""


class RequestError(ValueError):
    """The request is none that is understood here; `str()` says which part, for `body.error`."""
