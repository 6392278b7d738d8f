"""`spicerack up`: run sites on this host."""

import asyncio
import os
import signal
import site
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, TextIO

import typer

import spicerack
from services.acquirer.config import AcquirerConfig
from services.archive.config import ArchiveConfig
from services.describer.config import DescriberConfig
from services.gateway.config import GatewayConfig
from services.manager.config import ManagerConfig
from services.orchestrator.config import OrchestratorConfig
from services.runner.config import RunnerConfig
from services.satellites.config import SatellitesConfig
from services.spice.config import SpiceConfig
from services.transfer.config import TransferConfig
from services.workflow.config import WorkflowConfig
from shared.model.variables import PREFIX
from shared.service.config import ServiceConfig
from shared.service.garbage import search_seldom
from spicerack.commands.options import new_app
from spicerack.errors import CommandError, ExitCode, UsageProblem
from spicerack.services import Service
from spicerack.text import printable
from spicerack.up.checks import check_directories, check_ports
from spicerack.up.display import Heading, show
from spicerack.up.lock import check_not_running, state_lock
from spicerack.up.nats.address import NatsAddress, parse_nats_url
from spicerack.up.nats.embedded import EmbeddedNats
from spicerack.up.nats.probe import probe_nats
from spicerack.up.request.more_services import MORE_SERVICES
from spicerack.up.request.options import DEFAULT_COLLECTION, DEFAULT_PORT, parse_up
from spicerack.up.request.plan import HOST, Launch, plan_children, ports_by_name, private_directories
from spicerack.up.request.request import UpRequest
from spicerack.up.request.setting_values import SettingValues
from spicerack.up.request.settings import KnownSettings
from spicerack.up.request.up_file import UpFile, read_up_file
from spicerack.up.run.backoff import RestartPolicy
from spicerack.up.run.child_spec import ChildSpec
from spicerack.up.run.host import run_with_server
from spicerack.up.run.managed import Managed
from spicerack.up.run.process import ChildProcess
from spicerack.up.run.service_thread import ServiceThread
from spicerack.up.run.supervise import Keeping, Stop, keep_all
from spicerack.up.run.thread_logs import thread_logs

RESTART_SECONDS_MAX = 3600.0
"""Longest delay that may be asked for: a process that stays away for longer is taken for forgotten."""

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""SIGHUP too: the terminal was closed, and nobody will press Ctrl-C any more."""


def up(
    request: UpRequest,
    *,
    nats_url: str | None,
    environment: Mapping[str, str],
    stream: TextIO,
    processes: bool = False,
) -> int:
    """Run all that `request` names until a signal, then drain it.

    Raises:
        CommandError: something that it needs is not there; then nothing was touched.
    """
    launch = launch_here(environment)
    launch.settings.check(environment)
    policy = restart_policy(environment)
    nats = None if nats_url is None else _given_nats(nats_url, environment)
    check_directories(request)
    check_not_running(request.state)
    check_ports(HOST, request.ports)
    if nats is not None:
        asyncio.run(probe_nats(nats))
    _make_directories((request.state,))
    with state_lock(request.state, pid=os.getpid()):
        _make_directories((request.state / "logs", *private_directories(request)))
        with show(_heading(request, nats), stream=stream) as report:
            keeping = Keeping(policy=policy, report=report)
            make = _processes if processes else _threads
            search_seldom()
            with thread_logs(request.state / "logs" / "up.log"):
                asyncio.run(_run(request, nats=nats, launch=launch, keeping=keeping, make=make))
    return ExitCode.DONE


def launch_here(environment: Mapping[str, str]) -> Launch:
    """Return how children of this process are started: as it was started itself."""
    source = Path(spicerack.__file__).resolve().parent.parent
    installed = {Path(directory).resolve() for directory in site.getsitepackages()}
    return Launch(
        python=sys.executable,
        environment=environment,
        settings=known_settings(),
        source=None if source in installed else source,
    )


def known_settings() -> KnownSettings:
    """Return the settings of every service, as its own configuration lists them."""
    return KnownSettings(
        {
            service.value: frozenset(PREFIX + name.upper() for name in configuration.model_fields)
            for service, configuration in _configurations().items()
        }
    )


def setting_values() -> SettingValues:
    """Return what the settings of every service take, for a file that gives some."""
    fields = {service.value: kind.model_fields for service, kind in _configurations().items()}
    return SettingValues(
        fields, site_services=frozenset({Service.MANAGER, Service.TRANSFER, *_more_of_sites()})
    )


def _more_of_sites() -> Iterable[str]:
    return (one.name for one in MORE_SERVICES if one.of_site)


def _configurations() -> Mapping[Service, type[ServiceConfig]]:
    return {
        Service.MANAGER: ManagerConfig,
        Service.ORCHESTRATOR: OrchestratorConfig,
        Service.TRANSFER: TransferConfig,
        Service.GATEWAY: GatewayConfig,
        Service.DESCRIBER: DescriberConfig,
        Service.SPICE: SpiceConfig,
        Service.ARCHIVE: ArchiveConfig,
        Service.WORKFLOW: WorkflowConfig,
        Service.RUNNER: RunnerConfig,
        Service.ACQUIRER: AcquirerConfig,
        Service.SATELLITES: SatellitesConfig,
    }


def restart_policy(environment: Mapping[str, str]) -> RestartPolicy:
    """Return when processes that died are started again; SPICERACK_RESTART_SECONDS is the longest delay.

    Raises:
        UsageProblem: it is no number of seconds.
    """
    text = environment.get("SPICERACK_RESTART_SECONDS", "")
    if not text:
        return RestartPolicy()
    try:
        longest = float(text)
    except ValueError:
        longest = -1.0
    if not 0 < longest <= RESTART_SECONDS_MAX:
        raise UsageProblem(
            f"SPICERACK_RESTART_SECONDS is {text!r}: say seconds from above 0 to {RESTART_SECONDS_MAX:g}"
        )
    return RestartPolicy(first_delay=min(RestartPolicy().first_delay, longest), longest_delay=longest)


def _processes(children: Sequence[ChildSpec], logs: Path) -> Sequence[Managed]:
    return [ChildProcess(child, log=logs / f"{child.name}.log") for child in children]


def _threads(children: Sequence[ChildSpec], logs: Path) -> Sequence[Managed]:
    def one(child: ChildSpec) -> Managed:
        log_file = logs / f"{child.name}.log"
        if child.apart:
            return ChildProcess(child, log=log_file)
        return ServiceThread(child, service=Service(child.service), log_file=log_file)

    return [one(child) for child in children]


async def _run(
    request: UpRequest,
    *,
    nats: NatsAddress | None,
    launch: Launch,
    keeping: Keeping,
    make: Callable[[Sequence[ChildSpec], Path], Sequence[Managed]],
) -> None:
    stop = Stop()
    loop = asyncio.get_running_loop()
    for number in STOP_SIGNALS:
        loop.add_signal_handler(number, stop.ask)

    def plan(address: NatsAddress) -> Sequence[Managed]:
        children = plan_children(request, nats=address, launch=launch)
        return make(children, request.state / "logs")

    if nats is not None:
        await keep_all(plan(nats), stop=stop, keeping=keeping)
    else:
        await run_with_server(EmbeddedNats(request.state / "nats"), plan, stop=stop, keeping=keeping)


def _given_nats(url: str, environment: Mapping[str, str]) -> NatsAddress:
    password_file = environment.get("SPICERACK_NATS_PASSWORD_FILE")
    password = environment.get("SPICERACK_NATS_PASSWORD", "")
    if password_file and not password:
        try:
            password = Path(password_file).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(
                f"cannot read SPICERACK_NATS_PASSWORD_FILE ({password_file}): {error}"
            ) from error
    return parse_nats_url(url, user=environment.get("SPICERACK_NATS_USER", ""), password=password)


def _make_directories(directories: Sequence[Path]) -> None:
    for directory in directories:
        try:
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise CommandError(f"cannot make {directory}: {error.strerror}") from error


def _heading(request: UpRequest, nats: NatsAddress | None) -> Heading:
    server = "its own NATS server" if nats is None else f"NATS at {nats.url}"
    ports = ports_by_name(request)
    managers = [
        f"site {one.name}: {one.url or one.root}, http://{HOST}:{request.port + number}"
        + (f", files at http://{HOST}:{ports[name]}" if (name := f"gateway-{one.name}") in ports else "")
        + (", receive only" if one.receive_only else "")
        for number, one in enumerate(request.sites)
    ]
    where = f"collection {request.collection}, {server}, state in {request.state}"
    lines = (where, *managers, f"stop with Ctrl-C or SIGTERM to pid {os.getpid()}")
    return Heading(tuple(printable(line) for line in lines))


def app() -> typer.Typer:
    """Return the command as Typer has it."""
    application = new_app()
    application.command("up")(_up)
    return application


def _up(
    *,
    site_: Annotated[
        list[str] | None, typer.Option("--site", metavar="NAME=DIR|URL", help="A site; repeat for each.")
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
            help="Port of the first site's manager; further managers, orchestrator, transfers, then "
            "gateways and other services follow. "
            f"Default: {DEFAULT_PORT}.",
        ),
    ] = None,
    with_: Annotated[
        list[str] | None,
        typer.Option("--with", metavar="NAME,...", help="Services to run beside those by default."),
    ] = None,
    gateway: Annotated[
        bool, typer.Option("--gateway/--no-gateway", help="Whether each site has a gateway: files over HTTP.")
    ] = True,
    processes: Annotated[
        bool,
        typer.Option(
            "--processes", help="Run each service as a process of its own: more memory, and kept apart."
        ),
    ] = False,
) -> int:
    """Run sites on this host until Ctrl-C: a server, an orchestrator, and some services a site."""
    file = UpFile() if config is None else read_up_file(config, values=setting_values())
    request = parse_up(
        sites=site_ or (),
        receive_only=receive_only or (),
        collection=collection,
        state=state,
        port=port,
        environment=os.environ,
        file=file,
        wanted=with_ or (),
        without=() if gateway else ("gateway",),
    )
    return up(
        request,
        nats_url=nats if nats is not None else file.nats,
        environment={**file.settings, **os.environ},
        stream=sys.stdout,
        processes=processes,
    )
