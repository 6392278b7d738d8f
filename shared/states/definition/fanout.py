"""Parallel and Map states."""

from collections.abc import Callable
from typing import Final, Literal, TypeAlias

from shared.states.definition import expressions, recovery
from shared.states.definition.fields import Fields
from shared.states.definition.model import Batcher, DataFlow, Machine, Map, Parallel, Source, Transfer
from shared.states.definition.simple import resource
from shared.states.expressions.jsonata import Jsonata, is_marked
from shared.states.expressions.paths import Path
from shared.states.expressions.templates import Constant, Template

LevelReader: TypeAlias = Callable[[Fields], Machine]
"""Reads the StartAt and States of an object."""

_LARGEST: Final = 99_999_998
_MOST_PERCENT: Final = 100
_EMPTY: Final = Machine(start_at="", states={})


def parallel(fields: Fields, name: str, data: DataFlow, level: LevelReader) -> Parallel:
    """A Parallel state."""
    branches = []
    for branch in fields.objects("Branches", required=True, least=1):
        branches.append(level(branch))
        branch.text("Comment")
        branch.close()
    return Parallel(
        name=name,
        data=data,
        branches=tuple(branches),
        retry=recovery.retriers(fields),
        catch=recovery.catchers(fields, jsonata=data.jsonata),
    )


def mapping(fields: Fields, name: str, data: DataFlow, level: LevelReader) -> Map:
    """A Map state."""
    jsonata = data.jsonata
    processor, mode = _processor(fields, level)

    def setting(field: str, low: int, high: int) -> Source | None:
        return expressions.setting(fields, field, low, high, jsonata=jsonata)

    return Map(
        name=name,
        data=data,
        processor=processor,
        mode=mode,
        items=_items(fields, jsonata=jsonata),
        item_selector=_selector(fields, jsonata=jsonata),
        max_concurrency=setting("MaxConcurrency", 0, _LARGEST) or Constant(0),
        tolerated_count=setting("ToleratedFailureCount", 0, _LARGEST),
        tolerated_percentage=setting("ToleratedFailurePercentage", 0, _MOST_PERCENT),
        reader=_transfer(fields, "ItemReader", "ReaderConfig", jsonata=jsonata),
        batcher=_batcher(fields, jsonata=jsonata),
        writer=_transfer(fields, "ResultWriter", "WriterConfig", jsonata=jsonata),
        label=fields.text("Label"),
        retry=recovery.retriers(fields),
        catch=recovery.catchers(fields, jsonata=jsonata),
    )


def _processor(fields: Fields, level: LevelReader) -> tuple[Machine, Literal["INLINE", "DISTRIBUTED"]]:
    fields.at_most_one("ItemProcessor", "Iterator")
    old = fields.object("Iterator")
    processor = fields.object("ItemProcessor", required=old is None) or old
    if processor is None:
        return _EMPTY, "INLINE"
    mode = None
    if config := processor.object("ProcessorConfig"):
        mode = config.one_of("Mode", "INLINE", "DISTRIBUTED")
        config.one_of("ExecutionType", "STANDARD", "EXPRESS")
        config.close()
    machine = level(processor)
    processor.text("Comment")
    processor.close()
    return machine, "DISTRIBUTED" if mode == "DISTRIBUTED" else "INLINE"


def _items(fields: Fields, *, jsonata: bool) -> Template | Path | None:
    """The items: None stands for the whole input."""
    if not jsonata:
        return expressions.path(fields, "ItemsPath", None, nullable=False)
    value = fields.take("Items")
    if "Items" not in fields:
        return None
    if isinstance(value, str) and not is_marked(value):
        fields.fault("'Items' takes an array, an object, or a JSONata expression as '{% ... %}'", "Items")
    if isinstance(value, bool | int | float) or value is None:
        fields.fault("'Items' takes an array or an object", "Items")
    return expressions.template(fields, "Items", jsonata=True)


def _selector(fields: Fields, *, jsonata: bool) -> Template | None:
    """ItemSelector, or Parameters as it was called before."""
    fields.at_most_one("ItemSelector", "Parameters")
    if not jsonata and "Parameters" in fields:
        fields.take("ItemSelector")
        return expressions.template(fields, "Parameters", jsonata=False)
    value = fields.take("ItemSelector")
    if jsonata and isinstance(value, str) and is_marked(value):
        return expressions.compiled(fields, "ItemSelector", value, Jsonata, Constant(None))
    return expressions.object_template(fields, "ItemSelector", jsonata=jsonata)


def _transfer(fields: Fields, name: str, config_name: str, *, jsonata: bool) -> Transfer | None:
    found = fields.object(name)
    if found is None:
        return None
    most = None
    config = found.object(config_name)
    if config is not None:
        config.at_most_one("MaxItems", "MaxItemsPath")
        most = expressions.setting(config, "MaxItems", 1, _LARGEST, jsonata=jsonata)
    transfer = Transfer(
        resource=resource(found),
        arguments=expressions.template(found, "Arguments" if jsonata else "Parameters", jsonata=jsonata),
        config=expressions.template(found, config_name, jsonata=jsonata),
        max_items=most,
    )
    found.close(jsonata=jsonata)
    return transfer


def _batcher(fields: Fields, *, jsonata: bool) -> Batcher | None:
    found = fields.object("ItemBatcher")
    if found is None:
        return None
    batcher = Batcher(
        max_items=expressions.setting(found, "MaxItemsPerBatch", 1, _LARGEST, jsonata=jsonata),
        max_bytes=expressions.setting(found, "MaxInputBytesPerBatch", 1, _LARGEST, jsonata=jsonata),
        batch_input=expressions.template(found, "BatchInput", jsonata=jsonata),
    )
    if batcher.max_items is None and batcher.max_bytes is None:
        found.fault("an ItemBatcher needs MaxItemsPerBatch or MaxInputBytesPerBatch")
    found.close(jsonata=jsonata)
    return batcher
