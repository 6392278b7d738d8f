"""`spicerack url`: where a service answers."""

from collections.abc import Callable
from typing import Annotated

import typer

from shared.contracts.http.sites.status import ServiceList, ServiceStatus
from spicerack.client.client import ManagerClient
from spicerack.commands.options import DEFAULT_URL, Url, new_app, real_time
from spicerack.errors import CommandError, ExitCode
from spicerack.text import printable

START_SECONDS = 10.0
"""For which a service is waited for that has just begun: a manager hears of it a moment later."""

PAUSE = 0.25


def app() -> typer.Typer:
    """Return the command as Typer has it."""
    application = new_app()
    application.command("url")(_url)
    return application


def _url(
    service: Annotated[str, typer.Argument(help="As `spicerack status --json` lists it: gateway, ...")],
    site: Annotated[
        str | None, typer.Option(metavar="NAME", help="Of which site. Default: the first.")
    ] = None,
    url: Url = DEFAULT_URL,
) -> int:
    """Tell where a service answers."""
    with ManagerClient(url) as client:
        found = client.services().services
    print(printable(url_of(found, service, site=site)))
    return ExitCode.DONE


def services_with(ask: Callable[[], ServiceList], service: str) -> ServiceList:
    """Return what `ask` says once it names a service, or what it says after START_SECONDS without."""
    found = ask()
    time = real_time()
    deadline = time.now() + START_SECONDS
    while not any(one.service == service for one in found.services) and time.now() < deadline:
        time.sleep(PAUSE)
        found = ask()
    return found


def url_of(services: tuple[ServiceStatus, ...], service: str, *, site: str | None) -> str:
    """Return where a service answers, one that is ready before others.

    Raises:
        CommandError: none of it is there, or none says where.
    """
    of_kind = [one for one in services if one.service == service]
    if not of_kind:
        running = ", ".join(sorted({one.service for one in services})) or "nothing"
        raise CommandError(f"no {service} runs: there is {running}; `spicerack up --with` starts more")
    fitting = [one for one in of_kind if site is None or one.site == site]
    if not fitting:
        sites = ", ".join(sorted({one.site or "none" for one in of_kind}))
        raise CommandError(f"no {service} runs at site {site}: there is one at {sites}")
    told = sorted((one for one in fitting if one.url), key=lambda one: one.state == "starting")
    if not told:
        raise CommandError(f"{service} does not say where it answers: set SPICERACK_HTTP_URL where it runs")
    return told[0].url
