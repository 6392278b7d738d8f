"""Delivery records (PDR), as providers of the ECS family write them. Pure."""

from dataclasses import dataclass
from typing import Final

from services.acquirer.fetch.sidecar import Checksum, fits
from services.acquirer.records.statements import RecordError, Statement, statements
from shared.model.paths import PathError, check_path

RECORD_BYTES_MAX: Final = 4 * 1024 * 1024
"""Of one record: some ten thousand files."""

FILES_MAX: Final = 10_000
"""Files that one record names: a delivery of more is several."""

ALGORITHMS: Final = {"CKSUM": "cksum", "MD5": "md5", "SHA1": "sha1", "SHA256": "sha256", "SHA512": "sha512"}
"""Ours, by what records call them, without dashes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedFile:
    """A file that a record names."""

    path: str
    """At the provider, below where its files begin."""
    size: int
    checksum: Checksum | None = None


SAID_BY: Final = "record"

Group = tuple[NamedFile, ...]
"""Files that are one granule."""


def parse_record(data: bytes, *, base: str = "") -> tuple[Group, ...]:
    """Return the groups of files that a record names, in its order.

    Args:
        data: all bytes of it.
        base: the path of the provider's address: records of some providers begin with it, of others below it.

    Raises:
        RecordError: it is no whole record, or contradicts itself.
    """
    if len(data) > RECORD_BYTES_MAX:
        raise RecordError(f"it has more than {RECORD_BYTES_MAX} bytes")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RecordError(f"byte {error.start} is no text in UTF-8") from error
    reader = _Reader(base.strip("/"))
    for one in statements(text):
        reader.take(one)
    return reader.groups()


class _Reader:
    """Takes statements in, and knows in which object they stand."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._inside: list[str] = []
        self._groups: list[list[NamedFile]] = []
        self._fields: dict[str, Statement] = {}
        self._said: int | None = None
        self._ended = False
        self._count = 0
        self._paths: set[str] = set()

    def take(self, one: Statement) -> None:
        """Take the next statement in. Raises RecordError."""
        if one.name in ("OBJECT", "GROUP"):
            self._begin(one)
        elif one.name in ("END_OBJECT", "END_GROUP"):
            self._end(one)
        elif self._inside[-1:] == ["FILE_SPEC"]:
            if self._fields.setdefault(one.name, one) is not one:
                raise RecordError(f"line {one.line}: {one.name} is said twice of one file")
        elif one.name == "TOTAL_FILE_COUNT":
            self._said = _number(one)
        elif one.name == "END":
            self._ended = True

    def groups(self) -> tuple[Group, ...]:
        """Return what was read. Raises RecordError."""
        if self._inside:
            raise RecordError(f"{self._inside[-1]} has no end: the record is not whole")
        if not self._ended and self._said is None:
            # Providers leave END out; how many files there are says as well that the record is whole.
            raise RecordError("it has neither END nor TOTAL_FILE_COUNT: whether it is whole is not told")
        if self._said is not None and self._said != self._count:
            raise RecordError(f"TOTAL_FILE_COUNT says {self._said} files, and {self._count} are named")
        if not self._count:
            raise RecordError("it names no file")
        return tuple(tuple(group) for group in self._groups if group)

    def _begin(self, one: Statement) -> None:
        kind = one.value.upper()
        if kind == "FILE_SPEC" and self._inside != ["FILE_GROUP"]:
            raise RecordError(f"line {one.line}: a FILE_SPEC stands in a FILE_GROUP")
        if kind == "FILE_GROUP":
            if self._inside:
                raise RecordError(f"line {one.line}: a FILE_GROUP stands in no other object")
            self._groups.append([])
        if len(self._inside) > 1:
            raise RecordError(f"line {one.line}: objects stand three deep")
        self._inside.append(kind)
        self._fields = {}

    def _end(self, one: Statement) -> None:
        if not self._inside or one.value.upper() not in ("", self._inside[-1]):
            raise RecordError(f"line {one.line}: {one.name} = {one.value} ends what was not begun")
        if self._inside.pop() == "FILE_SPEC":
            self._count += 1
            if self._count > FILES_MAX:
                raise RecordError(f"line {one.line}: it names more than {FILES_MAX} files")
            found = self._file(one.line)
            if found.path in self._paths:
                raise RecordError(f"line {one.line}: {found.path} is named twice")
            self._paths.add(found.path)
            self._groups[-1].append(found)
            self._fields = {}

    def _file(self, line: int) -> NamedFile:
        for name in ("DIRECTORY_ID", "FILE_ID", "FILE_SIZE"):
            if name not in self._fields:
                raise RecordError(f"line {line}: a file has no {name}")
        said = self._fields["FILE_ID"]
        path = _below(self._base, f"{self._fields['DIRECTORY_ID'].value}/{said.value}")
        try:
            check_path(path)
        except PathError as error:
            raise RecordError(f"line {said.line}: {path!r} is no path: {error}") from error
        return NamedFile(path=path, size=_number(self._fields["FILE_SIZE"]), checksum=self._checksum(line))

    def _checksum(self, line: int) -> Checksum | None:
        kind, value = self._fields.get("FILE_CKSUM_TYPE"), self._fields.get("FILE_CKSUM_VALUE")
        if kind is None or value is None:
            if (kind is None) is not (value is None):
                raise RecordError(f"line {line}: FILE_CKSUM_TYPE and FILE_CKSUM_VALUE come together")
            return None
        algorithm = ALGORITHMS.get(kind.value.upper().replace("-", ""))
        if algorithm is None:
            raise RecordError(f"line {kind.line}: no checksum of ours is {kind.value!r}")
        if not fits(algorithm, value.value):
            raise RecordError(f"line {value.line}: {value.value!r} is no {algorithm}")
        return Checksum(algorithm, value.value.lower(), SAID_BY)


def _below(base: str, path: str) -> str:
    """Return a path below the provider's address, as listings have it."""
    whole = "/".join(part for part in path.split("/") if part)
    return whole.removeprefix(f"{base}/") if base else whole


def _number(one: Statement) -> int:
    if not (one.value.isascii() and one.value.isdecimal() and len(one.value) < 20):
        raise RecordError(f"line {one.line}: {one.name} = {one.value!r} is no number")
    return int(one.value)
