"""The runner's file: commands, containers and addresses. What it does not name, no step can use."""

import tomllib
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, ValidationError

from services.runner.program.clusters import Cluster, Job
from services.runner.program.kinds import MIB, Command, Container, Engine
from shared.model.base import FrozenModel
from shared.model.errors import OperatorError
from shared.model.names import NAME_PATTERN


class RunnerFileError(OperatorError):
    """The runner's file cannot be used; the text says where and why."""


def _origin(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.path or parts.query or "@" in text:
        raise ValueError(f"{text!r}: say scheme, host and port alone, as https://host:8443")
    return text


Origin = Annotated[str, AfterValidator(_origin)]


class Address(FrozenModel, extra="forbid"):
    """An origin that steps may call."""

    secret: Path | None = None
    """The file with the key that calls are signed with."""
    timeout_seconds: float = Field(default=60.0, gt=0, le=3600)
    answer_seconds: float = Field(default=3600.0, gt=0, le=7 * 86_400)
    """Of a call, from its beginning to the end of the answer: one that drips comes to no other end."""
    file_bytes: int = Field(default=16 * 1024 * MIB, ge=1)
    """Of a file that `spicerack:fetch` brings from it."""
    answer_bytes: int = Field(default=256 * 1024, ge=1, le=MIB // 2)


class Receiver(FrozenModel, extra="forbid"):
    """Somebody that `spicerack:notify` tells."""

    url: str = Field(max_length=2000)
    secret: Path | None = None


Name = Annotated[str, Field(pattern=NAME_PATTERN)]


class RunnerFile(FrozenModel, extra="forbid"):
    """All that steps may use here."""

    commands: dict[Name, Command] = Field(default_factory=dict)
    containers: dict[Name, Container] = Field(default_factory=dict)
    engine: Engine = Engine()
    jobs: dict[Name, Job] = Field(default_factory=dict)
    cluster: Cluster = Cluster()
    http: dict[Origin, Address] = Field(default_factory=dict)
    notify: dict[Name, Receiver] = Field(default_factory=dict)


def read_runner_file(path: Path | None) -> RunnerFile:
    """Return what the file says; nothing is allowed where there is no file. Raises RunnerFileError."""
    if path is None:
        return RunnerFile()
    try:
        found = RunnerFile.model_validate(tomllib.loads(path.read_text()))
    except OSError as error:
        raise RunnerFileError(f"{path} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RunnerFileError(f"{path} is no TOML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise RunnerFileError(f"{path}: {where}: {first['msg']}") from error
    for name, command in found.commands.items():
        if not command.argv[0].startswith("/"):
            raise RunnerFileError(f"{path}: commands.{name}: name the program by its absolute path")
    return found


def read_secret(path: Path) -> str:
    """Return what a file of a secret holds, without the end of its line. Raises RunnerFileError."""
    try:
        return path.read_text().rstrip("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise RunnerFileError(f"the secret in {path} cannot be read: {error}") from error
