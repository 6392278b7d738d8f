"""Files below a directory of a server, one exchange with it a step: `FtpRoot` is made of these."""

import contextlib
import ftplib
import ssl
from collections.abc import Iterable, Iterator

from shared.model.entry import Kind
from shared.model.paths import CONTROL_DIRECTORY, ancestors, parent
from shared.roots.errors import (
    ChangedError,
    DeniedError,
    MissingError,
    OccupiedError,
    StorageError,
    WrongTypeError,
)
from shared.roots.port import Stat
from shared.roots.remote.address import RemoteAddress
from shared.roots.remote.ftp.connection import Connected
from shared.roots.remote.ftp.errors import told_as_roots_do
from shared.roots.remote.ftp.listing import (
    NOT_LISTED,
    ListLine,
    file_stat,
    format_time,
    parse_facts,
    parse_list_line,
)
from shared.roots.remote.ftp.names import from_wire, to_wire

INCOMING = f"{CONTROL_DIRECTORY}/incoming"
READ_CHUNK = 256 * 1024
FACTS = ("type", "size", "modify")
FAILED_TO_OPEN = "failed to open"
"""In vsftpd's answer for a directory that it cannot list, whose code says that all went well."""
PATTERNS = frozenset("*?{}[]")
"""Characters that LIST takes for a pattern on some servers."""


class FtpDirectory:
    """Files below one directory, over one connection."""

    def __init__(self, connected: Connected, address: RemoteAddress, *, lists_hidden: bool = True) -> None:
        self._connected = connected
        self._client = connected.client
        self._features = connected.features
        self._address = address
        self._lists_hidden = lists_hidden

    def names(self, path: str) -> list[Stat]:
        """Return what lies in one directory, but for links, special files and our own directory."""
        with told_as_roots_do(path or "/"):
            self._client.cwd(self._name(path))
            self._connected.speaks_of_bytes = False
            found = self._facts(path) if "MLST" in self._features else self._lines(path)
            return [one for one in found if path or one.path != CONTROL_DIRECTORY]

    def stat(self, path: str) -> Stat:
        """Return what stands there. Raises MissingError, WrongTypeError."""
        with told_as_roots_do(path):
            found = self._stat_by_facts(path) if "MLST" in self._features else self._stat_by_list(path)
        if found is None:
            raise WrongTypeError(f"{path!r} is no file and no directory")
        return found

    def stat_listed(self, path: str) -> Stat:
        """Return what stands where a listing showed a file, without asking whether it is a link by now.

        One server walks the whole directory for that question, so that all of its files cost the square.
        """
        with told_as_roots_do(path):
            found = self._stat_by_facts(path) if "MLST" in self._features else self._size_and_time(path)
        if found is None:
            raise WrongTypeError(f"{path!r} is no file and no directory")
        return found

    def read(self, path: str, start: int, end: int) -> Iterator[bytes]:
        """Yield the bytes from `start` to before `end`. Raises ChangedError where the file ends before."""
        with told_as_roots_do(path):
            self._speak_of_bytes()
            connection, _ = self._client.ntransfercmd(f"RETR {self._name(path)}", start or None)
            self._connected.transfers = True
            with connection:
                while start < end and (data := connection.recv(min(READ_CHUNK, end - start))):
                    yield data
                    start += len(data)
            # A reader that leaves before the end of the file is answered by an error, and was served.
            with contextlib.suppress(ftplib.error_temp, ftplib.error_perm):
                self._client.voidresp()
            self._connected.transfers = False
        if start < end:
            raise ChangedError(f"{path!r} was cut while it was read: read it again")

    def read_whole(self, path: str, size_max: int) -> bytes:
        """Return a small file of our own. Raises MissingError."""
        with told_as_roots_do(path):
            self._speak_of_bytes()
            size = self._client.size(self._name(path))
        return b"".join(self.read(path, 0, min(size or 0, size_max)))

    def upload(self, path: str, chunks: Iterable[bytes]) -> int:
        """Write a whole new file; return the bytes that were sent. The server's count is compared with it."""
        self.make_directories(parent(path))
        sent = 0
        with told_as_roots_do(path):
            self._speak_of_bytes()
            connection, _ = self._client.ntransfercmd(f"STOR {self._name(path)}")
            self._connected.transfers = True
            with connection:
                for data in chunks:
                    connection.sendall(data)
                    sent += len(data)
                if isinstance(connection, ssl.SSLSocket):
                    connection.unwrap()  # without this word a server takes the file for a cut one
            self._client.voidresp()
            self._connected.transfers = False
            if self._client.size(self._name(path)) != sent:
                raise StorageError(f"the server kept another size of {path!r} than it was sent: try again")
        return sent

    def set_time(self, path: str, mtime_ns: int) -> None:
        """Give a file its time where the server can do that."""
        moment = format_time(mtime_ns)
        command = "MFMT" if "MFMT" in self._features else "MDTM"
        if moment is not None:
            with contextlib.suppress(StorageError), told_as_roots_do(path):
                self._client.voidcmd(f"{command} {moment} {self._name(path)}")

    def rename(self, staged: str, path: str) -> None:
        """Give a staged file its name; on most servers over what stands there."""
        self.make_directories(parent(path))
        self._check_within(path)
        with told_as_roots_do(path):
            self._client.rename(self._name(staged), self._name(path))

    def remove(self, path: str) -> None:
        """Remove one file."""
        self._check_within(path)
        with told_as_roots_do(path):
            self._client.delete(self._name(path))

    def make_directory(self, path: str) -> None:
        """Make one directory. Raises OccupiedError, MissingError."""
        try:
            with told_as_roots_do(path):
                self._client.mkd(self._name(path))
        except StorageError as error:
            if self._stands(path):
                raise OccupiedError(f"something is at {path!r} already") from error
            raise

    def remove_directory(self, path: str) -> None:
        """Remove one directory. Raises OccupiedError, MissingError."""
        self._check_within(path)
        try:
            with told_as_roots_do(path):
                self._client.rmd(self._name(path))
        except StorageError as error:
            # Servers say 550 to all of it.
            if self._stands(path):
                raise OccupiedError(f"{path!r} is not empty, or no directory") from error
            raise

    def make_directories(self, path: str) -> None:
        """Make a directory and those above it, where they are not there."""
        for one in (*ancestors(path), path) if path else ():
            with told_as_roots_do(one), contextlib.suppress(ftplib.error_perm):
                self._client.mkd(self._name(one))

    def _stands(self, path: str) -> bool:
        try:
            self.stat(path)
        except MissingError:
            return False
        except WrongTypeError:
            return True
        return True

    def _check_within(self, path: str) -> None:
        """Raise WrongTypeError where a link above the path leads to another directory."""
        with told_as_roots_do(path):
            self._client.cwd(self._address.join(""))
            base = self._client.pwd().rstrip("/")
            self._client.cwd(self._name(parent(path)))
            real = self._client.pwd()
        expected = f"{base}/{to_wire(parent(path))}".rstrip("/") or "/"
        if real != expected:
            raise WrongTypeError(f"a link stands above {path!r}: nothing is written through it")

    def _facts(self, path: str) -> Iterator[Stat]:
        # Without a path: the directory is the current one, and no odd name is read as an option.
        for name, facts in self._client.mlsd(facts=FACTS):
            if name not in NOT_LISTED and (stat := parse_facts(_join(path, name), facts)):
                yield stat

    def _lines(self, path: str) -> Iterator[Stat]:
        for line in self._all_lines(path) if self._lists_hidden else self._listed("LIST", path):
            match line:
                case (name, Kind.DIRECTORY, _) if name not in NOT_LISTED:
                    yield Stat(path=_join(path, name), kind=Kind.DIRECTORY)
                case (name, Kind.FILE, size):
                    yield Stat(path=_join(path, name), kind=Kind.FILE, size=size)

    def _all_lines(self, path: str) -> list[ListLine]:
        """Return all names, those that begin with a dot, too, which one server leaves out unless it is asked.

        A list that shows the directory itself shows them. A server may take the option for a name instead.
        """
        with contextlib.suppress(ftplib.error_perm, ftplib.error_temp):
            lines = self._listed("LIST -a", path)
            if any(name == "." for name, _, _ in lines):
                return lines
        return self._listed("LIST", path)

    def _listed(self, command: str, path: str) -> list[ListLine]:
        lines: list[str] = []
        answer = self._client.retrlines(command, lines.append)
        if FAILED_TO_OPEN in answer:
            # What was not listed may be there all the same: an empty list would be read as that.
            raise DeniedError(f"the server does not let us list {path or '/'!r}: {answer}")
        return [found for found in map(parse_list_line, lines) if found is not None]

    def _stat_by_facts(self, path: str) -> Stat | None:
        lines = self._client.sendcmd(f"MLST {self._name(path)}").splitlines()
        if len(lines) < 3:
            raise StorageError(f"the server told nothing of {path!r}")
        facts = lines[1].lstrip().partition(" ")[0]
        pairs = (fact.partition("=") for fact in facts.split(";") if fact)
        told = {key.lower(): value for key, _, value in pairs}
        # One server tells the type of a link's target here, but the link as what it is in a listing.
        return parse_facts(path, told)

    def _stat_by_list(self, path: str) -> Stat | None:
        name = self._name(path)
        try:
            found = self._size_and_time(path)
        except ftplib.error_perm:
            with contextlib.suppress(ftplib.error_perm):
                self._client.cwd(name)
                return Stat(path=path, kind=Kind.DIRECTORY)
            raise
        return None if self._is_link(name) else found

    def _size_and_time(self, path: str) -> Stat:
        name = self._name(path)
        self._speak_of_bytes()
        size = self._client.size(name)
        if size is None:
            raise MissingError(f"nothing is at {path!r}")
        return file_stat(path, size, self._client.sendcmd(f"MDTM {name}")[4:])

    def _is_link(self, name: str) -> bool:
        if PATTERNS.intersection(name):
            return False  # LIST would take it for a pattern
        lines = self._status(name)
        if not any(map(parse_list_line, lines)):
            self._connected.speaks_of_bytes = False
            self._client.retrlines(f"LIST {name}", lines.append)
        return any(line.startswith("l") for line in lines)

    def _status(self, name: str) -> list[str]:
        """Return the line of a list that some servers tell in their answer: no data connection is opened."""
        try:
            return self._client.sendcmd(f"STAT {name}").splitlines()[1:-1]
        except (ftplib.error_reply, ftplib.error_perm, ftplib.error_temp):
            return []

    def _speak_of_bytes(self) -> None:
        """Leave the mode of text, which every listing enters: it changes bytes and refuses ranges."""
        if not self._connected.speaks_of_bytes:
            self._client.voidcmd("TYPE I")
            self._connected.speaks_of_bytes = True

    def _name(self, path: str) -> str:
        return to_wire(self._address.join(path))


def _join(path: str, name: str) -> str:
    decoded = from_wire(name)
    return f"{path}/{decoded}" if path else decoded
