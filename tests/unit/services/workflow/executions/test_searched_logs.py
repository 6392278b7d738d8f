"""Lines of steps are found by text, level, time, stream and step, in one execution and over many."""

from datetime import UTC, datetime, timedelta

import pytest

from services.workflow.executions.levels import Level, level_of
from shared.bus.codec import encode
from shared.contracts.messages.step import LogLine, StepLog
from tests.unit.services.workflow.executions.one_process import one_process

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
PASS = {"StartAt": "A", "States": {"A": {"Type": "Pass", "End": True}}}
TEXTS = (
    "INFO begin",
    "2026-11-30 12:00:01,5 reduce WARNING no flat",
    "ERROR: it broke",
    "Traceback of it",
    "done",
)


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("ERROR: x", Level.ERROR),
        ("[warn] x", Level.WARNING),
        ("error: x", Level.ERROR),
        ("2026-11-30 12:00:00,123 name INFO x", Level.INFO),
        ('{"level": "fatal", "msg": "x"}', Level.CRITICAL),
        ('{"msg": "x", "severity": "DEBUG"}', Level.DEBUG),
        ("time=12 level=warning msg=x", Level.WARNING),
        ("an error of 0.3 pixels is fine", None),
        ("", None),
        ("no", None),
    ],
)
def test_levels_are_read_as_loggers_of_several_languages_say_them(text, level):
    """A word of a sentence is none."""
    assert level_of(text) is level


async def said(process, execution, *, task="t1", state="A", texts=TEXTS, parts=1):
    """Publish lines of a step, a second after another."""
    lines = [
        LogLine(at=NOON + timedelta(seconds=number), stream="err", text=text)
        for number, text in enumerate(texts)
    ]
    size = -(-len(lines) // parts)
    for first in range(0, len(lines), size):
        some = tuple(lines[first : first + size])
        one = StepLog(collection="spice", execution=execution, task=task, state=state, lines=some)
        subject = process.context.topology.step_log("spice", execution, task)
        await process.bus.publish(subject, encode(one))


def texts_of(parts):
    """Return the texts of lines."""
    return [line["text"] for part in parts for line in part["lines"]]


@pytest.mark.parametrize("parts", [1, 4])
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, TEXTS),
        ({"text": "it"}, TEXTS[2:4]),
        # What says no level belongs to the line above it, also in another message.
        ({"level": "error"}, TEXTS[2:]),
        ({"level": "warning", "text": "flat"}, TEXTS[1:2]),
        ({"at__from": "2026-11-30T12:00:03Z"}, TEXTS[3:]),
        ({"at__to": "2026-11-30T12:00:01Z"}, TEXTS[:1]),
        ({"stream": "out"}, ()),
        ({"step": "B"}, ()),
    ],
)
async def test_lines_are_found_however_they_came(tmp_path, parts, asked, found):
    """One execution; filters hold together."""
    async with one_process(tmp_path) as process:
        await process.save(PASS)
        await process.start("e")
        await said(process, "e", parts=parts)
        answer = await process.client.get("/executions/e/logs", params=asked)
        assert texts_of(answer.json()["parts"]) == list(found)


async def test_a_search_goes_over_executions_that_a_list_would_have(tmp_path):
    """Filters of executions and of lines stand in one question; a misspelt one is refused."""
    async with one_process(tmp_path) as process:
        for name in ("w", "v"):
            await process.save(PASS, name)
            await process.start(f"of-{name}", name)
            await said(process, f"of-{name}", texts=(f"ERROR of {name}", "INFO fine"))
            await process.reached(f"of-{name}", lambda found: found.status == "succeeded")
        both = (await process.client.get("/logs", params={"level": "error"})).json()
        assert sorted(texts_of(both["results"])) == ["ERROR of v", "ERROR of w"]
        one = (await process.client.get("/logs", params={"level": "error", "workflow": "v"})).json()
        assert (texts_of(one["results"]), one["meta"]["count"]) == (["ERROR of v"], 1)
        assert one["results"][0]["execution"] == "of-v"
        assert (await process.client.get("/logs", params={"colour": "red"})).status_code == 422


async def test_statistics_count_by_a_field_with_the_filters_of_the_list(tmp_path):
    """How they ended, and for how long they ran."""
    async with one_process(tmp_path) as process:
        await process.save(PASS)
        fails = {"StartAt": "A", "States": {"A": {"Type": "Fail", "Error": "E"}}}
        await process.save(fails, "v")
        for execution, name in (("e1", "w"), ("e2", "w"), ("e3", "v")):
            await process.start(execution, name)
            await process.reached(execution, lambda found: found.ended_at is not None)
        told = (await process.client.get("/statistics/executions")).json()
        rows = [(one["key"], one["count"], one["succeeded"], one["failed"]) for one in told["results"]]
        assert (told["count"], rows) == (3, [("w", 2, 2, 0), ("v", 1, 0, 1)])
        assert told["results"][0]["longest_seconds"] >= told["results"][0]["mean_seconds"] >= 0
        asked = {"field": "error", "status": "failed"}
        told = (await process.client.get("/statistics/executions", params=asked)).json()
        assert [(one["key"], one["count"]) for one in told["results"]] == [("E", 1)]
        assert (await process.client.get("/statistics/executions", params={"field": "x"})).status_code == 422
