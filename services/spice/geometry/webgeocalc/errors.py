"""Errors in payloads of WebGeocalc. Pure."""

from collections.abc import Mapping
from typing import Any


class PayloadError(ValueError):
    """The payload is none that is understood here; `str()` says which part, for `shortDescription`."""


def needed(given: Mapping[str, Any], name: str) -> Any:  # noqa: ANN401  # as JSON has it
    """Return a parameter. Raises PayloadError where it is missing."""
    if given.get(name) is None:
        raise PayloadError(f"{name} is missing")
    return given[name]
