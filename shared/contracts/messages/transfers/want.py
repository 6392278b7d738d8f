"""Want: what a site has placed, and what it asks for next. Level-triggered: the newest counts."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import accumulate, islice, takewhile

from pydantic import Field

from shared.contracts.messages.sites.replica_rules import Followed
from shared.model.base import FrozenModel
from shared.model.content import ContentId
from shared.model.entry import Kind
from shared.model.names import CollectionName, SiteName
from shared.model.numbers import Count, Revision, SchemaVersion
from shared.model.paths import RelativePath

NEEDS_MAX = 1000
"""Paths in one step: keeps a want, a job and a report each well within one message."""

PATH_BYTES_MAX = 96 * 1024
"""Bytes of the paths in one step, but for a single longer one. An apply job names up to eight more paths for
each, so that even the longest paths keep it within the server's message of 1 MiB."""


def how_many_fit(paths: Iterable[str], *, limit: int = NEEDS_MAX) -> int:
    """Return how many of `paths`, from the first on, one message may name: at least one, at most `limit`."""
    used = accumulate(len(path.encode()) for path in islice(paths, limit))
    return max(sum(1 for _ in takewhile(lambda total: total <= PATH_BYTES_MAX, used)), min(limit, 1))


class Held(FrozenModel):
    """What a site holds at a path now: the prior of a publish, and the basis of a delta."""

    kind: Kind
    """DELETED: nothing is there."""
    content: ContentId | None = None
    revision: Revision | None = None
    """In a want, instead of the content: it is what the log had at the path as of this revision. Most bytes
    of a message are contents, and whoever reads a want has folded the log."""


class Need(FrozenModel):
    """One path that the site asks to have placed as of `revision`."""

    path: RelativePath
    revision: Revision
    held: Held


class Want(FrozenModel):
    """The one standing want of a collection at a site."""

    schema_version: SchemaVersion = 1
    collection: CollectionName
    site: SiteName
    log_id: str
    head: Count
    """The revision that the site has folded to."""
    placed: Count
    """Everything up to this revision is placed, but for the paths in `needs` and `blocked`."""
    needs: tuple[Need, ...] = Field(default=(), max_length=NEEDS_MAX)
    """The next step, in the order of I10; the rest follows when these are placed."""
    urgent: Count = 0
    """So many of the needs, from the first on, do not wait for the bytes of those behind them."""
    unplaced: tuple[RelativePath, ...] = Field(default=(), max_length=NEEDS_MAX)
    """Paths not placed that are not asked for now: a local change or a problem is in the way."""
    staged: tuple[RelativePath, ...] = Field(default=(), max_length=NEEDS_MAX)
    """Paths of `needs` whose content is at this site, verified, and only not in place: nothing travels."""
    refused: tuple[RelativePath, ...] = Field(default=(), max_length=NEEDS_MAX)
    """Paths of `needs` that this site's file system refused before: whether anything can be staged for them
    is asked before anything is built."""
    heard: Count = 0
    """The last report on this site, by its sequence, that the want knows of: one that does not know yet what
    was placed asks for it again, and is not to be answered."""
    rule: Count = 0
    """The version of the rules of replicas that the site keeps."""
    followed: Followed | None = None
    """What the site follows, where that is not all: nothing else is placed there, whatever `placed` says."""
    paused: bool = False
    """Whether a person has paused the site: nothing is fetched from it for other sites."""
    step: Count = 0
    """Counts up whenever the site asks anew, so that an answered want is told from a standing one."""

    def follows(self, path: str) -> bool:
        """Tell whether a file at a path is to be placed at the site at all."""
        return self.followed is None or self.followed.holds(path)

    @cached_property
    def held_at(self) -> Mapping[str, Held]:
        """What the site holds at each path that it asks for."""
        return {need.path: need.held for need in self.needs}

    @cached_property
    def not_placed(self) -> frozenset[str]:
        """The paths in `unplaced`."""
        return frozenset(self.unplaced)

    @cached_property
    def staged_paths(self) -> frozenset[str]:
        """The paths in `staged`."""
        return frozenset(self.staged)

    @cached_property
    def refused_paths(self) -> frozenset[str]:
        """The paths in `refused`."""
        return frozenset(self.refused)

    @cached_property
    def paths_with(self) -> Mapping[str, frozenset[str]]:
        """At which of the paths that it asks for the site holds each content."""
        paths: dict[str, set[str]] = {}
        for need in self.needs:
            if need.held.content is not None:
                paths.setdefault(need.held.content, set()).add(need.path)
        return {content: frozenset(some) for content, some in paths.items()}
