"""The commands with their options, as Typer has them. Each hands over to its module in `commands`."""

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from spicerack.client import DEFAULT_URL, ManagerClient
from spicerack.commands import ls, site, status, sync, up
from spicerack.commands.demo import run_demo
from spicerack.commands.serve import Service
from spicerack.commands.serve import serve as serve_service
from spicerack.errors import CommandError, ExitCode, UsageProblem
from spicerack.supervisor.options import parse_up

USAGE_ERRORS: tuple[type[Exception], ...] = (typer.BadParameter.__mro__[1],)
"""What Typer raises for a command typed wrongly: the class above BadParameter, which it does not export."""

HELP = """Keep collections of files the same at every site.

Exit codes: 0 done; 1 failed; 2 typed wrongly, nothing was touched; 3 (sync) only offline sites lack it.
"""

Url = Annotated[str, typer.Option(envvar="SPICERACK_URL", help="The manager to ask.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]


def build() -> typer.Typer:
    """Return the application."""
    app = typer.Typer(help=HELP, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
    app.command("up")(_up)
    app.command("sync")(_sync)
    app.command("status")(_status)
    app.command("ls")(_ls)
    app.command("serve")(_serve)
    app.command("demo")(_demo)
    sites = typer.Typer(help="Look after one site.", no_args_is_help=True)
    sites.command("release")(_release)
    # Without a callback Typer would drop the name of a group's only command.
    sites.callback()(_sites)
    app.add_typer(sites, name="site")
    return app


def invoke(arguments: Sequence[str]) -> int:
    """Run the command that `arguments` name and return its exit code.

    Raises:
        CommandError: it failed, or was typed wrongly.
    """
    command = typer.main.get_command(build())
    try:
        result: Any = command.main(args=list(arguments), prog_name="spicerack", standalone_mode=False)
    except typer.Abort as error:
        raise CommandError("stopped: nothing was changed") from error
    except USAGE_ERRORS as error:
        raise UsageProblem(_usage(error, arguments)) from error
    return result if isinstance(result, int) else ExitCode.DONE


def _usage(error: Exception, arguments: Sequence[str]) -> str:
    message = str(getattr(error, "format_message", lambda: error)()).strip()
    command = arguments[0] if arguments and not arguments[0].startswith("-") else ""
    known = command in ("up", "sync", "status", "ls", "site", "serve", "demo")
    help_of = f"spicerack {command} --help" if known else "spicerack --help"
    return f"{' '.join(message.split()).rstrip('.') or 'no command is given'}: see `{help_of}`"


def _up(
    *,
    site_: Annotated[list[str], typer.Option("--site", metavar="NAME=DIR", help="A site; repeat for each.")],
    receive_only: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="A site that publishes nothing; may be repeated.")
    ] = None,
    collection: Annotated[str, typer.Option(help="Name of the collection.")] = "spice",
    state: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Where services keep what is theirs, and logs. Default: spicerack/COLLECTION below "
            "$XDG_STATE_HOME or ~/.local/state.",
        ),
    ] = None,
    nats: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help="A NATS server to use, nats://[USER:PASSWORD@]HOST[:PORT]; without it one is started. "
            "SPICERACK_NATS_USER and SPICERACK_NATS_PASSWORD serve where the URL names nobody.",
        ),
    ] = None,
    port: Annotated[
        int,
        typer.Option(
            help="Port of the first site's manager; further managers, orchestrator, transfers follow."
        ),
    ] = 8080,
) -> int:
    """Run sites on this host until Ctrl-C: a server, an orchestrator, and two processes a site."""
    request = parse_up(
        sites=site_,
        receive_only=receive_only or (),
        collection=collection,
        state=state,
        port=port,
        environment=os.environ,
    )
    return up.up(request, nats_url=nats, environment=os.environ, stream=sys.stdout)


def _sync(
    url: Url = DEFAULT_URL,
    timeout: Annotated[float, typer.Option(min=0.0, help="Seconds to wait at most.")] = 60.0,
) -> int:
    """Have every site look now, and wait until all hold the same.

    Exits with 0 when they do, 3 when only offline sites do not, 1 otherwise.
    """
    with ManagerClient(url) as client, sync.progress_on(sys.stderr) as show:
        verdict = sync.synchronise(client, timeout=timeout, time=_time(), show=show)
    if verdict.exit_code is not ExitCode.DONE:
        raise CommandError(verdict.text, verdict.exit_code)
    print(verdict.text)
    return verdict.exit_code


def _status(url: Url = DEFAULT_URL, as_json: Json = False) -> None:
    """Show where every site is."""
    with ManagerClient(url) as client:
        answer = client.status()
    print(answer.model_dump_json(indent=2) if as_json else "\n".join(status.status_lines(answer)))


def _ls(
    prefix: Annotated[str, typer.Argument(help="Only paths that begin with this.")] = "",
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """List what the collection holds."""
    with ManagerClient(url) as client:
        ls.list_files(client, prefix=prefix, as_json=as_json, write=lambda text: print(text, end=""))


def _demo() -> int:
    """Show on this machine what SpiceRack does: three sites, and what befalls them."""
    return run_demo(Console())


def _sites() -> None:
    """Look after one site."""


def _release(
    name: Annotated[str, typer.Argument(help="The site.")],
    url: Url = DEFAULT_URL,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Let a held site go on, after you have seen why it is held and what a release does."""
    with ManagerClient(url) as client:
        site.release_site(client, name, confirm=_confirmation(yes=yes), say=print, time=_time())


def _serve(service: Annotated[Service, typer.Argument(help="The service to run.")]) -> None:
    """Run one service in this process, configured by SPICERACK_* variables."""
    serve_service(service)


def _confirmation(*, yes: bool) -> site.Confirm:
    def confirm(question: str) -> bool:
        if yes:
            return True
        if not sys.stdin.isatty():
            raise CommandError("nobody is there to confirm, nothing was changed: say --yes")
        return typer.confirm(question)

    return confirm


def _time() -> sync.Time:
    return sync.Time(now=time.monotonic, sleep=time.sleep)
