"""The file that names who is told of frames: web services, and exchanges of RabbitMQ."""

import tomllib
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, ValidationError

from shared.model.base import FrozenModel
from shared.model.errors import OperatorError
from shared.model.names import NAME_PATTERN

HOOKS_MAX = 32
"""Of each kind: each follows the events by itself, and notes how far it is."""


class HookFileError(OperatorError):
    """The file of hooks, or a secret that it names, cannot be used; the text says where and why."""


class Hook(FrozenModel, extra="forbid"):
    """What every receiver has."""

    private: bool = False
    """Whether it is told of frames that are not public yet. Whoever reads what it gets sees their headers."""
    first: bool = False
    """Whether it begins with the first event that there is, else with those that come from now on."""
    at_once: int = Field(default=4, ge=1, le=64)
    """Events on their way to it at a time."""
    seconds: float = Field(default=30.0, gt=0, le=600)
    """That one try may take."""
    pause_seconds: float = Field(default=1.0, gt=0, le=3600)
    """After the first failure; each further one doubles it."""
    pause_seconds_max: float = Field(default=300.0, gt=0, le=86_400)
    """So long after it is back, at most, a receiver is told again."""
    tries: int = Field(default=5, ge=1, le=1000)
    """Of an event that a receiver refuses (it is there, and says that the request is wrong)."""
    give_up_hours: float = Field(default=72.0, gt=0, le=24 * 365)
    """Of one event that does not get through: it is then logged and passed over."""


def _address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        raise ValueError("say http:// or https://, a host, and no password")
    return text


class Webhook(Hook):
    """A web service."""

    url: Annotated[str, AfterValidator(_address)] = Field(max_length=2000)
    secret: Path | None = None
    """The file with the key that calls are signed with."""


class Exchange(Hook):
    """A fanout exchange of a RabbitMQ broker; OCS calls its own `archived_fits`."""

    address: Path
    """The file with the broker's address, `amqps://user:password@host/vhost`."""
    exchange: str = Field(default="archived_fits", pattern=r"^[A-Za-z0-9_.:-]{1,127}$")


Name = Annotated[str, Field(pattern=NAME_PATTERN)]


class HookFile(FrozenModel, extra="forbid"):
    """All receivers, by name. How far one is stays with its name."""

    webhooks: dict[Name, Webhook] = Field(default_factory=dict, max_length=HOOKS_MAX)
    exchanges: dict[Name, Exchange] = Field(default_factory=dict, max_length=HOOKS_MAX)


def read_hook_file(path: Path | None) -> HookFile:
    """Return what the file says; nobody is told where there is no file. Raises HookFileError."""
    # An empty setting is one that is not set.
    if path is None or path == Path():
        return HookFile()
    try:
        found = HookFile.model_validate(tomllib.loads(path.read_text()))
    except OSError as error:
        raise HookFileError(f"{path} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise HookFileError(f"{path} is no TOML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise HookFileError(f"{path}: {where}: {first['msg']}") from error
    if twice := sorted(set(found.webhooks) & set(found.exchanges)):
        raise HookFileError(f"{path}: {twice[0]} is the name of two receivers: each needs its own")
    return found


def read_secret(path: Path) -> str:
    """Return what a file of a secret holds, without the end of its line. Raises HookFileError."""
    try:
        found = path.read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise HookFileError(f"the secret in {path} cannot be read: {error}") from error
    if not found:
        raise HookFileError(f"the secret in {path} is empty")
    return found
