"""The work of the process that evaluates: orders in, answers out, one line each."""

from collections.abc import Iterable
from typing import BinaryIO

from services.workflow.evaluate.order import ANSWER_BYTES_MAX, Answer, Order
from shared.service.child.confine import allow_cpu
from shared.states.errors import StateError
from shared.states.expressions.engine import InProcess

EVALUATIONS = 2
"""Of one order: the engine says null and undefined alike, so that null is asked for twice."""


def work(orders: Iterable[bytes], answers: BinaryIO) -> None:
    """Evaluate one order after another."""
    for line in orders:
        order = Order.model_validate_json(line)
        # The engine's own bound counts calls: one call that builds a long text is not ended by it.
        allow_cpu(EVALUATIONS * order.limits.jsonata_milliseconds / 1000)
        left = memoryview(_answer(order) + b"\n")
        while left:
            left = left[answers.write(left) :]


def _answer(order: Order) -> bytes:
    try:
        told = Answer(value=InProcess().evaluate(order.evaluation())).model_dump_json().encode()
    except StateError as error:
        return Answer(cause=error.cause).model_dump_json().encode()
    except MemoryError:
        return _failed(order, "takes more memory than an evaluation may")
    if len(told) > ANSWER_BYTES_MAX:
        return _failed(order, f"gives more than {ANSWER_BYTES_MAX} bytes")
    return told


def _failed(order: Order, what: str) -> bytes:
    cause = f"The JSONata expression '{order.source}' {what}."
    return Answer(cause=cause).model_dump_json().encode()
