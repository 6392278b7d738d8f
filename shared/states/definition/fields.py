"""Objects of a definition read field by field, with every problem noted at its place."""

import difflib
from typing import Final

from shared.states.definition.located import Located, Place
from shared.states.definition.problems import Problem
from shared.states.limits import Limits
from shared.states.values import Json, kind, shown

JSONPATH_ONLY: Final = frozenset(
    {
        "InputPath",
        "OutputPath",
        "Parameters",
        "ResultPath",
        "ResultSelector",
        "Result",
        "ItemsPath",
        "Variable",
    }
)
_NAMING: Final = frozenset({"StartAt", "Next", "Default", "Resource", "Type"})
"""Fields that name something, which no empty text can do."""
JSONATA_ONLY: Final = frozenset({"Arguments", "Output", "Items", "Condition"})


class Sheet:
    """The text under reading, its bounds, and the problems found so far."""

    def __init__(self, located: Located, limits: Limits) -> None:
        self.limits = limits
        self.problems: list[Problem] = []
        self._located = located

    def fault(self, place: Place, message: str) -> None:
        """Fault notes a problem."""
        self.problems.append(self._located.problem(place, message))


class Fields:
    """The fields of one object. A reader asks for every field that may be there, then calls `close`."""

    def __init__(self, sheet: Sheet, place: Place, value: Json) -> None:
        self.sheet = sheet
        self.place = place
        self._asked: set[str] = set()
        self._value: dict[str, Json] = value if isinstance(value, dict) else {}
        if not isinstance(value, dict):
            sheet.fault(place, f"an object is needed here, not {kind(value)}")

    def __contains__(self, name: str) -> bool:
        """Whether the field is there; asking so does not count as reading it."""
        return name in self._value

    def fault(self, message: str, *names: str) -> None:
        """Fault notes a problem of the object, or of one of its fields."""
        self.sheet.fault((*self.place, *names), message)

    def peek(self, name: str) -> Json:
        """The field's value, without counting as read."""
        return self._value.get(name)

    def take(self, name: str, *, required: bool = False) -> Json:
        """The field's value as it is, None when it is missing."""
        self._asked.add(name)
        if required and name not in self._value:
            self.fault(f"the field '{name}' is missing")
        return self._value.get(name)

    def text(self, name: str, *, required: bool = False) -> str | None:
        """The field as text."""
        value = self.take(name, required=required)
        if isinstance(value, str):
            if not value and name in _NAMING:
                self.fault(f"'{name}' must not be empty", name)
            return value
        if name in self._value:
            self.fault(f"'{name}' takes a text, not {kind(value)}", name)
        return None

    def one_of(self, name: str, *allowed: str) -> str | None:
        """The field as one of some words."""
        value = self.text(name)
        if value is not None and value not in allowed:
            self.fault(f"'{name}' takes one of {', '.join(allowed)}, not '{value}'", name)
        return value if value in allowed else None

    def flag(self, name: str) -> bool:
        """The field as boolean, false when it is missing."""
        value = self.take(name)
        if name in self._value and not isinstance(value, bool):
            self.fault(f"'{name}' takes true or false, not {kind(value)}", name)
        return value is True

    def integer(self, name: str, low: int, high: int) -> int | None:
        """The field as whole number from `low` to `high`."""
        value = self.take(name)
        if name not in self._value:
            return None
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        self.fault(f"'{name}' takes a whole number from {low} to {high}, not {shown(value)}", name)
        return None

    def number(self, name: str, low: float) -> float | None:
        """The field as number of at least `low`."""
        value = self.take(name)
        if name not in self._value:
            return None
        if isinstance(value, int | float) and not isinstance(value, bool) and value >= low:
            return value
        self.fault(f"'{name}' takes a number of at least {low}, not {shown(value)}", name)
        return None

    def object(self, name: str, *, required: bool = False) -> "Fields | None":
        """The field as object."""
        value = self.take(name, required=required)
        return Fields(self.sheet, (*self.place, name), value) if name in self._value else None

    def objects(self, name: str, *, required: bool = False, least: int = 0) -> list["Fields"]:
        """The field as array of objects, empty when it is missing."""
        value = self.take(name, required=required)
        if name not in self._value:
            return []
        if not isinstance(value, list):
            self.fault(f"'{name}' takes an array, not {kind(value)}", name)
            return []
        if len(value) < least:
            self.fault(f"'{name}' must not be empty", name)
        return [Fields(self.sheet, (*self.place, name, index), item) for index, item in enumerate(value)]

    def texts(self, name: str, *, required: bool = False) -> list[str]:
        """The field as array of at least one text."""
        value = self.take(name, required=required)
        if name not in self._value:
            return []
        if not isinstance(value, list) or not value or not all(isinstance(item, str) for item in value):
            self.fault(f"'{name}' takes an array of at least one text", name)
            return []
        return [str(item) for item in value]

    def at_most_one(self, *names: str) -> None:
        """At_most_one notes a problem when several of the fields are there."""
        there = [name for name in names if name in self._value]
        if len(there) > 1:
            self.fault(f"{' and '.join(there)} exclude each other: keep one", there[1])

    def members(self) -> list[tuple[str, "Fields"]]:
        """All fields as objects, whatever their names."""
        self._asked.update(self._value)
        return [(name, Fields(self.sheet, (*self.place, name), value)) for name, value in self._value.items()]

    def close(self, *, jsonata: bool | None = None) -> None:
        """Close notes a problem for each field that nobody asked for."""
        for name in self._value:
            if name not in self._asked:
                self.fault(f"'{name}' is no field that may be here{self._hint(name, jsonata)}", name)

    def _hint(self, name: str, jsonata: bool | None) -> str:
        if jsonata and (name in JSONPATH_ONLY or name.endswith("Path")):
            return ": it belongs to JSONPath, and this state uses JSONata"
        if jsonata is False and name in JSONATA_ONLY:
            return ": it belongs to JSONata, and this state uses JSONPath"
        near = difflib.get_close_matches(name, self._asked, n=1)
        return f"; did you mean '{near[0]}'?" if near else ""
