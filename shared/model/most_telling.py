"""The one line that tells what is out of form, of all that pydantic says of a text. Pure."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from shared.model.base import VALUE_ERROR
from shared.model.nearest import did_you_mean

OTHER_TYPE = ("_type", "_parsing")
"""Ends of what pydantic calls the errors of a value that is of another type than the field."""

CHOICES = ("expected", "expected_tags")
"""Where pydantic names the values that will do: of an enumeration, of literals, of a union by its tag."""

QUOTED = re.compile(r"'([^']*)'")


def most_telling(errors: Sequence[Mapping[str, Any]]) -> str:
    """Return where a text is out of form, and why, in one line.

    Of a field that takes several types each type complains, the first as loud as the one that was meant:
    so what is of a right type and beyond its bounds comes first, then what lies deepest.
    """
    first = min(errors, key=lambda one: (one["type"].endswith(OTHER_TYPE), -len(one["loc"])))
    parts = [str(part) for part in first["loc"]]
    # Pydantic's own words for the types of a union say nothing to people.
    where = ".".join(part for part in parts if "[" not in part and not part.startswith("constrained-"))
    place = f"{where}: " if where else ""
    return f"{place}{first['msg'].removeprefix(VALUE_ERROR)}{_meant(first)}"


def _meant(error: Mapping[str, Any]) -> str:
    """Return which of the values that will do was meant, by the look of the one that was given."""
    facts = error.get("ctx", {})
    given = facts.get("tag", error.get("input"))
    choices = next((str(facts[name]) for name in CHOICES if name in facts), "")
    return did_you_mean(given, QUOTED.findall(choices)) if isinstance(given, str) else ""
