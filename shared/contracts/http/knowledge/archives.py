"""Questions for archives. Pure."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from shared.model.base import FrozenModel
from shared.model.paths import PATH_MAX

PATHS_MAX = 10_000
"""Paths that one question names: with the bound on bodies each may have a hundred bytes."""

MOMENT_MAX = 40
"""Characters of a revision, or of a time."""


class ArchiveRequest(FrozenModel):
    """What an archive shall hold: at least one of paths, prefix and glob.

    Nothing else is taken: with a mistyped `at` it would hold other files than were meant.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    paths: Annotated[
        tuple[Annotated[str, Field(min_length=1, max_length=PATH_MAX)], ...], Field(max_length=PATHS_MAX)
    ] = ()
    """Files, and directories with all below them."""
    prefix: Annotated[str | None, Field(max_length=PATH_MAX)] = None
    """All paths that begin so; empty: the whole collection."""
    glob: Annotated[str | None, Field(max_length=512)] = None
    at: Annotated[str | None, Field(max_length=MOMENT_MAX)] = None
    """A revision or a time; default: now."""
    format: Literal["zip", "tar"] = "zip"
