"""The revision that an answer stands at, in its head."""

from fastapi import Response

HEADER = "SpiceRack-Revision"
"""Of every answer from a projection of a log: everything up to this revision is in it."""


def say_revision(response: Response, revision: int) -> None:
    """Say in the head of an answer at which revision it stands."""
    response.headers[HEADER] = str(revision)
