"""Asks: what a person wants of sites, from whichever manager they spoke to."""

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field

from shared.model.base import FrozenModel
from shared.model.names import CollectionName
from shared.model.numbers import SchemaVersion
from shared.model.paths import check_path

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


class Ask(FrozenModel):
    """One ask; its number is its stream sequence."""

    schema_version: SchemaVersion = 1
    collection: CollectionName
    kind: AskKind
    site: str = EVERYBODY
    directories: tuple[LookedPath, ...] = Field(default=(), max_length=DIRECTORIES_MAX)
    """Where to look, each by itself, where the asker knows; none: at the whole root. A manager of an earlier
    version looks at the whole root all the same. Such an ask is answered by what the look finds alone."""
