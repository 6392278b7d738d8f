"""Batches of items, as ItemBatcher asks for."""

from collections.abc import Iterator, Sequence

from shared.states import errors
from shared.states.definition.model import Batcher
from shared.states.errors import StateError
from shared.states.expressions.view import View
from shared.states.interpret.data import whole_number
from shared.states.values import Json, size_of

_LARGEST = 99_999_998


def batched(batcher: Batcher, items: Sequence[Json], view: View) -> list[Json]:
    """Batched packs items, in order, into inputs of at most so many items and bytes each.

    StateError (States.DataLimitExceeded) for an item that is too large for a batch of its own.
    """
    most_items = most_bytes = _LARGEST
    if batcher.max_items is not None:
        most_items = whole_number(batcher.max_items, view, "MaxItemsPerBatch", 1, _LARGEST)
    if batcher.max_bytes is not None:
        most_bytes = whole_number(batcher.max_bytes, view, "MaxInputBytesPerBatch", 1, _LARGEST)
    common: dict[str, Json] = {}
    if batcher.batch_input is not None:
        common["BatchInput"] = batcher.batch_input.read(view)
    frame = size_of({**common, "Items": []})
    return [{**common, "Items": batch} for batch in _cut(items, most_items, most_bytes - frame)]


def _cut(items: Sequence[Json], most_items: int, most_bytes: int) -> Iterator[list[Json]]:
    batch: list[Json] = []
    room = most_bytes
    for item in items:
        size = size_of(item) + 1
        if size - 1 > most_bytes:
            raise StateError(errors.DATA_LIMIT_EXCEEDED, f"An item of {size - 1} bytes fits no batch.")
        if batch and (len(batch) == most_items or size > room):
            yield batch
            batch, room = [], most_bytes
        batch.append(item)
        room -= size
    if batch:
        yield batch
