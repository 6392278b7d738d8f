"""The mask over the secrets of a command: what it says is kept for a month, and read by many. Pure."""

import json
from collections.abc import Iterable
from typing import Final
from urllib.parse import quote

from shared.states.values import Json

MASKED: Final = "***"

LINE_MIN: Final = 8
"""Characters of a line of a secret that is masked by itself: a log is told line by line, so that a key of
many lines is never seen whole. Shorter lines, as a lone brace, are in any text."""


class Mask:
    """Replaces secrets in texts, and in the texts of JSON values."""

    def __init__(self, secrets: Iterable[str]) -> None:
        found = {one for one in secrets if one}
        lines = {line.strip() for one in found for line in one.splitlines()}
        found |= {line for line in lines if len(line) >= LINE_MIN}
        found |= {form for one in found for form in _written(one)}
        # The longest first: a secret may hold another one.
        self._hidden = sorted(found, key=len, reverse=True)

    def text(self, text: str) -> str:
        """Return a text without secrets."""
        for secret in self._hidden:
            text = text.replace(secret, MASKED)
        return text

    def value(self, value: Json) -> Json:
        """Return a JSON value without secrets; its depth is bounded by who parsed it."""
        if not self._hidden:
            return value
        match value:
            case str():
                return self.text(value)
            case list():
                return [self.value(one) for one in value]
            case dict():
                return {self.text(name): self.value(one) for name, one in value.items()}
        return value


def _written(secret: str) -> set[str]:
    """Return a secret as JSON and addresses have it: logs are often of JSON, and errors name addresses."""
    texts = {json.dumps(secret), json.dumps(secret, ensure_ascii=False)}
    return {text[1:-1] for text in texts} | {quote(secret, safe=""), quote(secret)}
