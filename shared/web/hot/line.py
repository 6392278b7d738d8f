"""The answers that one connection tells from memory, before its requests become tasks of the application."""

import re
from dataclasses import dataclass
from urllib.parse import unquote

from shared.web.guards.security_headers import Header
from shared.web.hot.answers import HotAnswer
from shared.web.hot.door import HotDoor

HEAD_END = b"\r\n\r\n"
METHOD = b"GET "
VERSION = b" HTTP/1.1"

PLAIN_TARGET = re.compile(rb"/[!\"$->@-~]*")
"""A target that is nothing but a path: no query, no fragment, no space, no byte that is not ASCII."""


@dataclass(frozen=True, slots=True)
class _Head:
    """A head that was answered."""

    fields: bytes
    """All of it but the first line."""
    headers: list[Header]
    free: bool
    """See `HotDoor.ask`."""


class HotLine:
    """Finds the answers for one connection.

    A client that fetches many files says the same head each time, but for the path. Once one was read and
    judged, another with the very same bytes is judged by them.
    """

    def __init__(self, door: HotDoor, *, client: tuple[str, int] | None, scheme: str) -> None:
        self._door = door
        self._client = client
        self._scheme = scheme
        self._head: _Head | None = None
        self._refused = b""
        """The piece that `ask_again` had no answer for: its caller is not judged twice."""

    def ask(self, target: bytes, headers: list[Header], piece: bytes) -> HotAnswer | None:
        """Return what is kept for a GET that was read.

        Args:
            target: as it was said.
            headers: their names in small letters.
            piece: the bytes that it came in; empty where it came in several.
        """
        path = None if piece and piece is self._refused else path_of(target)
        found = None if path is None else self._door.ask(self._scope(path, headers))
        if found is None:
            return None
        line, _, fields = piece.partition(b"\r\n")
        if line == METHOD + target + VERSION and fields.find(HEAD_END) == len(fields) - len(HEAD_END):
            self._head = _Head(fields, headers, found[1])
        return found[0]

    def ask_again(self, piece: bytes) -> HotAnswer | None:
        """Return what is kept for a piece that is a whole head, the same as before but for its path."""
        line, _, fields = piece.partition(b"\r\n")
        head = self._head
        if head is None or fields != head.fields:
            return None
        if not line.startswith(METHOD) or not line.endswith(VERSION):
            return None
        path = path_of(line[len(METHOD) : -len(VERSION)])
        if path is None:
            return None
        found = self._door.ask_again(self._scope(path, head.headers), free=head.free)
        if found is None:
            self._refused = piece
        return found

    def told(self, answer: HotAnswer, defaults: list[Header]) -> bytes:
        """Return an answer as it goes over the line. `defaults` are the server's headers."""
        return b"".join((self._door.beginning(defaults), answer.head(self._scheme), b"\r\n", answer.body))

    def _scope(self, path: str, headers: list[Header]) -> dict[str, object]:
        return {
            "type": "http",
            "method": "GET",
            "path": path,
            "query_string": b"",
            "headers": headers,
            "client": self._client,
        }


def path_of(target: bytes) -> str | None:
    """Return the path that a target is; None where it is more than a path."""
    if PLAIN_TARGET.fullmatch(target) is None:
        return None
    path = target.decode("ascii")
    return unquote(path) if "%" in path else path
