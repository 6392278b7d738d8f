"""Decisions about Parallel and Map."""

from typing import Final

from shared.states import errors
from shared.states.definition.model import Map, Parallel, Source, State, Task, Transfer, Wait
from shared.states.errors import StateError
from shared.states.expressions.view import View
from shared.states.history import events as ev
from shared.states.interpret import data
from shared.states.interpret.batches import batched
from shared.states.interpret.deciding import Deciding, Events, attempt
from shared.states.interpret.tree import Entry
from shared.states.values import Json, kind

_LARGEST = 99_999_998

SCOPE_EVENTS: Final = 1
"""Of the beginning of an iteration."""

PASSING_EVENTS: Final = 2
"""Of a state that is entered and left, or fails, the least of all."""

STATE_EVENTS: Final[dict[type[State], int]] = {Task: 4, Wait: 4, Parallel: 3, Map: 3}
"""Of the first state of an iteration: a task is given out and ends, too, and a wait begins and ends."""


def begin_parallel(deciding: Deciding, entry: Entry, state: Parallel) -> Events:
    """A Parallel gives all branches the same input; all of them start at once."""
    return [
        ev.FanOutStarted(
            at=deciding.now,
            entry=entry.number,
            count=len(state.branches),
            input=data.arguments(state.data, deciding.view(entry, "begin")),
            concurrency=len(state.branches),
            most_bytes=deciding.limits.result_bytes,
        )
    ]


def begin_map(deciding: Deciding, entry: Entry, state: Map) -> Events:
    """A Map finds its items, or asks for them where it has an ItemReader."""
    view = deciding.view(entry, "begin")
    effective = data.effective_input(state.data, view)
    if state.reader is not None:
        return _transfer(deciding, entry, state.reader, "read-items", view.of(effective))
    if state.items is None:
        return start_map(deciding, entry, state, effective)
    return start_map(deciding, entry, state, state.items.read(view.of(effective)))


def start_map(deciding: Deciding, entry: Entry, state: Map, found: Json) -> Events:
    """A Map starts over the items that were found: an array, or an object taken as pairs."""
    view = deciding.view(entry, "start")
    seen = view.of(data.effective_input(state.data, view))
    keys = tuple(found) if isinstance(found, dict) else None
    items = list(found.values()) if isinstance(found, dict) else found
    if not isinstance(items, list):
        error = errors.QUERY_EVALUATION_ERROR if state.data.jsonata else errors.RUNTIME
        raise StateError(error, f"The items of a Map are an array or an object, not {kind(found)}.")
    if state.reader is not None and state.reader.max_items is not None:
        items = items[: data.whole_number(state.reader.max_items, seen, "MaxItems", 1, _LARGEST)]
    if len(items) > deciding.limits.map_items:
        cause = f"The Map has {len(items)} items; at most {deciding.limits.map_items} are allowed."
        raise StateError(errors.DATA_LIMIT_EXCEEDED, cause)
    if state.batcher is not None:
        selected = [
            _selected(deciding, entry, state, _told(index, item, keys)) for index, item in enumerate(items)
        ]
        items, keys = batched(state.batcher, selected, seen), None
    data.bounded(items, deciding.limits.result_bytes, view)
    _check_history(deciding, state, len(items))
    count, percentage = _tolerance(state, seen)
    return [
        ev.FanOutStarted(
            at=deciding.now,
            entry=entry.number,
            count=len(items),
            items=tuple(items),
            keys=keys,
            concurrency=_concurrency(deciding, state, seen),
            most_bytes=deciding.limits.result_bytes,
            tolerated_count=count,
            tolerated_percentage=percentage,
        )
    ]


def _check_history(deciding: Deciding, state: Map, count: int) -> None:
    """StateError (States.DataLimitExceeded) where the history has no room for all iterations."""
    first = state.processor.states[state.processor.start_at]
    each = SCOPE_EVENTS + STATE_EVENTS.get(type(first), PASSING_EVENTS)
    room = deciding.limits.history_events - deciding.execution.position
    if count * each > room:
        cause = (
            f"The Map has {count} iterations of {each} events or more, and the history has room for {room}: "
            "work on the items in batches (ItemBatcher), or in several executions."
        )
        raise StateError(errors.DATA_LIMIT_EXCEEDED, cause)


def spread(deciding: Deciding, entry: Entry, state: Parallel | Map) -> Events:
    """As many scopes start as there is room for."""
    fan_out = entry.fan_out
    assert fan_out is not None
    room = min(fan_out.count - fan_out.started, fan_out.concurrency - len(fan_out.running))
    started = range(fan_out.started, fan_out.started + room)
    return [
        ev.ScopeStarted(
            at=deciding.now,
            scope=f"{attempt(entry)}/{index}",
            entry=entry.number,
            index=index,
            input=_input(deciding, entry, state, index),
        )
        for index in started
    ]


def gather(deciding: Deciding, entry: Entry, state: Parallel | Map) -> Events:
    """The results are the state's result, in order, or go to the ResultWriter."""
    fan_out = entry.fan_out
    assert fan_out is not None
    if isinstance(state, Map) and state.writer is not None:
        view = deciding.view(entry, "gather")
        seen = view.of(data.effective_input(state.data, view))
        return _transfer(deciding, entry, state.writer, "write-results", seen)
    return end_fan_out(deciding, entry, state, list(fan_out.results))


def end_fan_out(deciding: Deciding, entry: Entry, state: Parallel | Map, result: Json) -> Events:
    """A Parallel or Map is left with its result."""
    found = data.outcome(state.data, deciding.view(entry, "end"), result, deciding.limits.result_bytes)
    return deciding.exit(entry, found, state.next)


def _input(deciding: Deciding, entry: Entry, state: Parallel | Map, index: int) -> Json:
    fan_out = entry.fan_out
    assert fan_out is not None
    if isinstance(state, Parallel) or fan_out.items is None:
        return fan_out.input
    item = fan_out.items[index]
    if state.batcher is not None:
        return item
    return _selected(deciding, entry, state, _told(index, item, fan_out.keys))


def _told(index: int, item: Json, keys: tuple[str, ...] | None) -> dict[str, Json]:
    told: dict[str, Json] = {"Index": index, "Value": item}
    if keys is not None:
        told["Key"] = keys[index]
    return told


def _selected(deciding: Deciding, entry: Entry, state: Map, told: dict[str, Json]) -> Json:
    """The input of one iteration: what ItemSelector makes of the item, else the item or its pair.

    `told` is what the context says of the item.
    """
    if state.item_selector is None:
        return {"Key": told["Key"], "Value": told["Value"]} if "Key" in told else told["Value"]
    view = deciding.view(entry, f"item/{told['Index']}", item=told)
    selected = state.item_selector.read(view.of(data.effective_input(state.data, view)))
    data.bounded(selected, deciding.limits.payload_bytes, view)
    return selected


def _concurrency(deciding: Deciding, state: Map, view: View) -> int:
    limits = deciding.limits
    most = limits.inline_concurrency if state.mode == "INLINE" else limits.distributed_concurrency
    wanted = data.whole_number(state.max_concurrency, view, "MaxConcurrency", 0, _LARGEST)
    return min(wanted or most, most)


def _tolerance(state: Map, view: View) -> tuple[int | None, int | None]:
    """The tolerated failures in number and percent. None for both: the first failure is the Map's."""

    def read(source: Source | None, what: str, most: int) -> int | None:
        return None if source is None else data.whole_number(source, view, what, 0, most)

    count = read(state.tolerated_count, "ToleratedFailureCount", _LARGEST)
    percentage = read(state.tolerated_percentage, "ToleratedFailurePercentage", 100)
    if count is None and percentage is None and state.mode == "DISTRIBUTED":
        return 0, None
    return count, percentage


def _transfer(deciding: Deciding, entry: Entry, transfer: Transfer, action: str, view: View) -> Events:
    suffix = "read" if action == "read-items" else "write"
    return [
        ev.TaskScheduled(
            at=deciding.now,
            entry=entry.number,
            task=f"{attempt(entry)}/{suffix}",
            action="read-items" if action == "read-items" else "write-results",
            resource=transfer.resource,
            arguments=None if transfer.arguments is None else transfer.arguments.read(view),
            config=None if transfer.config is None else transfer.config.read(view),
        )
    ]
