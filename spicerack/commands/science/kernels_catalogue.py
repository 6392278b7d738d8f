"""`spicerack kernels list` and `wait`: the kernels of the collection, as the SPICE service knows them."""

from collections.abc import Iterator, Sequence
from typing import Annotated

import typer

from shared.contracts.http.knowledge.kernels import KernelPage, SpiceStatus
from shared.contracts.http.sites.status import SiteStatus
from shared.model.backoff import Backoff
from spicerack.client.client import ManagerClient
from spicerack.client.paging import pages, write_json
from spicerack.client.spice import KernelFilter, SpiceClient
from spicerack.commands.options import DEFAULT_URL, Json, Url, finite, real_time, write
from spicerack.commands.science.kernel_options import Body, Covers, Frame, Instrument, Mission, OfQuality
from spicerack.commands.science.lines.catalogue_lines import kernel_line
from spicerack.commands.science.spice_service import SpiceUrl, spice_at
from spicerack.commands.times import Time
from spicerack.errors import CommandError
from spicerack.text import counted

LOOKS = Backoff(first=0.2, longest=5.0, factor=1.1)
"""Seconds between looks at how far the service is."""

LIST_EXAMPLE = "spicerack kernels list --kind spk --body MRO --covers 2021-07-06/2021-07-13 --latest"
WAIT_EXAMPLE = "spicerack sync && spicerack kernels wait"


def kernels_list(
    *,
    kind: Annotated[str | None, typer.Option(help="spk, ck, pck, lsk, sclk, fk, ik, mk, dsk, ek.")] = None,
    body: Body = None,
    instrument: Instrument = None,
    frame: Frame = None,
    mission: Mission = None,
    covers: Covers = None,
    quality: OfQuality = None,
    latest: Annotated[bool, typer.Option("--latest", help="Only those that no newer one replaced.")] = False,
    added_since: Annotated[
        int | None, typer.Option(metavar="REVISION", min=0, help="Only those put after a revision.")
    ] = None,
    problem: Annotated[
        str | None, typer.Option(metavar="CODE", help="Only those with this problem, or `any`.")
    ] = None,
    url: Url = DEFAULT_URL,
    spice: SpiceUrl = None,
    as_json: Json = False,
) -> None:
    """List the kernels of the collection that fit, by what they are and cover."""
    wanted = KernelFilter(
        kind=kind,
        body=body,
        instrument=instrument,
        frame=frame,
        mission=mission,
        covers=covers,
        quality=quality,
        latest=latest,
        added_since=added_since,
        problem=problem,
    )
    with spice_at(url, spice) as client:
        found: Iterator[KernelPage] = pages(
            lambda after: client.kernels(wanted, after=after), lambda page: page.next
        )
        rows = (row for page in found for row in page.kernels)
        if as_json:
            write_json({}, "kernels", rows, write)
        else:
            for row in rows:
                write(f"{kernel_line(row)}\n")


def kernels_wait(
    timeout: Annotated[
        float, typer.Option(metavar="SECONDS", min=0, callback=finite, help="Give up after so long.")
    ] = 300.0,
    url: Url = DEFAULT_URL,
    spice: SpiceUrl = None,
) -> None:
    """Wait until the SPICE service knows the collection as it is now, each kernel of it described."""
    with ManagerClient(url) as manager:
        rack = manager.status()
    with spice_at(url, spice) as client:
        found = wait_for(client, rack.revision, timeout=timeout, time=real_time())
    write("".join(waited_lines(found, rack.sites)))


def waited_lines(found: SpiceStatus, sites: Sequence[SiteStatus]) -> Iterator[str]:
    """Yield what is known, and which sites publish nothing: their files are no part of it."""
    yield f"{counted(found.kernels, 'kernel')} described, at revision {found.revision}\n"
    for site in sites:
        if site.hold is not None:
            yield (
                f"{site.name} is held: what is new in its directory is not published, and not described; "
                f"look with `spicerack site release {site.name}`\n"
            )


def wait_for(client: SpiceClient, revision: int, *, timeout: float, time: Time) -> SpiceStatus:
    """Return the status of a service once it has a revision and no kernel is undescribed.

    Raises:
        CommandError: that is not so after `timeout` seconds.
    """
    deadline = time.now() + timeout
    looks = 0
    while True:
        status = client.status()
        if status.revision >= revision and not status.undescribed:
            return status
        looks += 1
        if time.now() >= deadline:
            raise CommandError(
                f"after {timeout:g} s {counted(status.undescribed, 'kernel')} of revision {status.revision} "
                f"(of {revision}) are not described: see that a describer runs, or wait longer"
            )
        time.sleep(min(LOOKS.delay(looks), max(0.0, deadline - time.now())))
