"""A typed client of an archive."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import httpx
from pydantic import JsonValue

from shared.contracts.http.knowledge.frames import FramePage
from shared.model.backoff import Backoff
from spicerack.client.archive.download import FrameFile, bring
from spicerack.client.gateway.progress import Report, silent
from spicerack.client.paging import pages
from spicerack.client.service_client import ServiceClient

PREFIX = "/api/v1/archive"

PAGE_FRAMES = 1000
"""Rows of one page."""

ANSWER_SECONDS = 60.0
"""For one answer, or one piece of a file: a gateway may fetch it from another site first."""

Frame = Mapping[str, JsonValue]
"""A row, by the names of its columns."""

Filters = Mapping[str, str | tuple[str, ...]]
"""As the list of the archive takes them; several values are those of a parameter that may be repeated."""

PAUSES = Backoff(first=0.5, longest=10.0)
"""Between attempts of one download."""

FILE_COLUMNS = ("filename", "url", "size", "content")
"""What is needed to have a frame's file."""


class ArchiveClient(ServiceClient):
    """Speaks to one archive. Use it as a context manager."""

    service = "archive"
    option = "--archive"
    remedy = "start one with `spicerack up --with describer,archive` or say --archive"

    def __init__(
        self,
        url: str,
        *,
        timeout: float = ANSWER_SECONDS,
        token: str | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """See `ServiceClient`; `sleep` waits between attempts of a download."""
        super().__init__(url, timeout=timeout, token=token)
        self._sleep = sleep

    def frames(
        self, filters: Filters | None = None, *, columns: Sequence[str] = (), limit: int | None = None
    ) -> Iterator[Frame]:
        """Yield the frames that fit, newest first, page after page.

        Args:
            filters: as `GET /api/v1/archive/frames` takes them, `cone` and `header.KEYWORD` among them.
            columns: that are told; all where empty.
            limit: frames at most; None is all.

        Raises:
            CommandError: the archive refuses, or does not answer.
        """
        chosen = {"columns": ",".join(columns)} if columns else {}
        size = PAGE_FRAMES if limit is None else max(1, min(limit, PAGE_FRAMES))

        def read(cursor: str | None) -> FramePage:
            following = {} if cursor is None else {"cursor": cursor}
            asked = {**(filters or {}), **chosen, **following, "limit": str(size)}
            return self.get(f"{PREFIX}/frames", FramePage, asked)

        found = (row for page in pages(read, lambda page: page.next) for row in page.frames)
        return islice(found, limit)

    def files(
        self,
        filters: Filters | None = None,
        *,
        limit: int | None = None,
        absent: Callable[[str], None] = lambda _: None,
    ) -> Iterator[FrameFile]:
        """Yield the newest files of the frames that fit. Raises as `frames` does.

        Args:
            filters: as `frames` takes them.
            limit: frames at most; None is all.
            absent: is told the name of each file that was posted, and is not in the collection.
        """
        for row in self.frames(filters, columns=FILE_COLUMNS, limit=limit):
            if row["content"] is not None:
                yield FrameFile.of(row)
            else:
                absent(str(row["filename"]))

    def download(self, file: FrameFile, directory: Path, *, report: Report = silent) -> bool:
        """Bring a file into a directory, verified; tell whether it was not there yet.

        A download that was cut goes on where it was, also that of an earlier call.

        Raises:
            CommandError: it is not to be had, or this host cannot keep it.
        """
        return bring(self._opened, file, directory, report=report, sleep=self._sleep, backoff=PAUSES)

    @contextmanager
    def _opened(self, path: str, headers: Mapping[str, str]) -> Iterator[httpx.Response]:
        with self._http.stream("GET", path, headers=headers, follow_redirects=True) as response:
            if not response.is_success:
                response.read()
            yield response
