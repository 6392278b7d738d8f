"""States without parts: Pass, Wait, Succeed, Fail and Task."""

import re
from typing import Final

from shared.states.definition import expressions, recovery
from shared.states.definition.fields import Fields
from shared.states.definition.model import DataFlow, Fail, Pass, Source, Succeed, Task, Wait
from shared.states.expressions.jsonata import Jsonata, is_marked
from shared.states.expressions.templates import Constant
from shared.states.expressions.timestamps import is_timestamp

LONGEST_SECONDS: Final = 99_999_998
"""The language asks for less than 99999999 wherever it takes seconds."""

_URI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s\x00-\x1f]+")
_ARN: Final = re.compile(r"arn:[a-z-]+:[a-z0-9-]+:[^:\s]*:[^:\s]*:[\w.:/+=@,$-]*[\w+=@,$-]")
"""Amazon resource names (AWS General Reference): six parts, and a resource that ends in no separator."""


def passing(fields: Fields, name: str, data: DataFlow) -> Pass:
    """A Pass state."""
    result = None
    if not data.jsonata:
        value = fields.take("Result")
        result = Constant(value) if "Result" in fields else None
    return Pass(name=name, data=data, result=result)


def succeeding(fields: Fields, name: str, data: DataFlow) -> Succeed:
    """A Succeed state."""
    del fields
    return Succeed(name=name, data=data)


def failing(fields: Fields, name: str, data: DataFlow) -> Fail:
    """A Fail state."""
    return Fail(
        name=name,
        data=data,
        error=expressions.text_setting(fields, "Error", jsonata=data.jsonata),
        cause=expressions.text_setting(fields, "Cause", jsonata=data.jsonata),
    )


def waiting(fields: Fields, name: str, data: DataFlow) -> Wait:
    """A Wait state."""
    forms = (
        ["Seconds", "Timestamp"] if data.jsonata else ["Seconds", "SecondsPath", "Timestamp", "TimestampPath"]
    )
    there = [form for form in forms if form in fields]
    if len(there) != 1:
        fields.fault(f"a Wait has exactly one of {', '.join(forms)}, not {len(there)}")
        for form in there:
            fields.take(form)
        return Wait(name=name, data=data, until=False, value=Constant(0))
    until = there[0].startswith("Timestamp")
    if until:
        value = _timestamp(fields, there[0], jsonata=data.jsonata)
    else:
        value = expressions.setting(fields, "Seconds", 0, LONGEST_SECONDS, jsonata=data.jsonata)
    return Wait(name=name, data=data, until=until, value=value or Constant(0))


def _timestamp(fields: Fields, form: str, *, jsonata: bool) -> Source | None:
    if form == "TimestampPath":
        return expressions.path(fields, form, nullable=False)
    text = fields.text(form)
    if text is not None and jsonata and is_marked(text):
        return expressions.compiled(fields, form, text, Jsonata, Constant(""))
    if text is not None and not is_timestamp(text):
        fields.fault(f"'{text}' is no timestamp such as 2026-11-29T10:00:00Z", form)
    return Constant(text)


def task(fields: Fields, name: str, data: DataFlow) -> Task:
    """A Task state."""
    jsonata = data.jsonata
    timeout = expressions.setting(fields, "TimeoutSeconds", 1, LONGEST_SECONDS, jsonata=jsonata)
    heartbeat = expressions.setting(fields, "HeartbeatSeconds", 1, LONGEST_SECONDS, jsonata=jsonata)
    if isinstance(heartbeat, Constant):
        _check_heartbeat(fields, heartbeat, timeout)
    return Task(
        name=name,
        data=data,
        resource=resource(fields),
        timeout=timeout,
        heartbeat=heartbeat,
        credentials=expressions.object_template(fields, "Credentials", jsonata=jsonata),
        retry=recovery.retriers(fields),
        catch=recovery.catchers(fields, jsonata=jsonata),
    )


def _check_heartbeat(fields: Fields, heartbeat: Constant, timeout: Source | None) -> None:
    limit = timeout.value if isinstance(timeout, Constant) else DEFAULT_TIMEOUT if timeout is None else None
    if isinstance(limit, int) and isinstance(heartbeat.value, int) and heartbeat.value >= limit:
        message = f"HeartbeatSeconds must be less than TimeoutSeconds, which is {limit}"
        fields.fault(message, "HeartbeatSeconds")


DEFAULT_TIMEOUT: Final = 60
"""Seconds of the time-out of a task that has a heartbeat and no time-out: the language's default."""


def resource(fields: Fields) -> str:
    """The field Resource: a URI."""
    text = fields.text("Resource", required=True)
    if text is None:
        return ""
    form = _ARN if text.startswith("arn:") else _URI
    if not form.fullmatch(text):
        fields.fault(f"'{text}' is no URI of a resource", "Resource")
    return text
