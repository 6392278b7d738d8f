"""The scopes of callers: kinds of things that they may be let do. Pure."""

from enum import StrEnum


class Scope(StrEnum):
    """What a route lets its caller do."""

    READ = "read"
    WRITE = "write"
    """Add or change files."""
    ADMIN = "admin"
    """Release sites, retry dead letters, make tokens: what an operator does."""
    METRICS = "metrics"
    """Scrape the figures of processes, and nothing else."""


INCLUDED: dict[Scope, frozenset[Scope]] = {
    Scope.READ: frozenset({Scope.READ}),
    Scope.WRITE: frozenset({Scope.READ, Scope.WRITE}),
    Scope.ADMIN: frozenset({Scope.READ, Scope.WRITE, Scope.ADMIN, Scope.METRICS}),
    Scope.METRICS: frozenset({Scope.METRICS}),
}
"""What each scope includes."""

EVERY_COLLECTION = "*"
"""Stands for all collections: no name holds it."""
