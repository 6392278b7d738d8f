"""Rules of replicas: which sites hold what of a collection, and which way changes go. In the bucket of rules.

Each version has a key of its own, so that all of them can be read, and none is made twice.
"""

from collections.abc import Iterable
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from shared.contracts.messages.sites.kernel_words import KernelWords
from shared.contracts.messages.sites.patterns import PATTERN_BYTES_MAX, Patterns
from shared.contracts.messages.sites.stand_in import StandIn
from shared.model.base import FrozenModel
from shared.model.names import CollectionName, SiteName
from shared.model.numbers import Count, Instant, SchemaVersion
from shared.model.path_set import PACKED_MAX, pack, unpack
from shared.model.paths import ancestors
from shared.model.site_filter import FilterError, SiteFilter

EVERY_SITE = "*"
"""Stands for all sites in a rule."""

RULES_MAX = 50
SITES_MAX = 100
LABELS_MAX = 20
COPIES_MAX = 100

Label = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,62}=[A-Za-z0-9._-]{1,63}$")]
"""E.g. `zone=flagstaff`."""

ZONE = "zone="
"""What a label begins with that says where a site is: which others are near it."""

SiteOrLabel = SiteName | Label | Annotated[str, Field(pattern=r"^\*$")]
AWAY_HOURS = 24.0
"""Before others stand in for a site that is away: a night's work on its host is shorter."""

AWAY_HOURS_MAX = 10 * 365 * 24.0

AwayHours = Annotated[float, Field(gt=0, le=AWAY_HOURS_MAX, allow_inf_nan=False)]
StandIns = Annotated[tuple[SiteOrLabel, ...], Field(max_length=SITES_MAX)]

EVERYBODY_STANDS_IN = (EVERY_SITE,)


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


class RuleWords(KernelWords):
    """What a rule says of a site: what it follows of a collection, and how."""

    mode: Mode = Mode.TWO_WAY
    include: Patterns = ()
    """In the words of gitignore; none: everything."""
    exclude: Patterns = ()
    priority: Patterns = ()
    """What fits one of these is placed before all else that waits, in the order of the patterns."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        lines = (*self.include, *self.exclude, *self.priority)
        if sum(len(line.encode()) for line in lines) > PATTERN_BYTES_MAX:
            raise ValueError(f"the patterns of a rule have more than {PATTERN_BYTES_MAX} bytes: use fewer")
        try:
            SiteFilter(self.include, self.exclude)
            bool(self.first)
        except FilterError as error:
            raise ValueError(str(error)) from error
        if any(line.startswith("!") for line in self.priority):
            raise ValueError("a pattern of priority takes nothing back (`!`): name what comes first alone")
        return self

    @cached_property
    def filter(self) -> SiteFilter:
        """Which paths these are."""
        return SiteFilter(self.include, self.exclude)

    @cached_property
    def first(self) -> tuple[SiteFilter, ...]:
        """What is placed first, pattern by pattern."""
        return tuple(SiteFilter((pattern,)) for pattern in self.priority)

    @property
    def everything(self) -> bool:
        """Whether no path is left out."""
        return self.filter.whole and not self.by_meaning


class Followed(RuleWords):
    """What a site follows of a collection, and how: what its rule says, and the paths that this comes to."""

    selected: str | None = Field(default=None, max_length=PACKED_MAX)
    """Of a rule by meaning: the paths of `shared.model.path_set`; none while the site does not know them."""
    stand_in: StandIn | None = None
    """What it holds beside its rule, in the place of sites that are gone."""

    @cached_property
    def paths(self) -> frozenset[str]:
        """The files that the site follows by what they mean."""
        return unpack(self.selected) if self.selected is not None else frozenset()

    @cached_property
    def directories(self) -> frozenset[str]:
        """The directories above them."""
        return frozenset(above for path in self.paths for above in ancestors(path))

    def selecting(self, paths: Iterable[str]) -> "Followed":
        """Return the same with other paths. Raises TooManyPathsError."""
        return Followed(**rule_words(self), selected=pack(paths))

    @property
    def whole(self) -> bool:
        """Whether all of the collection is to be placed at the site."""
        return self.mode is not Mode.SEND_ONLY and self.everything

    def follows(self, path: str, *, directory: bool = False, made: bool = True) -> bool:
        """Tell whether a path is the site's business.

        Args:
            path: of a file or directory.
            directory: whether it is one.
            made: whether the collection has it: what nobody has published means nothing yet.
        """
        if self.stand_in is not None and made and self.stand_in.follows(path, directory=directory):
            return True
        if not self.filter.follows(path, directory=directory):
            return False
        if not made or not self.by_meaning:
            return True
        return path in (self.directories if directory else self.paths)

    def holds(self, path: str, *, directory: bool = False) -> bool:
        """Tell whether what others make at a path is to be placed at the site."""
        return self.mode is not Mode.SEND_ONLY and self.follows(path, directory=directory)


def rule_words(rule: RuleWords) -> dict[str, Any]:
    """Return what a rule says, by the names of its words."""
    return {name: getattr(rule, name) for name in RuleWords.model_fields}


WHOLE = Followed()


class SiteLabels(FrozenModel):
    """The labels of one site."""

    site: SiteName
    labels: Annotated[tuple[Label, ...], Field(max_length=LABELS_MAX)]


class SiteRule(RuleWords):
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
    stand_ins: StandIns = EVERYBODY_STANDS_IN
    """Sites that hold beside their rule what has fewer than `copies` since other sites are gone."""
    away_hours: AwayHours = AWAY_HOURS
    """A site that is away for so long counts as gone; one that drains or was removed does at once."""
    rules: Annotated[tuple[SiteRule, ...], Field(max_length=RULES_MAX)] = ()
    """The first that fits a site is its rule; a site that none fits holds everything, two-way."""

    def of(self, site: str) -> Followed:
        """Return what a site follows."""
        names = {EVERY_SITE, site, *self.labels_of(site)}
        found = next((rule for rule in self.rules if not names.isdisjoint(rule.sites)), None)
        return WHOLE if found is None else Followed(**rule_words(found))

    def labels_of(self, site: str) -> tuple[str, ...]:
        """Return the labels of a site."""
        return tuple(label for one in self.labels if one.site == site for label in one.labels)

    def zone_of(self, site: str) -> str:
        """Return the label of a site that says its zone; empty where there is none."""
        return next((label for label in self.labels_of(site) if label.startswith(ZONE)), "")

    def may_stand_in(self, site: str) -> bool:
        """Tell whether a site may hold more than its rule says, in the place of others."""
        return not {EVERY_SITE, site, *self.labels_of(site)}.isdisjoint(self.stand_ins)
