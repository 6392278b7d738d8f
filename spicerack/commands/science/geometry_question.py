"""A question of geometry from what was typed. Pure."""

import json
from collections.abc import Iterable, Mapping

from spicerack.errors import UsageProblem

Value = str | float | int | bool | list["Value"] | dict[str, "Value"]
"""The part of JSON that questions hold."""

SEARCH = "search-"
"""The beginning of calculations that look for events within a window."""


def request_of(
    calculation: str,
    *,
    named: Mapping[str, str | None],
    times: Mapping[str, Value | None],
    settings: Iterable[str],
    meta_kernel: str | None,
) -> str:
    """Return the body of a request in JSON.

    Args:
        calculation: as the service names it.
        named: parameters with options of their own; None is not said.
        times: those that were typed: at, start, stop, step, count.
        settings: further parameters, KEY=VALUE; of dotted keys each part is an object.
        meta_kernel: that the kernels are those of; None has the least set chosen.

    Raises:
        UsageProblem: a setting is out of form, or a search has no start and stop.
    """
    question: dict[str, Value] = {"calculation": calculation}
    question.update({key: value for key, value in named.items() if value is not None})
    question.update(_asked_times(calculation, times))
    for setting in settings:
        _set(question, setting)
    request: dict[str, Value] = {"question": question}
    request["kernels"] = {} if meta_kernel is None else {"meta_kernel": meta_kernel}
    return json.dumps(request)


def _asked_times(calculation: str, times: Mapping[str, Value | None]) -> dict[str, Value]:
    given = {key: value for key, value in times.items() if value is not None}
    if not calculation.startswith(SEARCH):
        return {"times": given} if given else {}
    if given.keys() != {"start", "stop", "step"}:
        raise UsageProblem("a search needs --start, --stop and --step, and neither --at nor --count")
    return {"window": {"spans": [[given["start"], given["stop"]]]}, "step": given["step"]}


def _set(question: dict[str, Value], setting: str) -> None:
    key, equals, text = setting.partition("=")
    if not equals or not key:
        raise UsageProblem(f"--set {setting!r} is out of form: say KEY=VALUE, e.g. condition.relation=<")
    *outer, last = key.split(".")
    place = question
    for name in outer:
        inner = place.setdefault(name, {})
        if not isinstance(inner, dict):
            raise UsageProblem(f"--set {setting!r}: {name} is a value, not an object")
        place = inner
    place[last] = _value(text)


def _value(text: str) -> Value:
    """Return a value of JSON, or the text itself where it is none."""
    try:
        found: Value = json.loads(text)
    except ValueError:
        return text
    return found
