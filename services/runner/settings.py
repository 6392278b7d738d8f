"""The runner's file: commands, and addresses that steps may call. What it does not name, no step can use."""

import tomllib
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, ValidationError

from shared.model.base import FrozenModel
from shared.model.errors import OperatorError
from shared.model.names import NAME_PATTERN

MIB: Final = 1024**2

EX_TEMPFAIL: Final = 75
"""`sysexits.h`: the failure is temporary, try again."""


class RunnerFileError(OperatorError):
    """The runner's file cannot be used; the text says where and why."""


class Command(FrozenModel, extra="forbid"):
    """A program, and what it may take. Bytes, seconds and counts."""

    argv: tuple[str, ...] = Field(min_length=1, max_length=100)
    """The program by its absolute path, and its arguments. No shell reads them."""
    timeout_seconds: int = Field(default=3600, ge=1, le=30 * 86400)
    """Where the state names none, or a longer one."""
    grace_seconds: float = Field(default=5.0, ge=0, le=300)
    """Between SIGTERM and SIGKILL."""
    memory_bytes: int = Field(default=1024 * MIB, ge=16 * MIB)
    """Resident, of all its processes together."""
    processes: int = Field(default=64, ge=1, le=10_000)
    cpu_seconds: int = Field(default=30 * 86400, ge=1)
    """Of each of its processes."""
    file_bytes: int = Field(default=1024 * MIB, ge=1)
    """Of each file that it writes."""
    directory_bytes: int = Field(default=4096 * MIB, ge=1)
    """Of all files that its working directory is filled with, and that it publishes."""
    open_files: int = Field(default=1024, ge=16)
    stdout_bytes: int = Field(default=256 * 1024, ge=1, le=MIB // 2)
    """Its output travels in one message."""
    log_bytes: int = Field(default=MIB, ge=0, le=64 * MIB)
    """Of its standard error: what comes after is dropped, and that is said."""
    retry_codes: tuple[int, ...] = (EX_TEMPFAIL,)
    """Exit codes after which trying again may help: the error is `Command.Retryable` then."""
    environment: dict[str, str] = Field(default_factory=dict)
    secrets: dict[str, Path] = Field(default_factory=dict)
    """Variables of its environment by the file that holds each: never in a message, masked in its log."""


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
    answer_bytes: int = Field(default=256 * 1024, ge=1, le=MIB // 2)


class Receiver(FrozenModel, extra="forbid"):
    """Somebody that `spicerack:notify` tells."""

    url: str = Field(max_length=2000)
    secret: Path | None = None


Name = Annotated[str, Field(pattern=NAME_PATTERN)]


class RunnerFile(FrozenModel, extra="forbid"):
    """All that steps may use here."""

    commands: dict[Name, Command] = Field(default_factory=dict)
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
