"""The commands with their options, as Typer has them. Each hands over to its module in `commands`."""

import contextlib
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from shared.bus.server.server import new_password
from shared.observability.clock import SystemClock
from spicerack.client.client import DEFAULT_URL, ManagerClient
from spicerack.commands import access, backup, dead, diff, log, ls, migrate, site, status, sync, up, watch
from spicerack.commands.demo import run_demo
from spicerack.commands.serve import Service
from spicerack.commands.serve import serve as serve_service
from spicerack.errors import CommandError, ExitCode, UsageProblem
from spicerack.up.options import DEFAULT_COLLECTION, DEFAULT_PORT, parse_up
from spicerack.up.up_file import UpFile, read_up_file

USAGE_ERRORS: tuple[type[Exception], ...] = (typer.BadParameter.__mro__[1],)
"""What Typer raises for a command typed wrongly: the class above BadParameter, which it does not export."""

HELP = """Keep collections of files the same at every site.

Exit codes: 0 done; 1 failed; 2 typed wrongly, nothing was touched; 3 (sync) only offline sites lack it.
"""

COMMANDS = (
    "up",
    "sync",
    "status",
    "ls",
    "log",
    "diff",
    "site",
    "dead",
    "backup",
    "restore-backup",
    "access",
    "migrate",
    "serve",
    "demo",
)

Url = Annotated[str, typer.Option(envvar="SPICERACK_URL", help="The manager to ask.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
Nats = Annotated[
    str | None,
    typer.Option(metavar="URL", help="The NATS server. Default: what the SPICERACK_NATS_* variables say."),
]
State = Annotated[
    Path | None, typer.Option(metavar="DIR", help="The state of a `spicerack up` with a server of its own.")
]
LetterId = Annotated[int, typer.Argument(metavar="ID", min=1, help="The id that `dead list` shows.")]


def build() -> typer.Typer:
    """Return the application."""
    app = typer.Typer(help=HELP, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
    app.command("up")(_up)
    app.command("sync")(_sync)
    app.command("status")(_status)
    app.command("ls")(_ls)
    app.command("log")(_log)
    app.command("diff")(_diff)
    app.command("backup")(_backup)
    app.command("restore-backup")(_restore_backup)
    app.command("access")(_access)
    app.command("migrate")(_migrate)
    app.command("serve")(_serve)
    app.command("demo")(_demo)
    sites = typer.Typer(help="Look after one site.", no_args_is_help=True)
    sites.command("release")(_release)
    # Without a callback Typer would drop the name of a group's only command.
    sites.callback()(_sites)
    app.add_typer(sites, name="site")
    letters = typer.Typer(help="Look after messages that no service could handle.", no_args_is_help=True)
    letters.command("list")(_dead_list)
    letters.command("show")(_dead_show)
    letters.command("retry")(_dead_retry)
    letters.command("drop")(_dead_drop)
    app.add_typer(letters, name="dead")
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
    known = command in COMMANDS
    help_of = f"spicerack {command} --help" if known else "spicerack --help"
    return f"{' '.join(message.split()).rstrip('.') or 'no command is given'}: see `{help_of}`"


def _up(
    *,
    site_: Annotated[
        list[str] | None, typer.Option("--site", metavar="NAME=DIR", help="A site; repeat for each.")
    ] = None,
    config: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.toml",
            help="A file that says what these options say, and settings of the services. Options win over "
            "it, and so do SPICERACK_* variables.",
        ),
    ] = None,
    receive_only: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="A site that publishes nothing; may be repeated.")
    ] = None,
    collection: Annotated[
        str | None, typer.Option(help=f"Name of the collection. Default: {DEFAULT_COLLECTION}.")
    ] = None,
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
            help="A NATS server to use, nats://[USER:PASSWORD@]HOST[:PORT], or several of one cluster with "
            "commas; without it one is started. "
            "SPICERACK_NATS_USER and SPICERACK_NATS_PASSWORD serve where the URL names nobody.",
        ),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            help="Port of the first site's manager; further managers, orchestrator, transfers follow. "
            f"Default: {DEFAULT_PORT}.",
        ),
    ] = None,
) -> int:
    """Run sites on this host until Ctrl-C: a server, an orchestrator, and two processes a site."""
    file = UpFile() if config is None else read_up_file(config, values=up.setting_values())
    request = parse_up(
        sites=site_ or (),
        receive_only=receive_only or (),
        collection=collection,
        state=state,
        port=port,
        environment=os.environ,
        file=file,
    )
    return up.up(
        request,
        nats_url=nats if nats is not None else file.nats,
        environment={**file.settings, **os.environ},
        stream=sys.stdout,
    )


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


def _status(
    url: Url = DEFAULT_URL,
    as_json: Json = False,
    watching: Annotated[bool, typer.Option("--watch", help="Show it again and again until Ctrl-C.")] = False,
    interval: Annotated[
        float, typer.Option(min=0.1, max=3600.0, help="Seconds between two looks of --watch.")
    ] = watch.INTERVAL,
) -> int:
    """Show where every site is."""
    with ManagerClient(url) as client:
        if watching:
            return _watch(client, interval=interval, as_json=as_json)
        answer = client.status()
    print(answer.model_dump_json(indent=2) if as_json else "\n".join(status.status_lines(answer)))
    return ExitCode.DONE


def _watch(client: ManagerClient, *, interval: float, as_json: bool) -> int:
    # Ctrl-C is how a person ends it: nothing failed.
    with contextlib.suppress(KeyboardInterrupt), watch.shown_on(sys.stdout, as_json=as_json) as show:
        watch.watch_status(client, interval=interval, time=_time(), show=show)
    return ExitCode.DONE


def _ls(
    prefix: Annotated[str, typer.Argument(help="Only paths that begin with this.")] = "",
    at: Annotated[
        int | None, typer.Option(metavar="REVISION", min=0, help="As it stood at this revision.")
    ] = None,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """List what the collection holds, or held."""
    with ManagerClient(url) as client:
        ls.list_files(client, prefix=prefix, at=at, as_json=as_json, write=_write)


def _log(
    path: Annotated[
        str | None, typer.Argument(help="A path of the collection: what it was, instead of all commits.")
    ] = None,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """Show the commits of the collection, or the history of one path, newest first."""
    with ManagerClient(url) as client:
        log.show_log(client, path=path, as_json=as_json, write=_write)


def _diff(
    *,
    earlier: Annotated[
        int, typer.Option("--from", metavar="REVISION", min=0, help="One revision; 0 is before the first.")
    ],
    later: Annotated[int, typer.Option("--to", metavar="REVISION", min=0, help="The other revision.")],
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    """Show the paths that are not the same at two revisions: A added, M changed, D deleted."""
    with ManagerClient(url) as client:
        diff.show_differences(client, earlier=earlier, later=later, as_json=as_json, write=_write)


def _dead_list(url: Url = DEFAULT_URL, as_json: Json = False) -> None:
    """List the dead letters, oldest first: id, who gave it up, and why."""
    with ManagerClient(url) as client:
        dead.list_letters(client, as_json=as_json, write=_write)


def _dead_show(number: LetterId, url: Url = DEFAULT_URL, as_json: Json = False) -> None:
    """Show all that is known of one dead letter."""
    with ManagerClient(url) as client:
        dead.show_letter(client, number, as_json=as_json, write=_write)


def _dead_retry(number: LetterId, url: Url = DEFAULT_URL, as_json: Json = False) -> None:
    """Publish the original again, after its cause was mended, and drop the dead letter."""
    with ManagerClient(url) as client:
        dead.retry_letter(client, number, as_json=as_json, say=print)


def _dead_drop(number: LetterId, url: Url = DEFAULT_URL, as_json: Json = False) -> None:
    """Drop a dead letter for ever."""
    with ManagerClient(url) as client:
        dead.drop_letter(client, number, as_json=as_json, say=print)


def _backup(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="Each backup becomes a directory in it.")],
    nats: Nats = None,
    state: State = None,
    keep: Annotated[
        int | None, typer.Option(min=1, help="Remove the oldest backups above this number. Default: none.")
    ] = None,
) -> None:
    """Copy the logs, the records of sites and what is undecided. Services may go on meanwhile.

    Contents are not in it: every site that holds a collection is a copy of those.
    """
    server = backup.find_server(nats=nats, state=state, environment=os.environ)
    backup.backup(server, directory, keep=keep, clock=SystemClock(), say=print)


def _restore_backup(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="One backup.")],
    nats: Nats = None,
    state: State = None,
    only_check: Annotated[bool, typer.Option("--check", help="Only check it; change nothing.")] = False,
) -> None:
    """Restore a backup into a server without a log, after all orchestrators were stopped.

    What was cut short goes on where it stopped.
    """
    if only_check:
        backup.check(directory, say=print)
        return
    server = backup.find_server(nats=nats, state=state, environment=os.environ)
    backup.restore(server, directory, say=print)


def _access(
    directory: Annotated[
        Path, typer.Argument(metavar="DIR", help="Where users.conf and a file of settings for each user go.")
    ],
    site_: Annotated[
        list[str] | None, typer.Option("--site", metavar="NAME", help="A site; repeat for each.")
    ] = None,
    collection: Annotated[str, typer.Option(help="Name of the collection.")] = DEFAULT_COLLECTION,
    prefix: Annotated[
        str, typer.Option(envvar="SPICERACK_NATS_PREFIX", help="First token of every subject.")
    ] = "rack",
) -> None:
    """Make a user of the NATS server for each site, with rules that let it speak for that site alone.

    Run it again with all sites to add or drop some: who stays keeps the password.
    """
    request = access.parse_access(
        directory=directory, collection=collection, sites=site_ or (), prefix=prefix
    )
    access.grant_access(request, new_password=new_password, say=print)


def _migrate(
    directory: Annotated[
        Path,
        typer.Argument(
            metavar="STATE", exists=True, file_okay=False, help="The state of one service, or of an `up`."
        ),
    ],
    only_check: Annotated[bool, typer.Option("--check", help="Show what would be done; do nothing.")] = False,
) -> None:
    """Bring local databases to this version, as services do by themselves when they start."""
    migrate.migrate_state(directory, only_check=only_check, say=print)


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


def _write(text: str) -> None:
    print(text, end="")


def _time() -> sync.Time:
    return sync.Time(now=time.monotonic, sleep=time.sleep)
