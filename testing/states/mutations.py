"""Definitions with a fault: whatever people write, it is refused in words, or it runs."""

import json
from collections.abc import Iterator
from random import Random
from typing import Any, Final

VALUES: Final[tuple[Any, ...]] = (
    *(None, True, False, 0, -1, 1, 3.5, 1e300, 2**70, "", "x", "é", "\ud800", "A", "B", "Next"),
    *("$", "$.x", "$$.a", "$v", "States.UUID()", "{% 1 %}", "{% $states.input + 1 %}", "{% $x %}"),
    *([], {}, [1, "a", None], {"a": 1}, {"a.$": "$.b"}, "2026-11-29T10:00:00Z"),
)
"""Values of every type, and texts that mean something in a definition."""

_FIELDS: Final = (
    *("Type", "Next", "Assign", "Parameters", "QueryLanguage", "Catch", "Retry", "ResultPath", "Items"),
    *("Output", "InputPath", "OutputPath", "ItemSelector", "StartAt", "x.$"),
)


def mutated(definition: Any, random: Random) -> Any:  # noqa: ANN401 - any JSON, and what becomes of it
    """A copy of the definition with one member or element deleted, replaced or added."""
    copy = json.loads(json.dumps(definition))
    container, step = random.choice(list(_places(copy)))
    what = random.random()
    if what < 0.3:
        del container[step]
    elif what < 0.8 or not isinstance(container, dict):
        container[step] = random.choice(VALUES)
    else:
        container[random.choice(_FIELDS)] = random.choice(VALUES)
    return copy


def _places(value: Any) -> Iterator[tuple[Any, Any]]:  # noqa: ANN401 - any JSON
    members = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for step, member in members:
        yield value, step
        yield from _places(member)
