"""The file of `spicerack up --config`: all that its options say, and the services' settings.

collection = "mro"            # as --collection
state = "state"               # as --state; relative paths begin at the file's directory
port = 8080                   # as --port
nats = "nats://hub:4222"      # as --nats
services = ["gateway"]        # as --with

[settings]                    # of all services; SPICERACK_* variables win over them
settle_seconds = 0.5

[sites.a]                     # as --site a=/data/mro
root = "/data/mro"            # or the address of a store, such as s3://bucket/prefix
receive_only = true           # as --receive-only a

[sites.a.settings]            # of the services of this site; they win over [settings]
brake_files = 500
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, StrictStr, ValidationError

from spicerack.errors import CommandError, UsageProblem
from spicerack.text import printable
from spicerack.up.request.setting_values import SettingValues

FILE_BYTES_MAX = 1024 * 1024
"""Far above the file of 64 sites: a wrong file, such as a kernel, is not read whole."""

Text = Annotated[StrictStr, Field(min_length=1)]
Settings = dict[str, object]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Site(_Table):
    root: Text
    receive_only: StrictBool = False
    settings: Settings = {}


class _File(_Table):
    collection: Text | None = None
    state: Text | None = None
    port: StrictInt | None = None
    nats: Text | None = None
    services: list[Text] = []
    settings: Settings = {}
    sites: dict[str, _Site] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteOfFile:
    """One site that the file names."""

    root: Path | str
    """A directory, or the address of a store."""
    receive_only: bool = False
    settings: Mapping[str, str] = field(default_factory=dict)
    """SPICERACK_* variables of its services."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UpFile:
    """What the file says; None where it says nothing."""

    collection: str | None = None
    state: Path | None = None
    port: int | None = None
    nats: str | None = None
    services: tuple[str, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)
    """SPICERACK_* variables of all services."""
    sites: Mapping[str, SiteOfFile] = field(default_factory=dict)


def read_up_file(path: Path, *, values: SettingValues) -> UpFile:
    """Read the file at `path`.

    Raises:
        CommandError: it cannot be read.
        UsageProblem: it is no TOML, or has a key or a value that nothing knows.
    """
    try:
        with path.open("rb") as file:
            data = file.read(FILE_BYTES_MAX + 1)
    except (OSError, ValueError) as error:
        raise CommandError(f"cannot read --config {path}: {getattr(error, 'strerror', error)}") from error
    if len(data) > FILE_BYTES_MAX:
        raise UsageProblem(f"{path} has more than {FILE_BYTES_MAX} bytes: is it the file that you mean?")
    try:
        return parse_up_file(data.decode(), directory=path.parent, values=values)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageProblem(f"{path} is no TOML: {printable(str(error))}") from error
    except UsageProblem as error:
        raise UsageProblem(f"{path}: {error}") from error


def parse_up_file(text: str, *, directory: Path, values: SettingValues) -> UpFile:
    """Return what the text of a file in `directory` says.

    Raises:
        tomllib.TOMLDecodeError: it is no TOML.
        UsageProblem: it has a key or a value that nothing knows.
    """
    try:
        read = _File.model_validate(tomllib.loads(text))
    except ValidationError as error:
        raise UsageProblem(_explain(error)) from error
    return UpFile(
        collection=read.collection,
        state=None if read.state is None else directory / Path(read.state).expanduser(),
        port=read.port,
        nats=read.nats,
        services=tuple(read.services),
        settings=values.variables(read.settings, table="settings"),
        sites={name: _site(name, site, directory, values) for name, site in read.sites.items()},
    )


def _site(name: str, site: _Site, directory: Path, values: SettingValues) -> SiteOfFile:
    return SiteOfFile(
        root=site.root if "://" in site.root else directory / Path(site.root).expanduser(),
        receive_only=site.receive_only,
        settings=values.variables(site.settings, table=f"sites.{printable(name)}.settings", of_site=True),
    )


def _explain(error: ValidationError) -> str:
    """Return the first problem on one line."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    place = ".".join(printable(str(part)) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        table = _Site if first["loc"][0] == "sites" else _File
        return f"unknown key {place}: known are {', '.join(table.model_fields)}"
    return f"{place}: {first['msg']}"
