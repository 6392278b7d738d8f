"""The reading of one header value as what it should be; what says nothing comes out as nothing."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from shared.fits.frame.settings import FrameSettings
from shared.model.numbers import INT64_MAX

Value = bool | int | float | str | None
Headers = Mapping[str, Value]

_INTEGER = re.compile(r"[+-]?\d{1,19}", re.ASCII)
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([EeDd][+-]?\d{1,3})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Reading:
    """The headers of one frame, read by a configuration."""

    headers: Headers
    settings: FrameSettings

    def text(self, keyword: str) -> str:
        """Return a value as text; '' where it says nothing."""
        value = self.headers.get(keyword)
        if value is None:
            return ""
        words = value.strip() if isinstance(value, str) else _plain(value)
        return "" if words in self.settings.null_header_values else words

    def integer(self, keyword: str) -> int | None:
        """Return a value that identifies or counts something; None where it is no integer."""
        words = self.text(keyword)
        if not _INTEGER.fullmatch(words):
            number = self.number(keyword)
            return int(number) if number is not None and number.is_integer() and abs(number) < 2**53 else None
        value = int(words)
        return value if abs(value) <= INT64_MAX else None

    def number(self, keyword: str) -> float | None:
        """Return a value that measures something; None where it is no finite number."""
        words = self.text(keyword)
        if not _NUMBER.fullmatch(words):
            return None
        value = float(words.replace("D", "E").replace("d", "e"))
        return value if math.isfinite(value) else None

    def is_odd(self, keyword: str, told: object) -> bool:
        """Tell whether a value says something, and nothing came of it; texts with NONE say nothing."""
        words = self.text(keyword)
        return told is None and words != "" and "NONE" not in words.upper()


def _plain(value: bool | int | float) -> str:
    if isinstance(value, bool):
        return "T" if value else "F"
    return repr(value)
