"""Errors of the service, by who must act. No text of any of them holds a value of an element set or a place.

Each is an answer without a list: what is not computed from a catalogue that is trusted is not allowed.
"""


class RefusalError(Exception):
    """Nothing is answered; `str()` says who must act and what to do next."""


class MalformedRequestError(RefusalError):
    """The caller must act: the request is out of form or out of bounds."""


class UnknownVisitError(RefusalError):
    """The caller must act: the visit has not been announced here, or was forgotten."""


class ContradictionError(RefusalError):
    """The caller must act: the visit is known here with other values."""


class CutOffError(RefusalError):
    """The caller must wait: it asked too much, too often, or the same again and again."""


class OverloadError(RefusalError):
    """The caller must wait: more is asked at this moment than the machine takes."""


class CatalogueUnfitError(RefusalError):
    """The operator must act, where it lasts: the catalogue is missing, half loaded or too old."""


class FailedError(RefusalError):
    """We must act: something went wrong inside."""
