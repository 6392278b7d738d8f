"""`spicerack serve`: one service in this process."""

from typing import Annotated

import typer

from spicerack.commands.options import new_app
from spicerack.services import Service
from spicerack.services import serve as serve_service


def app() -> typer.Typer:
    """Return the command as Typer has it."""
    application = new_app()
    application.command("serve")(_serve)
    return application


def _serve(service: Annotated[Service, typer.Argument(help="The service to run.")]) -> None:
    """Run one service in this process, configured by SPICERACK_* variables."""
    serve_service(service)
