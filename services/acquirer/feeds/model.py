"""Providers and feeds, as an operator says them. Pure. What is out of form is refused with its place."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final, Self
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator, Field, model_validator

from services.acquirer.feeds.patterns import PatternError, compiled, literal
from services.acquirer.records.record import Terms
from shared.model.base import FrozenModel
from shared.model.names import NAME_PATTERN
from shared.model.numbers import ByteCount
from shared.model.paths import PathError, check_path
from shared.schedules.times import TimingError, check
from shared.schedules.timing import Timing

SCHEMES: Final = ("ftp", "ftps", "sftp", "http", "https", "s3")

HOST: Final = re.compile(r"[\w.:%-]{1,253}")
"""What a name, or an address of either kind, is written with; a bucket's name is shorter."""

GIB: Final = 1024**3

RATES_SINCE: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""Rates of schedules count from it: looks come at the same times after each start."""

Name = Annotated[str, Field(pattern=NAME_PATTERN)]


def _pattern(text: str) -> str:
    try:
        compiled(text)
    except PatternError as error:
        raise ValueError(str(error)) from error
    return text


def _segments(text: str) -> str:
    for segment in text.split("/"):
        if not segment:
            raise ValueError(f"{text!r}: say patterns of names with / between them, and none at either end")
        if {segment, literal(segment)} & {".", ".."}:
            raise ValueError(
                f"{text!r} goes by {segment!r} to another directory: begin the provider's address there "
                "(names of one or two characters are `.{1}` and `.{2}`)"
            )
        _pattern(segment)
    return text


def _records(text: str) -> str:
    return _segments(text) if text else text


def _directory(text: str) -> str:
    try:
        return check_path(text) if text else text
    except PathError as error:
        raise ValueError(str(error)) from error


def _address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in SCHEMES or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(f"{text!r}: say scheme://user@host/path, the scheme one of {', '.join(SCHEMES)}")
    if parts.password is not None:
        raise ValueError("a password stands in the address: put it in a file, and say password_file")
    if HOST.fullmatch(parts.hostname) is None or not _is_port(parts):
        raise ValueError(f"{text!r}: no host has this name, or no server this port")
    return text


def _is_port(parts: SplitResult) -> bool:
    try:
        return parts.port != 0
    except ValueError:
        return False


RecordWord = Annotated[str, Field(min_length=1, max_length=200)]

Pattern = Annotated[str, AfterValidator(_pattern)]


class Provider(FrozenModel, extra="forbid"):
    """A server that files come from."""

    url: Annotated[str, AfterValidator(_address)]
    """Where its files begin."""
    password_file: Path | None = None
    """Of a bucket: the secret key."""
    endpoint: str = Field(default="", pattern=r"^(https?://[^/?#@\s]+)?$")
    """Of a store that is not Amazon's: `s3://bucket/prefix` says no host."""
    region: str = Field(default="us-east-1", pattern=r"^[a-z0-9-]{1,63}$")
    """Of a bucket."""
    access_key: str = Field(default="", max_length=200)
    """Of a bucket; without it nothing is shown, as to buckets that everybody may read."""
    private_key: Path | None = None
    """An OpenSSH key without a passphrase, for SFTP."""
    known_hosts: Path | None = None
    """Keys of hosts that are trusted, for SFTP."""
    certificate_authority: Path | None = None
    """Certificates (PEM) that its TLS must lead to, where those of the system do not do."""
    connections: int = Field(default=2, ge=1, le=64)
    """At a time, from this process: many providers turn away, or ban, whoever opens more."""
    timeout_seconds: float = Field(default=60.0, gt=0, le=3600)
    """Without a byte, of web servers; 60 for others."""

    @model_validator(mode="after")
    def _keys_are_whole(self) -> Self:
        if not self.url.startswith("s3://"):
            if self.endpoint or self.access_key:
                raise ValueError("endpoint and access_key are of buckets: say url = s3://bucket/prefix")
        elif bool(self.access_key) != (self.password_file is not None):
            raise ValueError("say access_key and password_file (with the secret key) together")
        return self

    @property
    def tells_sizes(self) -> bool:
        """Whether its listings tell exact sizes: web servers round them."""
        return not self.url.startswith(("http://", "https://"))


class Sidecars(StrEnum):
    """Files beside a file that hold its checksum: its name and .md5, .sha1, .sha256, .sha512 or .cksum."""

    IF_THERE = "if-there"
    REQUIRED = "required"
    """A file without one is not complete."""
    OFF = "off"


class Duplicates(StrEnum):
    """What is done where another content stands at a file's place."""

    ERROR = "error"
    SKIP = "skip"
    REPLACE = "replace"
    VERSION = "version"
    """The older one is kept under its name with `.v` and the time of its last modification."""


class FileRule(FrozenModel, extra="forbid"):
    """One kind of file that a granule has."""

    pattern: Pattern
    """Of its name."""
    required: bool = True
    """Whether the granule is not complete without one."""


class FeedSchedule(Timing, extra="forbid"):
    """When a feed is looked at. All times that were missed need one look."""

    @model_validator(mode="after")
    def _comes(self) -> Self:
        try:
            check(self, since=RATES_SINCE)
        except TimingError as error:
            raise ValueError(str(error)) from error
        if self.catch_up > 1:
            raise ValueError("catch_up: one look sees all that came since the last: say 0 or 1")
        return self


class Feed(FrozenModel, extra="forbid"):
    """Files of a provider that are fetched, and where they go."""

    provider: Name
    path: Annotated[str, Field(min_length=1, max_length=4000), AfterValidator(_segments)]
    """Patterns (RE2) of names with / between them: the last is of files, the others are of directories."""
    into: Annotated[str, AfterValidator(_directory)] = ""
    """A directory of the collection."""
    keep_directories: bool = False
    """Whether files keep the directories that they are in at the provider."""
    granule: Pattern = ""
    """Of a file's name: its group `id`, or the first one, names the granule. Without it each file is one."""
    files: tuple[FileRule, ...] = Field(default=(), max_length=100)
    """Kinds of files of a granule; others are passed over. Without any, all that `path` fits are its."""
    every_seconds: float = Field(default=600.0, ge=0.2, le=31 * 86_400)
    """Between the end of a look and the next one."""
    schedule: FeedSchedule | None = None
    """Instead of `every_seconds`: when it is looked at. What comes due while a look runs needs no other."""
    quiet_seconds: float = Field(default=60.0, ge=0, le=31 * 86_400)
    """A file is complete when it was the same in looks over so long; 0: at first sight. Where a marker says
    what is complete, that counts alone unless this is said, too."""
    sidecars: Sidecars = Sidecars.IF_THERE
    marker: str = Field(default="", max_length=100, pattern=r"^[^/]*$")
    """What a name ends with that says that the file of the rest of the name is complete, e.g. `.done`."""
    records: Annotated[str, Field(max_length=4000), AfterValidator(_records)] = ""
    """Patterns as in `path`, of delivery records (PDR), which say which files are a granule, and when it is
    whole. What no record names is passed over."""
    data_types: tuple[RecordWord, ...] = Field(default=(), max_length=100)
    """Of records: groups of other types are passed over. Without any, all are taken."""
    node_names: tuple[RecordWord, ...] = Field(default=(), max_length=100)
    """Of records: one that names another host is refused. Without any, hosts are not looked at."""
    acknowledge_in: Annotated[str, AfterValidator(_directory)] = ""
    """A directory of the provider, where it is told the end of each record (PAN, PDRD)."""
    acknowledge_files: bool = False
    """Whether it is told of each file, also where all went alike (long PAN)."""
    duplicates: Duplicates = Duplicates.ERROR
    file_bytes_max: ByteCount = 100 * GIB
    files_max: int = Field(default=200_000, ge=1, le=5_000_000)
    """Entries of one look: it fails where there are more."""
    pages: bool = False
    """Whether web pages are meant to be fetched: else one in place of a file is a failure."""

    @model_validator(mode="after")
    def _looks_one_way(self) -> Self:
        if self.schedule is not None and "every_seconds" in self.model_fields_set:
            raise ValueError("say every_seconds or schedule, not both")
        return self

    @model_validator(mode="after")
    def _records_say_all(self) -> Self:
        beside = sorted({"files", "marker", "quiet_seconds", "sidecars"} & self.model_fields_set)
        alone = sorted(
            {"data_types", "node_names", "acknowledge_in", "acknowledge_files"} & self.model_fields_set
        )
        if alone and not self.records:
            raise ValueError(f"{alone[0]}: it is of records: say which they are, or leave it out")
        if self.records and beside:
            raise ValueError(f"{beside[0]}: records say what is complete, and its checksums: leave it out")
        return self

    @property
    def terms(self) -> Terms:
        """What of its records is taken."""
        nodes = frozenset(name.lower() for name in self.node_names)
        return Terms(data_types=frozenset(self.data_types), nodes=nodes)

    @property
    def quiet(self) -> float:
        """Seconds for which a file must be the same."""
        return 0.0 if self.marker and "quiet_seconds" not in self.model_fields_set else self.quiet_seconds

    @property
    def segments(self) -> tuple[str, ...]:
        """The patterns, outermost first."""
        return tuple(self.path.split("/"))


def fault_of(name: str, feed: Feed, providers: Mapping[str, Provider]) -> str:
    """Return why a feed does not go with the providers that there are; empty: it does."""
    provider = providers.get(feed.provider)
    if provider is None:
        return f"feeds.{name} names the provider {feed.provider!r}, which is not there"
    if feed.acknowledge_in and provider.url.startswith(("http://", "https://")):
        return f"feeds.{name}.acknowledge_in: nothing is written to web servers: leave it out"
    return ""


class AcquirerFile(FrozenModel, extra="forbid"):
    """All providers and feeds of one acquirer."""

    providers: dict[Name, Provider] = Field(default_factory=dict)
    feeds: dict[Name, Feed] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _feeds_fit_providers(self) -> Self:
        for name, feed in self.feeds.items():
            fault = fault_of(name, feed, self.providers)
            if fault:
                raise ValueError(fault)
        return self
