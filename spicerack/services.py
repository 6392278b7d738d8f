"""The services that one installation can run, each loaded when it is asked for.

A service needs nothing but its own dependencies: an image holds no more.
"""

import importlib
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from spicerack.errors import CommandError

if TYPE_CHECKING:
    # Help and every command load this module: none of them pays for a loop.
    import asyncio

    from shared.service.config import ServiceConfig


class Service(StrEnum):
    """The services."""

    MANAGER = "manager"
    ORCHESTRATOR = "orchestrator"
    TRANSFER = "transfer"
    GATEWAY = "gateway"
    SATELLITES = "satellites"
    DESCRIBER = "describer"
    SPICE = "spice"
    ARCHIVE = "archive"
    WORKFLOW = "workflow"
    RUNNER = "runner"
    ACQUIRER = "acquirer"


def serve(service: Service) -> None:
    """Run one service until SIGTERM; its configuration is in SPICERACK_* variables.

    Raises:
        CommandError: a package that the service needs is not installed.
    """
    try:
        module = importlib.import_module(f"services.{service}.__main__")
    except ModuleNotFoundError as error:
        raise CommandError(
            f"the {service} service cannot run, {error.name} is not installed: "
            f"pip install 'spicerack[{service}]'"
        ) from error
    module.main()


@dataclass(frozen=True, slots=True)
class Entry:
    """The way into a service from within a process."""

    config: "type[ServiceConfig]"
    work: "Callable[[Any, asyncio.Event], Coroutine[Any, Any, None]]"
    """Does everything, given the settings, until the event is set."""


def entry(service: Service) -> Entry:
    """Return the way into a service; its package is imported by it."""
    app = importlib.import_module(f"services.{service}.app")
    config = importlib.import_module(f"services.{service}.config")
    return Entry(getattr(config, f"{service.value.capitalize()}Config"), app.work)
