"""Routes about reconciliation: a provider against the collection, both ways."""

import asyncio
import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse

from services.acquirer.api.parameters import PREFIX, READS, NamePart, OfAcquirer, moment
from services.acquirer.context import AcquirerContext
from services.acquirer.reconcile.compare import Agreement, Compared, compare
from services.acquirer.reconcile.held import TooManyFilesError, held_below, with_contents
from services.acquirer.state.store import Store
from shared.contracts.http.acquirer import Reconciliation, ReconciliationRow
from shared.roots.errors import MissingError, StorageError
from shared.web.problem import BusyError, NotFoundError, RefusedError, problems

ROWS_MAX = 100_000
"""Of one answer in JSON; CSV has all."""

COLUMNS = (
    *("agreement", "path", "provider_path", "provider_size", "size"),
    *("fetched", "checked_by", "content"),
)

router = APIRouter(prefix=PREFIX, tags=["reconciliation"])


@router.get(
    "/feeds/{name}/reconciliation",
    dependencies=READS,
    response_model=Reconciliation,
    responses={**problems(404, 409, 503), 200: {"content": {"text/csv": {}}}},
)
async def reconcile(
    *,
    context: OfAcquirer,
    name: NamePart,
    form: Annotated[Literal["json", "csv"], Query(alias="format")] = "json",
    every: Annotated[bool, Query(description="Files that agree, too.")] = False,
    limit: Annotated[int, Query(ge=1, le=ROWS_MAX, description="Of rows in JSON.")] = 1000,
    read: Annotated[bool, Query(description="Read all files again that were fetched.")] = False,
    others: Annotated[bool, Query(description="Files, too, that cannot have come by the feed.")] = False,
) -> Response | Reconciliation:
    """The last whole look at a feed against the files of this site: names, sizes where told, and contents.

    What was fetched, and held to the provider's checksum where there was one, is compared with what lies
    there now: by reading it where its time is another one, or with `read` in any case.
    """
    feed = context.file.feeds.get(name)
    if feed is None:
        raise NotFoundError(f"no feed {name}: list them with GET {PREFIX}/providers")
    last = context.store.last_look(name)
    if last is None or not last.well_at:
        raise RefusedError(f"feed {name} was never listed to its end: look at it first")
    try:
        found = await asyncio.to_thread(_compared, context, name, read_all=read)
    except TooManyFilesError as error:
        raise RefusedError(str(error)) from error
    except StorageError as error:
        raise BusyError(f"the files of this site cannot be listed now: {error}") from error
    if not others:
        found = [one for one in found if one.agreement is not Agreement.OTHER]
    counts = Counter(one.agreement for one in found)
    rows = [one for one in found if every or one.agreement is not Agreement.SAME]
    if form == "csv":
        return StreamingResponse(_csv(rows), media_type="text/csv; charset=utf-8")
    return Reconciliation(
        feed=name,
        listed_at=moment(last.well_at),
        exact_sizes=context.file.providers[feed.provider].tells_sizes,
        counts={one: counts[one] for one in Agreement},
        rows=tuple(_row(one) for one in rows[:limit]),
        rows_left_off=max(len(rows) - limit, 0),
    )


def _compared(context: AcquirerContext, name: str, *, read_all: bool) -> list[Compared]:
    feed = context.file.feeds[name]
    exact_sizes = context.file.providers[feed.provider].tells_sizes
    with closing(Store(context.database)) as store, closing(context.publisher.open_files()) as files:
        fetched = store.fetched.of(name)
        try:
            held = with_contents(files, held_below(files, feed.into), fetched, read_all=read_all)
        except MissingError:
            held = {}
        return compare(feed, store.seen_last(name), held, exact_sizes=exact_sizes, fetched=fetched)


def _row(one: Compared) -> ReconciliationRow:
    return ReconciliationRow(**{name: getattr(one, name) for name in COLUMNS})


def _csv(rows: Iterable[Compared]) -> Iterator[str]:
    """Yield lines of CSV (RFC 4180), the names of columns first."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for one in rows:
        writer.writerow([getattr(one, name) for name in COLUMNS])
        yield text.getvalue()
        text.seek(0)
        text.truncate()
    yield text.getvalue()
