"""Rules that say which frames are kept no longer, and the plan to delete those that fit. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Annotated

from blake3 import blake3
from pydantic import Field, JsonValue, StringConstraints, model_validator

from shared.model.base import FrozenModel
from shared.model.content import ContentId
from spicerack.errors import CommandError

COLUMNS = ("basename", "observation_day", "instrument_id", "configuration_type", "files")
"""What a plan needs to know of a frame."""

PLAN_DIGITS = 16
"""Of a plan's id: 64 bits, enough to tell two plans apart that a person looks at."""


Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]

Words = Annotated[tuple[Word, ...], Field(min_length=1)]
"""One at least: a list without a word would leave its filter out, and more would go than was said."""


class Rule(FrozenModel, extra="forbid"):
    """Frames that are kept no longer: OCS' `deleteframes`, option for option. All of it has to fit."""

    days_old: int | None = Field(default=None, ge=1, le=100_000, strict=True)
    """Nights that are longer ago than so many days."""
    start: date | None = None
    """Nights after this one; with `end`."""
    end: date | None = None
    """Nights before this one."""
    reduction_level: int | None = Field(default=None, strict=True)
    request_id: int | None = Field(default=None, strict=True)
    observation_id: int | None = Field(default=None, strict=True)
    site: Word | None = None
    telescope: Word | None = None
    include_types: Words | None = None
    exclude_types: Words | None = None
    include_proposals: Words | None = None
    exclude_proposals: Words | None = None
    include_instruments: Words | None = None
    exclude_instruments: Words | None = None
    """Cameras whose frames are kept, among others."""

    @model_validator(mode="after")
    def _bounded(self) -> "Rule":
        if self.days_old is None and (self.start is None or self.end is None):
            raise ValueError("say days_old, or both start and end: no rule is without a time")
        return self

    def filters(self, today: date) -> Mapping[str, str | tuple[str, ...]]:
        """Return the filters of the archive's own list."""
        befores = [] if self.end is None else [self.end]
        befores += [] if self.days_old is None else [today - timedelta(days=self.days_old)]
        said: dict[str, object] = {
            "dayobs_after": self.start,
            "dayobs_before": min(befores),
            "reduction_level": self.reduction_level,
            "request_id": self.request_id,
            "observation_id": self.observation_id,
            "site_id": self.site,
            "telescope_id": self.telescope,
        }
        lists = {
            "include_configuration_type": self.include_types,
            "exclude_configuration_type": self.exclude_types,
            "include_proposal_id": self.include_proposals,
            "exclude_proposal_id": self.exclude_proposals,
            "include_instrument_id": self.include_instruments,
            "exclude_instrument_id": self.exclude_instruments,
        }
        one = {name: str(value) for name, value in said.items() if value is not None}
        return {**one, **{name: values for name, values in lists.items() if values}}


class RuleFile(FrozenModel, extra="forbid"):
    """Rules by name; a frame that fits any of them goes."""

    rules: dict[str, Rule] = Field(min_length=1, max_length=100)


@dataclass(frozen=True, slots=True, kw_only=True)
class DoomedFile:
    """A file that is to be deleted, if it is still this one."""

    path: str
    content: ContentId
    size: int
    kind: str
    instrument: str
    day: str


@dataclass(frozen=True)
class Plan:
    """Files that are to be deleted, each once, in the order of their paths."""

    files: tuple[DoomedFile, ...]

    @cached_property
    def id(self) -> str:
        """The plan's name: another one as soon as any file comes, goes or changes."""
        lines = "".join(f"{one.path}\0{one.content}\n" for one in self.files)
        return blake3(lines.encode()).hexdigest()[:PLAN_DIGITS]

    @property
    def size(self) -> int:
        """Bytes of all."""
        return sum(one.size for one in self.files)

    def counts(self) -> Iterator[tuple[str, str, int, str, str]]:
        """Yield type, instrument, files, first and last night."""
        found = Counter((one.kind, one.instrument) for one in self.files)
        for (kind, instrument), count in sorted(found.items()):
            days = [one.day for one in self.files if (one.kind, one.instrument) == (kind, instrument)]
            yield kind, instrument, count, min(days), max(days)


def plan_of(rows: Iterable[Mapping[str, JsonValue]], *, at_most: int) -> Plan:
    """Return the plan to delete the files of frames.

    Raises:
        CommandError: there are more files than the operator allows.
    """
    found: dict[str, DoomedFile] = {}
    for row in rows:
        for one in _files(row):
            found[one.path] = one
        if len(found) > at_most:
            raise CommandError(
                f"more than {at_most} files fit, and none was deleted: say less time, or --at-most"
            )
    return Plan(tuple(found[path] for path in sorted(found)))


def _files(row: Mapping[str, JsonValue]) -> Iterator[DoomedFile]:
    files = row.get("files")
    if not isinstance(files, list):
        raise CommandError("what answers is no archive of this version of SpiceRack")
    for file in files:
        if isinstance(file, dict):
            yield DoomedFile(
                path=str(file["path"]),
                content=str(file["content"]),
                size=int(str(file["size"])),
                kind=str(row["configuration_type"]) or "-",
                instrument=str(row["instrument_id"]) or "-",
                day=str(row["observation_day"]),
            )
