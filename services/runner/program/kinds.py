"""Programs that steps may run, as the runner's file has them: what each is, and what it may take."""

from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from shared.model.base import FrozenModel

MIB: Final = 1024**2

EX_TEMPFAIL: Final = 75
"""`sysexits.h`: the failure is temporary, try again."""

OF_THE_CLIENT: Final = (
    "PATH",
    "HOME",
    "XDG_RUNTIME_DIR",
    "DOCKER_HOST",
    "DOCKER_CONFIG",
    "DOCKER_CERT_PATH",
    "DOCKER_TLS_VERIFY",
    "CONTAINER_HOST",
)
"""Variables by which the engine's client finds its engine: it has those of the runner."""


class Program(FrozenModel, extra="forbid"):
    """What a program may take. Bytes, seconds and counts."""

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


class Command(Program):
    """A program of this machine."""

    argv: tuple[str, ...] = Field(min_length=1, max_length=100)
    """The program by its absolute path, and its arguments. No shell reads them."""


def _word(text: str) -> str:
    if not text or text.startswith("-"):
        raise ValueError(f"{text!r} would be read as an option of the engine's client")
    return text


Word = Annotated[str, AfterValidator(_word)]


class Container(Program):
    """A program in a container of its own, which is made for each step and removed after it."""

    image: Word
    argv: tuple[str, ...] = Field(default=(), max_length=100)
    """Arguments of the image's entry point, or its program: as the image has it. Empty: the image's own."""
    cpus: float = Field(default=1.0, gt=0, le=1024)
    network: Word = "none"
    """A network of the engine; `none` has no way out."""
    pull: Literal["never", "missing", "always"] = "missing"
    """When the image is fetched from its registry."""
    pull_seconds: int = Field(default=600, ge=1, le=86400)
    """For making the container, with fetching its image."""
    options: tuple[str, ...] = Field(default=(), max_length=50)
    """More options of `create`, as `--gpus=all` or `--userns=keep-id`. They can lift what confines it."""

    @model_validator(mode="after")
    def _secrets_do_not_turn_the_client(self) -> Self:
        if taken := sorted(set(self.secrets) & set(OF_THE_CLIENT)):
            raise ValueError(
                f"the secret {taken[0]} would lead the engine's client elsewhere: name it otherwise"
            )
        return self


class Engine(FrozenModel, extra="forbid"):
    """The container engine of this machine."""

    client: Path = Path("/usr/bin/docker")
    """Docker's client, or one that takes the same words, as Podman's."""
    state: Path | None = None
    """Where the engine's host has the runner's directory of state, if the runner is in a container itself."""
