"""Orders to the process that evaluates, and its answers: one line of JSON each. Pure."""

from datetime import datetime
from typing import Final

from pydantic import JsonValue

from shared.model.base import FrozenModel
from shared.states.expressions.draws import Draws
from shared.states.expressions.engine import Evaluation
from shared.states.limits import Limits

ANSWER_BYTES_MAX: Final = 32 * 1024 * 1024
"""Of one answer: twice the largest value that an execution may have, since JSON can be written longer."""


class Order(FrozenModel):
    """One evaluation."""

    source: str
    names: tuple[str, ...]
    bindings: dict[str, JsonValue]
    seed: tuple[str, str]
    """Of what it draws: numbers of its own, since the process cannot go on with the decision's."""
    now: datetime
    limits: Limits

    def evaluation(self) -> Evaluation:
        """Return what is asked for."""
        return Evaluation(
            self.source, frozenset(self.names), self.bindings, Draws(*self.seed), self.now, self.limits
        )


class Answer(FrozenModel):
    """What became of it."""

    value: JsonValue = None
    cause: str | None = None
    """Why it failed."""


def order_of(evaluation: Evaluation) -> Order:
    """Return the order for an evaluation."""
    return Order(
        source=evaluation.source,
        names=tuple(sorted(evaluation.names)),
        bindings=dict(evaluation.bindings),
        seed=evaluation.draws.seed_apart(),
        now=evaluation.now,
        limits=evaluation.limits,
    )
