"""The port to the engine of JSONata, and the engine within this process."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NoReturn, Protocol

import jsonatapy

from shared.states.errors import QUERY_EVALUATION_ERROR, StateError
from shared.states.expressions.draws import Draws
from shared.states.expressions.jsonata_functions import ADDED, REPLACED, HostFunctions
from shared.states.limits import Limits
from shared.states.values import Json

_FUNCTION: Final = '""'
"""The engine's text for a function as result, which is no JSON value."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One evaluation: the expression, the variables it sees, and all that its functions may draw from.

    It can be pickled, so that another process may carry it out.
    """

    source: str
    names: frozenset[str]
    bindings: Mapping[str, Json]
    draws: Draws
    now: datetime
    limits: Limits


class Engine(Protocol):
    """Evaluates JSONata.

    An expression can build a text that doubles with each call, so that time alone does not bound its memory,
    and the engine ends its process when there is none. A service that takes definitions from people therefore
    evaluates in processes of their own, with a bound on their memory, and calls `evaluate` there; a process
    that dies is a StateError (States.QueryEvaluationError) here.
    """

    def evaluate(self, evaluation: Evaluation) -> Json:
        """The value of the expression.

        StateError (States.QueryEvaluationError) for an undefined result, a function or an infinite number as
        result, an error of the expression, and an exceeded bound.
        """
        ...


class InProcess:
    """The engine `jsonatapy` within this process, with bounds on time, depth and length."""

    def evaluate(self, evaluation: Evaluation) -> Json:
        """The value of the expression; see Engine."""
        try:
            value, text = _evaluated(evaluation)
        except (ValueError, OverflowError) as error:
            _refuse(evaluation, f"failed: {error}", error)
        if text != "null":
            _refuse(evaluation, "gives a function" if text == _FUNCTION else "gives nothing")
        return _plain(value, evaluation)


def _evaluated(evaluation: Evaluation) -> tuple[Json, str | None]:
    """The value, with its text where it is None: the engine says so for null, undefined and a function."""
    bindings = dict(evaluation.bindings)
    try:
        value: Json = _prepared(evaluation).evaluate(None, bindings)
    except (ValueError, OverflowError):
        # The engine takes no whole numbers beyond 64 bits; those of JSONata are doubles.
        if not any(map(_is_wide, bindings.values())):
            raise
        bindings = {name: _doubled(one) for name, one in bindings.items()}
        value = _prepared(evaluation).evaluate(None, bindings)
    if value is not None:
        return value, "null"
    text: str | None = _prepared(evaluation).evaluate_json_or_none(None, bindings)
    return None, text


def _doubled(value: Json) -> Json:
    """The value with whole numbers that the engine does not take as doubles; OverflowError beyond those."""
    if isinstance(value, list):
        return [_doubled(item) for item in value]
    if isinstance(value, dict):
        return {key: _doubled(item) for key, item in value.items()}
    return float(value) if isinstance(value, int) and _is_wide(value) else value


def _is_wide(value: Json) -> bool:
    """Whether a whole number that the engine does not take stands anywhere in the value."""
    if isinstance(value, list):
        return any(map(_is_wide, value))
    if isinstance(value, dict):
        return any(map(_is_wide, value.values()))
    return isinstance(value, int) and not -(2**63) <= value < 2**63


def _prepared(evaluation: Evaluation) -> jsonatapy.JsonataExpression:
    # Compiling takes 6 us, and the host functions hold the random source and time of this evaluation.
    limits = evaluation.limits
    expression = jsonatapy.compile(
        evaluation.source,
        timeout=limits.jsonata_milliseconds,
        max_stack_depth=limits.jsonata_depth,
        max_sequence_length=limits.jsonata_sequence,
    )
    host = HostFunctions(evaluation.draws, evaluation.now)
    for name in evaluation.names.intersection(ADDED):
        expression.register(name, host.named(name))
    for name in evaluation.names.intersection(REPLACED):
        expression.register_override(name, host.named(name))
    return expression


def _plain(value: Json, evaluation: Evaluation) -> Json:
    """The value with whole numbers as integers, as JSON of the reference engine has them."""
    if isinstance(value, float):
        if not math.isfinite(value):
            _refuse(evaluation, "gives a number that JSON cannot say")
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    if isinstance(value, list):
        return [_plain(item, evaluation) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item, evaluation) for key, item in value.items()}
    return value


def _refuse(evaluation: Evaluation, what: str, reason: Exception | None = None) -> NoReturn:
    cause = f"The JSONata expression '{evaluation.source}' {what}."
    raise StateError(QUERY_EVALUATION_ERROR, cause) from reason
