"""Rules of replicas: which sites hold what of a collection, and which way changes go. In the bucket of rules.

Each version has a key of its own, so that all of them can be read, and none is made twice.
"""

from enum import StrEnum
from functools import cached_property
from typing import Annotated

from pydantic import Field, model_validator

from shared.model.base import FrozenModel
from shared.model.names import CollectionName, SiteName
from shared.model.numbers import Count, Instant, SchemaVersion
from shared.model.site_filter import FilterError, SiteFilter

EVERY_SITE = "*"
"""Stands for all sites in a rule."""

RULES_MAX = 50
PATTERNS_MAX = 100
PATTERN_BYTES_MAX = 8 * 1024
"""Of all patterns of one rule: they stand in every want of a site, and fifty such rules fit a message."""

SITES_MAX = 100
LABELS_MAX = 20
COPIES_MAX = 100

Label = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,62}=[A-Za-z0-9._-]{1,63}$")]
"""E.g. `zone=flagstaff`."""

SiteOrLabel = SiteName | Label | Annotated[str, Field(pattern=r"^\*$")]
Pattern = Annotated[
    str, Field(min_length=1, max_length=1024, pattern=r"^(!?[^!\s\x00\\]|[^\x00\r\n]+[^\s\x00\\])$")
]
"""One line of a `.gitignore`; none ends in a backslash, which would escape nothing."""
Patterns = Annotated[tuple[Pattern, ...], Field(max_length=PATTERNS_MAX)]


class Mode(StrEnum):
    """Which way changes go at a site."""

    TWO_WAY = "two-way"
    SEND_ONLY = "send-only"
    """Its changes are published, and nothing is placed there."""
    RECEIVE_ONLY = "receive-only"
    """Its changes stay there, and are not published."""
    MIRROR = "mirror"
    """Its changes go to its trash, and what the collection has is placed again."""

    @property
    def publishes(self) -> bool:
        """Whether changes that are made at the site are published."""
        return self in (Mode.TWO_WAY, Mode.SEND_ONLY)


class Followed(FrozenModel):
    """What a site follows of a collection, and how."""

    mode: Mode = Mode.TWO_WAY
    include: Patterns = ()
    """In the words of gitignore; none: everything."""
    exclude: Patterns = ()

    @model_validator(mode="after")
    def _check(self) -> "Followed":
        lines = (*self.include, *self.exclude)
        if sum(len(line.encode()) for line in lines) > PATTERN_BYTES_MAX:
            raise ValueError(f"the patterns of a rule have more than {PATTERN_BYTES_MAX} bytes: use fewer")
        try:
            SiteFilter(self.include, self.exclude)
        except FilterError as error:
            raise ValueError(str(error)) from error
        return self

    @cached_property
    def filter(self) -> SiteFilter:
        """Which paths these are."""
        return SiteFilter(self.include, self.exclude)

    @property
    def whole(self) -> bool:
        """Whether all of the collection is to be placed at the site."""
        return self.mode is not Mode.SEND_ONLY and self.filter.whole

    def holds(self, path: str, *, directory: bool = False) -> bool:
        """Tell whether what others make at a path is to be placed at the site."""
        return self.mode is not Mode.SEND_ONLY and self.filter.follows(path, directory=directory)


WHOLE = Followed()


class SiteLabels(FrozenModel):
    """The labels of one site."""

    site: SiteName
    labels: Annotated[tuple[Label, ...], Field(max_length=LABELS_MAX)]


class SiteRule(Followed):
    """What some sites follow."""

    sites: Annotated[tuple[SiteOrLabel, ...], Field(min_length=1, max_length=SITES_MAX)]
    """Names, labels such as `zone=flagstaff`, or `*` for all."""


class ReplicaRules(FrozenModel):
    """One version of the rules of a collection."""

    schema_version: SchemaVersion = 1
    collection: CollectionName
    version: Count = 0
    """0: nobody has made rules, and every site holds everything."""
    made_at: Instant | None = None
    by: str = Field(default="", max_length=200)
    message: str = Field(default="", max_length=1000)
    """Why, in the words of who made it."""
    copies: int = Field(default=1, ge=1, le=COPIES_MAX)
    """A site gives up what its rule leaves out once so many others hold it that their rules keep."""
    labels: Annotated[tuple[SiteLabels, ...], Field(max_length=SITES_MAX)] = ()
    rules: Annotated[tuple[SiteRule, ...], Field(max_length=RULES_MAX)] = ()
    """The first that fits a site is its rule; a site that none fits holds everything, two-way."""

    def of(self, site: str) -> Followed:
        """Return what a site follows."""
        names = {
            EVERY_SITE,
            site,
            *(label for one in self.labels if one.site == site for label in one.labels),
        }
        return next((rule for rule in self.rules if not names.isdisjoint(rule.sites)), WHOLE)
