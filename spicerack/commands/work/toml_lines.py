"""Settings as lines of TOML (https://toml.io/en/v1.0.0). Pure."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from pydantic import JsonValue

BARE = re.compile(r"[A-Za-z0-9_-]+")


def toml_lines(table: Sequence[str], settings: Mapping[str, JsonValue]) -> Iterator[str]:
    """Yield a table with its values; TOML has no null, which is left out."""
    yield f"[{'.'.join(map(_key, table))}]"
    for key, value in settings.items():
        if value is not None:
            yield f"{_key(key)} = {_value(value)}"


def _key(text: str) -> str:
    return text if BARE.fullmatch(text) else _text(text)


def _value(value: JsonValue) -> str:
    if isinstance(value, dict):
        members = (f"{_key(key)} = {_value(one)}" for key, one in value.items() if one is not None)
        return "{" + ", ".join(members) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    return _text(value) if isinstance(value, str) else json.dumps(value)


def _text(text: str) -> str:
    """Return a basic string: JSON's escapes are TOML's, but for DEL, which TOML has escaped."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
