"""`spicerack granules`: what is acquired, what waits and why, what failed and whose fault it is."""

from typing import Annotated

import typer

from spicerack.commands.options import DEFAULT_URL, Json, Url, finite, new_app, real_time, write, write_lines
from spicerack.commands.work import granule_changes
from spicerack.commands.work.acquirer_service import AcquirerUrl, acquirer_at
from spicerack.commands.work.granule_changes import Feed, Granule
from spicerack.commands.work.granule_lines import granule_line, granule_lines
from spicerack.errors import CommandError

ENDED = frozenset({"published", "unchanged", "skipped"})

LOOK_EVERY = 0.5
"""Seconds between two looks at a granule that is waited for."""


def app() -> typer.Typer:
    """Return the command as Typer has it."""
    application = new_app("Look after what is acquired: what waits, what failed, and whose fault it is.")
    for name, command in (
        ("list", _list),
        ("show", _show),
        ("wait", _wait),
        ("statistics", granule_changes.print_statistics),
        ("retry", granule_changes.retry),
        ("bulk", granule_changes.bulk),
    ):
        application.command(name)(command)
    return application


def _list(
    *,
    status: Annotated[
        str | None,
        typer.Option(help="waiting, queued, running, published, unchanged, skipped or failed."),
    ] = None,
    feed: Annotated[str | None, typer.Option(help="Only of this feed.")] = None,
    blame: Annotated[
        str | None, typer.Option(help="Only where a failure is of: provider, way, access or site.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Those that changed last, so many.")] = 50,
    url: Url = DEFAULT_URL,
    acquirer_url: AcquirerUrl = None,
    as_json: Json = False,
) -> None:
    """List granules, those that changed last first."""
    with acquirer_at(url, acquirer_url) as client:
        found = client.granules(status=status, feed=feed, blame=blame, limit=limit)
    if as_json:
        write(found.model_dump_json(indent=1) + "\n")
        return
    write_lines(granule_line(row) for row in found.results)
    if found.meta.count > len(found.results):
        write(f"{found.meta.count - len(found.results)} more: say --limit\n")


def _show(
    feed: Feed,
    granule: Granule,
    url: Url = DEFAULT_URL,
    acquirer_url: AcquirerUrl = None,
    as_json: Json = False,
) -> None:
    """Show a granule: its files, and what was said with its provider in the last try."""
    with acquirer_at(url, acquirer_url) as client:
        found = client.granule(feed, granule)
    if as_json:
        write(found.model_dump_json(indent=1) + "\n")
        return
    write_lines(granule_lines(found))


def _wait(
    feed: Feed,
    granule: Granule,
    timeout: Annotated[
        float, typer.Option(metavar="SECONDS", min=0, callback=finite, help="Give up after so long.")
    ] = 300.0,
    url: Url = DEFAULT_URL,
    acquirer_url: AcquirerUrl = None,
) -> None:
    """Wait until a granule is in the collection; fail if it is not."""
    time = real_time()
    until = time.now() + timeout
    with acquirer_at(url, acquirer_url) as client:
        while True:
            page = client.granules(feed=feed, granule=granule, limit=1)
            found = next(iter(page.results), None)
            if found is not None and found.status in ENDED:
                write_lines([granule_line(found)])
                return
            said = (
                "is not known" if found is None else f"is {found.status}: {found.detail or found.waits_for}"
            )
            if (found is not None and found.status == "failed") or time.now() >= until:
                raise CommandError(f"granule {granule} of feed {feed} {said}")
            time.sleep(LOOK_EVERY)
