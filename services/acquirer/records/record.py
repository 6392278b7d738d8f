"""Delivery records (PDR), as providers of the ECS family write them. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime
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

BAD_COUNT: Final = "INVALID FILE COUNT"

BAD_GROUP: Final = "INVALID FILE GROUP"

BY_FIELD: Final = {
    "DIRECTORY_ID": "INVALID DIRECTORY",
    "FILE_ID": "INVALID FILE ID",
    "FILE_SIZE": "INVALID FILE SIZE",
}
"""What is said of a record whose field is out of form."""

Group = tuple[NamedFile, ...]
"""Files that are one granule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What a record says."""

    groups: tuple[Group, ...]
    expires_at: datetime | None = None
    """When its files may be gone; None: it does not say so, or not in a way that can be read."""
    prefix: str = ""
    """What stands before our paths in its directories: a provider is told of them as it has said them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What of a record is taken."""

    data_types: frozenset[str] = frozenset()
    """Of groups; empty: any."""
    nodes: frozenset[str] = frozenset()
    """Hosts that a group may name; empty: any."""


def parse_record(data: bytes, *, base: str = "", terms: Terms = Terms()) -> Delivery:
    """Return what a record says, its groups of files in its order, but for those of other data types.

    Args:
        data: all bytes of it.
        base: the path of the provider's address: records of some providers begin with it, of others below it.
        terms: what of it is taken.

    Raises:
        RecordError: it is no whole record, or contradicts itself.
    """
    if len(data) > RECORD_BYTES_MAX:
        raise RecordError(f"it has more than {RECORD_BYTES_MAX} bytes")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RecordError(f"byte {error.start} is no text in UTF-8") from error
    reader = _Reader(base.strip("/"), terms)
    for one in statements(text):
        reader.take(one)
    return Delivery(groups=reader.groups(), expires_at=reader.expires_at, prefix=reader.prefix or "")


class _Reader:
    """Takes statements in, and knows in which object they stand."""

    def __init__(self, base: str, terms: Terms) -> None:
        self.expires_at: datetime | None = None
        self.prefix: str | None = None
        self._base = base
        self._terms = terms
        self._inside: list[str] = []
        self._groups: list[list[NamedFile]] = []
        self._fields: dict[str, Statement] = {}
        self._said: int | None = None
        self._ended = False
        self._count = 0
        self._paths: set[str] = set()
        self._of_others: set[int] = set()
        """Groups of data types that are not taken."""

    def take(self, one: Statement) -> None:
        """Take the next statement in. Raises RecordError."""
        if one.name in ("OBJECT", "GROUP"):
            self._begin(one)
        elif one.name in ("END_OBJECT", "END_GROUP"):
            self._end(one)
        elif self._inside[-1:] == ["FILE_SPEC"]:
            if self._fields.setdefault(one.name, one) is not one:
                raise RecordError(f"line {one.line}: {one.name} is said twice of one file")
        elif self._inside == ["FILE_GROUP"]:
            self._take_of_group(one)
        elif one.name == "EXPIRATION_TIME":
            self.expires_at = _moment(one.value)
        elif one.name == "TOTAL_FILE_COUNT":
            self._said = _number(one)
        elif one.name == "END":
            self._ended = True

    def groups(self) -> tuple[Group, ...]:
        """Return what was read. Raises RecordError."""
        if self._inside:
            raise RecordError(f"{self._inside[-1]} has no end: the record is not whole", BAD_GROUP)
        if not self._ended and self._said is None:
            # Providers leave END out; how many files there are says as well that the record is whole.
            raise RecordError(
                "it has neither END nor TOTAL_FILE_COUNT: whether it is whole is not told", BAD_COUNT
            )
        if self._said is not None and self._said != self._count:
            raise RecordError(
                f"TOTAL_FILE_COUNT says {self._said} files, and {self._count} are named", BAD_COUNT
            )
        if not self._count:
            raise RecordError("it names no file", BAD_COUNT)
        return tuple(
            tuple(group)
            for number, group in enumerate(self._groups)
            if group and number not in self._of_others
        )

    def _take_of_group(self, one: Statement) -> None:
        """Take note of whose a group is, and refuse what lies elsewhere. Raises RecordError."""
        types, nodes = self._terms.data_types, self._terms.nodes
        if one.name == "DATA_TYPE" and types and one.value not in types:
            self._of_others.add(len(self._groups) - 1)
        if one.name == "NODE_NAME" and nodes and one.value.lower() not in nodes:
            raise RecordError(
                f"line {one.line}: NODE_NAME = {one.value!r} is none of node_names", "INVALID NODE NAME"
            )

    def _begin(self, one: Statement) -> None:
        kind = one.value.upper()
        if kind == "FILE_SPEC" and self._inside != ["FILE_GROUP"]:
            raise RecordError(f"line {one.line}: a FILE_SPEC stands in a FILE_GROUP", BAD_GROUP)
        if kind == "FILE_GROUP":
            if self._inside:
                raise RecordError(f"line {one.line}: a FILE_GROUP stands in no other object", BAD_GROUP)
            self._groups.append([])
        if len(self._inside) > 1:
            raise RecordError(f"line {one.line}: objects stand three deep", BAD_GROUP)
        self._inside.append(kind)
        self._fields = {}

    def _end(self, one: Statement) -> None:
        if not self._inside or one.value.upper() not in ("", self._inside[-1]):
            raise RecordError(f"line {one.line}: {one.name} = {one.value} ends what was not begun", BAD_GROUP)
        if self._inside.pop() == "FILE_SPEC":
            self._count += 1
            if self._count > FILES_MAX:
                raise RecordError(f"line {one.line}: it names more than {FILES_MAX} files", BAD_COUNT)
            found = self._file(one.line)
            if found.path in self._paths:
                raise RecordError(f"line {one.line}: {found.path} is named twice", BY_FIELD["FILE_ID"])
            self._paths.add(found.path)
            self._groups[-1].append(found)
            self._fields = {}

    def _file(self, line: int) -> NamedFile:
        for name in ("DIRECTORY_ID", "FILE_ID", "FILE_SIZE"):
            if name not in self._fields:
                raise RecordError(f"line {line}: a file has no {name}", BY_FIELD[name])
        said = self._fields["FILE_ID"]
        directory = self._fields["DIRECTORY_ID"].value
        path = _below(self._base, f"{directory}/{said.value}")
        if self.prefix is None:
            whole = "/" * directory.startswith("/") + _below("", f"{directory}/{said.value}")
            self.prefix = whole.removesuffix(path)
        try:
            check_path(path)
        except PathError as error:
            raise RecordError(
                f"line {said.line}: {path!r} is no path: {error}", BY_FIELD["DIRECTORY_ID"]
            ) from error
        return NamedFile(path=path, size=_number(self._fields["FILE_SIZE"]), checksum=self._checksum(line))

    def _checksum(self, line: int) -> Checksum | None:
        kind, value = self._fields.get("FILE_CKSUM_TYPE"), self._fields.get("FILE_CKSUM_VALUE")
        if kind is None or value is None:
            if (kind is None) is not (value is None):
                lacks = "FILE_CKSUM_TYPE" if kind is None else "FILE_CKSUM_VALUE"
                raise RecordError(
                    f"line {line}: FILE_CKSUM_TYPE and FILE_CKSUM_VALUE come together",
                    f"MISSING {lacks} PARAMETER",
                )
            return None
        algorithm = ALGORITHMS.get(kind.value.upper().replace("-", ""))
        if algorithm is None:
            raise RecordError(
                f"line {kind.line}: no checksum of ours is {kind.value!r}", "UNSUPPORTED CHECKSUM TYPE"
            )
        if not fits(algorithm, value.value):
            raise RecordError(
                f"line {value.line}: {value.value!r} is no {algorithm}", "INVALID FILE_CKSUM_VALUE"
            )
        return Checksum(algorithm, value.value.lower(), SAID_BY)


def _below(base: str, path: str) -> str:
    """Return a path below the provider's address, as listings have it."""
    whole = "/".join(part for part in path.split("/") if part)
    return whole.removeprefix(f"{base}/") if base else whole


def _number(one: Statement) -> int:
    if not (one.value.isascii() and one.value.isdecimal() and len(one.value) < 20):
        raise RecordError(
            f"line {one.line}: {one.name} = {one.value!r} is no number", BY_FIELD.get(one.name, BAD_COUNT)
        )
    return int(one.value)


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)
