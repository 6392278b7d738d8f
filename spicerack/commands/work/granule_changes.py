"""Changes of granules, one or many: they are fetched again. And how many there are."""

from enum import StrEnum
from functools import partial
from typing import Annotated

import typer

from shared.contracts.http.acquirer import GranulesBy
from spicerack.client.acquirer import AcquirerClient
from spicerack.commands.options import DEFAULT_URL, Json, Url, write, write_lines
from spicerack.commands.work.acquirer_service import AcquirerUrl, acquirer_at
from spicerack.commands.work.bulk import Act, change_each
from spicerack.commands.work.granule_lines import granule_line

Feed = Annotated[str, typer.Argument(metavar="FEED", help="Of the granule.")]
Granule = Annotated[str, typer.Argument(metavar="GRANULE", help="As `spicerack granules list` names it.")]


class Doing(StrEnum):
    """What may be done with many granules."""

    RETRY = "retry"


def retry(feed: Feed, granule: Granule, url: Url = DEFAULT_URL, acquirer_url: AcquirerUrl = None) -> None:
    """Fetch a granule again at once."""
    with acquirer_at(url, acquirer_url) as client:
        write_lines([granule_line(client.retry(feed, granule))])


def bulk(
    *,
    doing: Annotated[Doing, typer.Argument(metavar="ACTION", help="retry: fetch them again.")],
    status: Annotated[str, typer.Option(help="Of those that are meant: failed and the like.")],
    feed: Annotated[str | None, typer.Option(help="Only of this feed.")] = None,
    blame: Annotated[
        str | None, typer.Option(help="Only where a failure is of: provider, way, access or site.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Those that changed last, so many.")] = 100,
    plan: Annotated[bool, typer.Option("--plan", help="List those that are meant, and do nothing.")] = False,
    url: Url = DEFAULT_URL,
    acquirer_url: AcquirerUrl = None,
) -> None:
    """Fetch all granules again that fit, one after another; look at the plan first."""
    with acquirer_at(url, acquirer_url) as client:
        found = client.granules(status=status, feed=feed, blame=blame, limit=limit)
        acts = [
            Act(granule_line(row), partial(_retried, client, row.feed, row.granule)) for row in found.results
        ]
        change_each(acts, doing=doing, fit=found.meta.count, plan=plan)


def _retried(client: AcquirerClient, feed: str, granule: str) -> str:
    """Have a granule fetched again; return what came of it."""
    return client.retry(feed, granule).status


def print_statistics(
    *,
    by: Annotated[GranulesBy, typer.Option(help="What they are counted by.")] = GranulesBy.FEED,
    feed: Annotated[str | None, typer.Option(help="Only of this feed.")] = None,
    status: Annotated[str | None, typer.Option(help="Only those that are failed, and so on.")] = None,
    url: Url = DEFAULT_URL,
    acquirer_url: AcquirerUrl = None,
    as_json: Json = False,
) -> None:
    """Count granules: what became of them, and how large they are."""
    with acquirer_at(url, acquirer_url) as client:
        found = client.statistics(field=by, feed=feed, status=status)
    if as_json:
        write(found.model_dump_json(indent=1) + "\n")
        return
    write(f"{found.count} granules by {found.field}\n")
    for row in found.results:
        parts = (f"{row.count}", f"{row.published} published", f"{row.failed} failed", f"{row.bytes} bytes")
        write_lines(["  ".join((row.key or "(none)", *parts))])
