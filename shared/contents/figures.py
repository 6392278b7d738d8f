"""Figures of what is read at other sites, for metrics."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class RemoteFigures:
    """Counted since the start."""

    received_bytes: int = 0
    """From other sites."""
    hits: int = 0
    """Contents that the cache had."""
    shared: int = 0
    """Readers that joined a fetch under way."""
    fetched: int = 0
    """Contents that were fetched whole and right."""
    passed: int = 0
    """Readings that went past the cache: the content did not fit."""
    failures: Counter[str] = field(default_factory=Counter)
    """Readings at holders that ended early, by the reason."""
    wrong: int = 0
    """Contents that came whole and had another hash."""
