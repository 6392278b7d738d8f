"""Asks: what a person wants of sites, from whichever manager they spoke to."""

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field

from shared.contracts.messages.signed import Signed
from shared.contracts.messages.verification import FOUND_MAX
from shared.model.base import FrozenModel
from shared.model.content import ContentId
from shared.model.names import CollectionName
from shared.model.numbers import Count, SchemaVersion
from shared.model.paths import RelativePath, check_path

EVERYBODY = "_"
"""Stands for all sites in the subject of an ask; no site can have this name."""


DIRECTORIES_MAX = 100
"""Directories that one ask names; a watcher tells of more, a little later."""


def _root_or_path(path: str) -> str:
    return path and check_path(path)


LookedPath = Annotated[str, AfterValidator(_root_or_path)]
"""A directory of the root; the root itself is the empty string."""


class AskKind(StrEnum):
    """What is asked."""

    SCAN = "scan"
    RELEASE = "release"
    VERIFY = "verify"
    """Read files once more; what is found is told by presence."""
    CANCEL = "cancel"
    """End a verification."""
    REPAIR = "repair"
    """Have files that rotted placed again."""


class Repair(FrozenModel):
    """A file that rotted, and the content that another site has read a moment ago."""

    path: RelativePath
    content: ContentId


class Ask(FrozenModel):
    """One ask; its number is its stream sequence."""

    schema_version: SchemaVersion = 1
    collection: CollectionName
    kind: AskKind
    site: str = EVERYBODY
    directories: tuple[LookedPath, ...] = Field(default=(), max_length=DIRECTORIES_MAX)
    """Where to look, each by itself, where the asker knows; none: at the whole root. A manager of an earlier
    version looks at the whole root all the same. Such an ask is answered by what the look finds alone."""
    paths: tuple[RelativePath, ...] = Field(default=(), max_length=FOUND_MAX)
    """Files to verify, and directories with all below them; none: all of the site."""
    percent: float = Field(default=100.0, gt=0, le=100)
    """Of these files, to verify; which ones follows from the number of the ask."""
    of: Count = 0
    """The ask that is cancelled."""
    order: Signed | None = None
    """Of a release: the operator's order, where the collection heeds nothing else."""
    repairs: tuple[Repair, ...] = Field(default=(), max_length=FOUND_MAX)
