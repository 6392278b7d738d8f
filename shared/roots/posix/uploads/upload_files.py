"""The files of uploads, below `.spicerack/uploads/<id>/`: bytes, and beside them what is known of them."""

import contextlib
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager

from pydantic import ValidationError

from shared.contracts.messages.batch import GROUP_ID_PATTERN
from shared.roots.posix.control import CONTROL_MODE, UPLOADS
from shared.roots.posix.durable import TEMPORARY_SUFFIX, write_durably
from shared.roots.posix.files.port import (
    Files,
    FileType,
    MissingError,
    OccupiedError,
    WritableFile,
    WrongTypeError,
)
from shared.roots.posix.uploads.upload import Upload

DATA = "data"
STATE = "state.json"
LOCK = "lock"

STATE_BYTES_MAX = 64 * 1024
"""A path of 4095 bytes, escaped, and some digests take less."""

DATA_MODE = 0o600
"""Of bytes as they come. A file on its way to its place has its own, which may forbid to go on behind it."""

_ID = re.compile(GROUP_ID_PATTERN)

_STAGED = "upload-"
"""What the name of an upload's bytes in a staging area begins with: a restart knows by it whose they are."""


class UploadFiles:
    """The uploads of one root. All methods block. Whoever writes to an upload holds it."""

    def __init__(self, files: Files) -> None:
        self._files = files

    def begin(self, upload_id: str) -> WritableFile:
        """Make an upload without bytes. Until `keep` says more of it, it does not outlast its writer."""
        self._files.make_directory(_folder(upload_id), mode=CONTROL_MODE)
        return self._files.create(data_path(upload_id))

    def held(self, upload_id: str) -> AbstractContextManager[None]:
        """Hold an upload. Raises OccupiedError while another process does, MissingError where it is gone."""
        return self._files.lock(f"{_folder(upload_id)}/{LOCK}")

    def go_on(self, upload: Upload) -> WritableFile:
        """Open the bytes of an upload, to go on behind those that are known."""
        return self._files.append(data_path(upload.id), after=upload.offset)

    def keep(self, upload: Upload) -> None:
        """Say durably what is known of an upload; its bytes up to the offset are durable."""
        write_durably(self._files, f"{_folder(upload.id)}/{STATE}", upload.model_dump_json().encode())
        self._files.sync_directory(UPLOADS)

    def read(self, upload_id: str) -> Upload | None:
        """Return what is known of an upload; None where there is none, or none that lasts.

        Nor does one whose bytes a writer has taken that died.
        """
        return self._known(upload_id) if self._has_bytes(upload_id) else None

    def taken(self) -> Iterator[Upload]:
        """Yield the uploads whose bytes a writer has taken: it places them, or it died."""
        for upload_id in self.ids():
            known = None if self._has_bytes(upload_id) else self._known(upload_id)
            if known is not None:
                yield known

    def take_back(self, upload_id: str, path: str) -> bool:
        """Let an upload have its bytes again, which were to be placed; tell whether such a one lasts."""
        folder = _folder(upload_id)
        try:
            self._files.status(f"{folder}/{STATE}")
            self._files.set_metadata(path, mode=DATA_MODE)
            self._files.move(path, data_path(upload_id))
        except (MissingError, OccupiedError):
            return False
        self._files.sync_directory(folder)
        return True

    def ids(self) -> tuple[str, ...]:
        """Return the ids of all uploads."""
        try:
            listed = self._files.list(UPLOADS)
        except MissingError:
            return ()
        return tuple(
            entry.name for entry in listed if entry.type is FileType.DIRECTORY and _ID.fullmatch(entry.name)
        )

    def remove(self, upload_id: str) -> None:
        """Remove an upload, and its bytes where they are still here."""
        folder = _folder(upload_id)
        for name in (STATE, STATE + TEMPORARY_SUFFIX, DATA, LOCK):
            with contextlib.suppress(MissingError):
                self._files.remove(f"{folder}/{name}")
        with contextlib.suppress(MissingError, OccupiedError):
            self._files.remove_directory(folder)

    def _has_bytes(self, upload_id: str) -> bool:
        try:
            self._files.status(data_path(upload_id))
        except MissingError:
            return False
        return True

    def _known(self, upload_id: str) -> Upload | None:
        try:
            with self._files.open(f"{_folder(upload_id)}/{STATE}") as file:
                return Upload.model_validate_json(file.read_at(0, STATE_BYTES_MAX))
        except (MissingError, WrongTypeError, ValidationError):
            return None


def data_path(upload_id: str) -> str:
    """Return where the bytes of an upload are."""
    return f"{_folder(upload_id)}/{DATA}"


def staged_name(upload_id: str) -> str:
    """Return the name that the bytes of an upload have in a staging area."""
    return _STAGED + upload_id


def staged_upload(name: str) -> str | None:
    """Return whose bytes have a name in a staging area; None where they are no upload's."""
    upload_id = name.removeprefix(_STAGED)
    return upload_id if upload_id != name and _ID.fullmatch(upload_id) else None


def _folder(upload_id: str) -> str:
    return f"{UPLOADS}/{upload_id}"
