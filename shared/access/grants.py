"""The decision whether a caller may: grants, and rules of visibility. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from shared.access.frames import FrameSight
from shared.contracts.messages.access import AccessRules, VisibilityRule
from shared.model.globs import Glob, hiding_glob
from shared.model.scope import EVERY_COLLECTION, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a caller is given."""

    scopes: frozenset[Scope]
    collection: str
    """Its name, or EVERY_COLLECTION."""
    prefixes: tuple[str, ...] = ()
    """Files and directories; none: the whole collection."""
    only: tuple[Glob, ...] = ()
    """Patterns, one of which a path has to fit as well; none: any path."""

    def reaches(self, scope: Scope, collection: str) -> bool:
        """Tell whether it gives a scope somewhere in a collection; EVERY_COLLECTION is given as a whole."""
        return scope in self.scopes and self.collection in (EVERY_COLLECTION, collection)

    def covers(self, path: str) -> bool:
        """Tell whether it is about a path."""
        if self.prefixes and not is_below(path, self.prefixes):
            return False
        return not self.only or any(glob.matches(path) for glob in self.only)

    @property
    def whole(self) -> bool:
        """Whether it is about every path."""
        return not self.prefixes and not self.only


def may(grants: Iterable[Grant], scope: Scope, collection: str, path: str | None) -> bool:
    """Tell whether grants give a scope in a collection, at a path or anywhere."""
    return any(grant.reaches(scope, collection) and (path is None or grant.covers(path)) for grant in grants)


def is_below(path: str, places: Iterable[str]) -> bool:
    """Tell whether a path is one of the places, or below one: whole names alone count."""
    return any(path.startswith(place) and path[len(place) : len(place) + 1] in ("", "/") for place in places)


def is_around(directory: str, places: Sequence[str]) -> bool:
    """Tell whether a directory is one of the places, below one, or above one; the root is empty."""
    if not places or not directory or is_below(directory, places):
        return True
    return any(place.startswith(f"{directory}/") for place in places)


@dataclass(frozen=True, slots=True)
class Visibility:
    """The rules of one collection, ready to be asked."""

    rules: tuple[tuple[Glob, str, VisibilityRule], ...] = ()
    """Each with what all paths that fit begin with."""
    frames: FrameSight | None = None
    """Where the collection is one of frames: each is hidden until its public date, but for its proposal."""

    @classmethod
    def of(cls, rules: AccessRules) -> "Visibility":
        """Return the rules, their patterns read: what fits is a file, or a directory with all in it."""
        globs = ((hiding_glob(rule.pattern), rule) for rule in rules.hidden)
        return cls(tuple((glob, glob.prefix, rule) for glob, rule in globs))

    def with_frames(self, frames: FrameSight | None) -> "Visibility":
        """Return the same rules with one about frames."""
        return replace(self, frames=frames)

    def hides(self, path: str, groups: frozenset[str], now: datetime) -> bool:
        """Tell whether any rule hides a path from who is in these groups."""
        return any(
            path.startswith(prefix) and hides(rule, groups, now) and glob.matches(path)
            for glob, prefix, rule in self.rules
        )

    def hiding(self, path: str, groups: frozenset[str], now: datetime) -> list[VisibilityRule]:
        """Return the rules that hide a path from who is in these groups."""
        return [
            rule
            for glob, prefix, rule in self.rules
            if path.startswith(prefix) and hides(rule, groups, now) and glob.matches(path)
        ]

    def hides_below(self, directory: str, groups: frozenset[str], now: datetime) -> bool:
        """Tell whether any rule in force for who is in these groups may be about a path below a directory."""
        if self.frames is not None:
            return True
        above = f"{directory}/"
        return any(
            (above.startswith(prefix) or prefix.startswith(above)) and hides(rule, groups, now)
            for _, prefix, rule in self.rules
        )

    def in_force(self, groups: frozenset[str], now: datetime) -> tuple[Glob, ...]:
        """Return the patterns of the rules that are in force for who is in these groups."""
        return tuple(glob for glob, _, rule in self.rules if hides(rule, groups, now))

    def hides_any(self, groups: frozenset[str], now: datetime) -> bool:
        """Tell whether any rule is in force for who is in these groups, whatever it is about."""
        return any(hides(rule, groups, now) for _, _, rule in self.rules)


def hides(rule: VisibilityRule, groups: frozenset[str], now: datetime) -> bool:
    """Tell whether a rule is in force for who is in these groups."""
    if rule.public_from is not None and now >= rule.public_from:
        return False
    return groups.isdisjoint(rule.groups)


NO_RULES = Visibility()


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a caller is, and what it is given."""

    name: str
    grants: tuple[Grant, ...]
    groups: frozenset[str] = field(default=frozenset())
    token: str | None = None
    """The id of the token that it said, or that its link was made with, if it was one of ours."""
    ends: datetime | None = None
    """When its session at an identity provider ends; None of all others."""
    sees_hidden: bool = False
    """Whether all that it may read exists for it, whatever hides it: as an archive links for admins."""
