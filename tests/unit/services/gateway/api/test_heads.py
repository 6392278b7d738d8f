"""Tests of what the document lets a caller say in one head."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from shared.model.paths import PATH_MAX
from shared.web.limits import WebLimits

DOCUMENT = Path(__file__).parents[5] / "docs" / "openapi-gateway.json"


def _operations() -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in json.loads(DOCUMENT.read_text())["paths"].items():
        for method, operation in methods.items():
            if isinstance(operation, dict):
                yield f"{method.upper()} {path}", operation


def _most(parameter: dict[str, Any]) -> int:
    """Return the characters that a field may have; forms with a pattern are short."""
    schema = parameter["schema"]
    return max((one.get("maxLength", 0) for one in schema.get("anyOf", [schema])), default=0)


def test_all_fields_of_a_request_fit_one_head() -> None:
    """A caller may say all that an operation documents, each as long as it may be."""
    for name, operation in _operations():
        fields = [one for one in operation.get("parameters", []) if one["in"] == "header"]
        said = sum(len(one["name"]) + _most(one) for one in fields)
        assert said + 3 * PATH_MAX < WebLimits().head_bytes, name
