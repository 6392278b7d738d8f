"""Retry and Catch."""

from typing import Final

from shared.states import errors
from shared.states.definition import expressions
from shared.states.definition.fields import Fields
from shared.states.definition.model import Catcher, Retrier

_LONGEST_DELAY: Final = 31_622_399
"""Seconds of MaxDelaySeconds: the language asks for less than 31622400, a leap year."""
_LARGEST: Final = 99_999_998
"""IntervalSeconds and MaxAttempts: the language asks for less than 99999999."""


def retriers(fields: Fields) -> tuple[Retrier, ...]:
    """The rules of Retry in order."""
    rules = fields.objects("Retry")
    return tuple(_retrier(rule, last=index == len(rules) - 1) for index, rule in enumerate(rules))


def catchers(fields: Fields, *, jsonata: bool) -> tuple[Catcher, ...]:
    """The rules of Catch in order."""
    rules = fields.objects("Catch")
    return tuple(_catcher(rule, jsonata, last=index == len(rules) - 1) for index, rule in enumerate(rules))


def _retrier(rule: Fields, *, last: bool) -> Retrier:
    names = _errors(rule, last=last)
    interval = rule.integer("IntervalSeconds", 1, _LARGEST) or 1
    attempts = rule.integer("MaxAttempts", 0, _LARGEST)
    longest = rule.integer("MaxDelaySeconds", 1, _LONGEST_DELAY)
    if longest is not None and longest <= interval:
        rule.fault(
            f"MaxDelaySeconds must be more than IntervalSeconds, which is {interval}", "MaxDelaySeconds"
        )
    retrier = Retrier(
        errors=names,
        interval=interval,
        max_attempts=3 if attempts is None else attempts,
        backoff=rule.number("BackoffRate", 1.0) or 2.0,
        max_delay=longest,
        full_jitter=rule.one_of("JitterStrategy", "FULL", "NONE") == "FULL",
    )
    rule.text("Comment")
    rule.close()
    return retrier


def _catcher(rule: Fields, jsonata: bool, *, last: bool) -> Catcher:
    catcher = Catcher(
        errors=_errors(rule, last=last),
        next=rule.text("Next", required=True) or "",
        result_path=() if jsonata else expressions.reference(rule, "ResultPath"),
        output=expressions.template(rule, "Output", jsonata=True) if jsonata else None,
        assign=expressions.assign(rule, jsonata=jsonata),
    )
    rule.text("Comment")
    rule.close(jsonata=jsonata)
    return catcher


def _errors(rule: Fields, *, last: bool) -> frozenset[str]:
    names = rule.texts("ErrorEquals", required=True)
    for name in names:
        if name.startswith(errors.RESERVED_PREFIX) and name not in errors.KNOWN:
            rule.fault(
                f"'{name}' is no error of the language, and 'States.' is reserved for these", "ErrorEquals"
            )
    if errors.ALL in names and len(names) > 1:
        rule.fault("States.ALL stands alone: it covers the others", "ErrorEquals")
    if errors.ALL in names and not last:
        rule.fault("States.ALL belongs into the last rule: the later ones are never reached", "ErrorEquals")
    return frozenset(names)
