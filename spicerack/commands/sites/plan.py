"""`spicerack plan`: what would move where, without doing it."""

import typer

from spicerack.client.client import ManagerClient
from spicerack.commands.options import DEFAULT_URL, Json, Url, new_app
from spicerack.commands.sites.plan_lines import plan_lines
from spicerack.errors import ExitCode


def app() -> typer.Typer:
    """Return the command as Typer has it."""
    application = new_app()
    application.command("plan")(_plan)
    return application


def _plan(url: Url = DEFAULT_URL, as_json: Json = False) -> int:
    """Show what would move where, and why nothing does where nothing does.

    Files are counted whole: what travels as a difference to an older content is less. Of what sites changed
    and have not published yet nothing is known; `spicerack sync` has them look.

    Example: spicerack plan --json
    """
    with ManagerClient(url) as client:
        plan = client.plan()
    print(plan.model_dump_json(indent=2) if as_json else "\n".join(plan_lines(plan)))
    return ExitCode.DONE
