"""`spicerack serve`: run one service in this process.

It needs nothing but that service's own dependencies: an image holds no more.
"""

import importlib
from enum import StrEnum

from spicerack.errors import CommandError


class Service(StrEnum):
    """The services."""

    MANAGER = "manager"
    ORCHESTRATOR = "orchestrator"
    TRANSFER = "transfer"


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
