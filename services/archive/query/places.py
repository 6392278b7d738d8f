"""Places of a collection that a caller is confined to, as a condition on the path of a version.

The same decision as that of paths everywhere (`shared.access.rights`), written for a database.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, false, func, not_, or_, true

from shared.access.grants import Grant
from shared.model.globs import Glob

Path = ColumnElement[str]
"""The column that is judged: the path of a version, nothing where it has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where a caller may read, and what is hidden there."""

    read: tuple[Grant, ...]
    admin: tuple[Grant, ...]
    """Where nothing is hidden."""
    hidden: tuple[Glob, ...]
    """Patterns of rules that are in force for the caller."""

    def covers(self, path: Path) -> ColumnElement[bool]:
        """Return the condition that a version stands where the caller sees it; one without a path nowhere."""
        seen = _any(_granted(one, path) for one in self.read)
        hidden = _any(_fits(one, path) for one in self.hidden)
        return and_(path.is_not(None), seen, or_(not_(hidden), self.governs(path)))

    def governs(self, path: Path) -> ColumnElement[bool]:
        """Return the condition that a version stands where the caller is an admin."""
        return and_(path.is_not(None), _any(_granted(one, path) for one in self.admin))


def _granted(grant: Grant, path: Path) -> ColumnElement[bool]:
    below = _any(or_(path.in_([one]), func.starts_with(path, f"{one}/")) for one in grant.prefixes)
    within = below if grant.prefixes else true()
    only = _any(_fits(one, path) for one in grant.only) if grant.only else true()
    return and_(within, only)


def _fits(glob: Glob, path: Path) -> ColumnElement[bool]:
    expression = glob.expression()
    return false() if expression is None else func.concat(path, "/").regexp_match(expression)


def _any(conditions: Iterable[ColumnElement[bool]]) -> ColumnElement[bool]:
    return or_(false(), *conditions)
