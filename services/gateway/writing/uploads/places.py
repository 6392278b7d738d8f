"""The places of uploads at one site: so many in all, and so many of each caller."""

import threading
from collections import Counter
from contextlib import suppress
from datetime import datetime, timedelta

from shared.access.links import counted_as, is_link_user
from shared.roots.errors import MissingError, OccupiedError, StorageError
from shared.roots.posix.uploads.upload import Upload
from shared.roots.posix.uploads.upload_files import UploadFiles
from shared.web.problem import RefusedError, TooManyError

UPLOADS_MAX = 4000
"""Uploads at a time at one site; each is a directory of three files."""

EACH_MAX = 1000
"""Uploads at a time of one caller: the files of one large commit are sent before it is asked for."""

LINKS_MAX = 50
"""Uploads at a time by all links that one caller has made: who has a link hands in some files."""

IDLE_SECONDS = 3600.0
"""After which an upload that nobody goes on with gives way to a new one of its own caller."""


class Places:
    """Gives places to uploads. All methods block, and may be called from several threads."""

    def __init__(self) -> None:
        self._owners: dict[str, str] = {}
        """Of uploads that were seen: a thousand files are not read again for each new one."""
        self._one_at_a_time = threading.Lock()

    def begin(self, uploads: UploadFiles, upload: Upload) -> None:
        """Make an upload, where there is a place for it.

        Raises:
            RefusedError: its caller has too many.
            TooManyError: the site has.
            StorageError: the disk refused it; nothing is left of it.
        """
        with self._one_at_a_time:
            self._look(uploads)
            if self._of(upload.owner) >= _bound(upload.owner):
                self._give_way(uploads, upload)
            if len(self._owners) >= UPLOADS_MAX:
                raise TooManyError(
                    "too many uploads are under way at this site: ask later, or have its admin end some "
                    "(GET and DELETE of `uploads`)",
                    retry_after=60,
                )
            try:
                uploads.begin(upload.id).__exit__(None, None, None)
                uploads.keep(upload)
            except StorageError:
                with suppress(StorageError):
                    uploads.remove(upload.id)
                raise
            self._owners[upload.id] = upload.owner

    def _look(self, uploads: UploadFiles) -> None:
        ids = frozenset(uploads.ids())
        for gone in self._owners.keys() - ids:
            del self._owners[gone]
        for new in ids - self._owners.keys():
            known = uploads.read(new)
            # What does not last is the body of a PUT, on its way: it ends with its request.
            if known is not None:
                self._owners[new] = known.owner

    def _of(self, owner: str) -> int:
        counted = Counter(map(counted_as, self._owners.values()))
        return counted[counted_as(owner)]

    def _give_way(self, uploads: UploadFiles, upload: Upload) -> None:
        """Remove the upload of the same caller that has been idle for longest. Raises RefusedError."""
        mine = [one for one, owner in self._owners.items() if counted_as(owner) == counted_as(upload.owner)]
        known = [found for one in mine if (found := uploads.read(one)) is not None]
        idle = [one for one in known if one.touched < upload.touched - timedelta(seconds=IDLE_SECONDS)]
        for one in sorted(idle, key=_touched):
            with suppress(OccupiedError, MissingError), uploads.held(one.id):
                uploads.remove(one.id)
                del self._owners[one.id]
                return
        raise RefusedError(
            f"{len(mine)} uploads of yours are under way here: use or end some first (GET and DELETE of "
            "`uploads`); one that nobody goes on with for an hour gives way by itself"
        )


def _bound(owner: str) -> int:
    return LINKS_MAX if is_link_user(owner) else EACH_MAX


def _touched(upload: Upload) -> datetime:
    return upload.touched
