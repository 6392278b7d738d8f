"""Pointings without angular velocities, which CSPICE passes over where it asks how a frame turns. Pure."""

from collections.abc import Sequence

from services.spice.geometry.errors import GeometryError
from services.spice.geometry.questions.question import AnyQuestion
from services.spice.geometry.questions.vectors import Orientation, OsculatingElements, States
from shared.contracts.http.knowledge.kernels import SetMember

TURNING = (States, OsculatingElements)
"""Questions about velocities in a frame, which take how it turns."""


def turns(question: AnyQuestion) -> bool:
    """Tell whether a question takes how fast frames turn."""
    return isinstance(question, TURNING) or (isinstance(question, Orientation) and question.rates)


UNCONNECTED = ("frames-unconnected", "no-coverage")
"""Reasons that a CK that was passed over may be behind."""

SHOWN_MAX = 3


def notes_on_rates(
    question: AnyQuestion, members: Sequence[SetMember], without: Sequence[int]
) -> tuple[str, ...]:
    """Return what a reader of an answer has to know of CKs that it may not be from.

    Args:
        question: any.
        members: the kernels, in the order of loading.
        without: places of those that have segments without angular velocities.
    """
    if not turns(question):
        return ()
    paths = [members[place].path for place in without[:SHOWN_MAX]]
    return tuple(
        f"{path} has pointings without angular velocities: CSPICE passes over them here, not for positions"
        for path in paths
    )


def explained(error: GeometryError, notes: Sequence[str]) -> GeometryError:
    """Return why a question has no answer, with what may be behind it."""
    failure = error.failure
    if not notes or failure.reason not in UNCONNECTED:
        return error
    return GeometryError(failure.model_copy(update={"detail": "; ".join((failure.detail, *notes))}))
