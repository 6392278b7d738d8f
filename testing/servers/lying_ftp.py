"""An FTP server of one file that says what a test tells it to, cuts bytes, and counts its connections."""

import contextlib
import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TextIO

WELL = {
    "USER": "331 go on",
    "PASS": "230 in",
    "PWD": '257 "/" it is',
    "CWD": "250 there",
    "TYPE": "200 so",
    "QUIT": "221 bye",
    "REST": "350 from there",
    "SIZE": "213 {size}",
    "MDTM": "213 20260304050607",
}

ESTABLISHED = 1
"""The state of a connection in <linux/tcp.h> that neither side has closed."""

Answer = Callable[[str, str], str | None]
"""Returns an answer in place of the usual one for a command and its argument; empty: the connection ends."""


def usual(_command: str, _argument: str) -> str | None:
    """Return no other answer."""
    return None


@dataclass(slots=True)
class LyingFtp:
    """One server; a test changes it between two questions."""

    data: bytes
    answer: Answer = usual
    sent_max: int | None = None
    """Bytes after which a file is cut, and said to be whole."""
    port: int = 0
    commands: list[str] = field(default_factory=list)
    """All that were heard, in order."""
    clients: list[socket.socket] = field(default_factory=list)
    open_max: int = 0
    """Connections at a time: one that its client has closed is none, whether we have heard of it or not."""

    def handle(self, client: socket.socket) -> None:
        """Look after one connection."""
        lines = client.makefile("rw", encoding="latin-1", newline="")
        start, listener = 0, None
        _say(lines, self.answer("", "") or "220 ready")
        for line in lines:
            command, _, argument = line.strip().partition(" ")
            self.commands.append(line.strip())
            said = self.answer(command, argument)
            if said == "":
                return
            if said is None and command == "PASV":
                listener = socket.create_server(("127.0.0.1", 0))
                port = listener.getsockname()[1]
                said = f"227 go to (127,0,0,1,{port >> 8},{port & 255})"
            elif said is None and command in {"RETR", "LIST"} and listener is not None:
                whole = self.data[start:] if command == "RETR" else self._listed(argument)
                start = 0
                _say(lines, "150 here they are")
                with listener, listener.accept()[0] as transfer:
                    transfer.sendall(whole[: self.sent_max])
                said = "226 all of them"
            start = int(argument) if command == "REST" else start
            _say(lines, said or WELL.get(command, "500 what?").format(size=len(self.data)))

    def _listed(self, name: str) -> bytes:
        """List the file; with an option, which is taken for a name, nothing."""
        return b"" if name else f"-rw-r--r-- 1 0 0 {len(self.data)} Mar 4 05:06 x\r\n".encode()


@contextlib.contextmanager
def lying_ftp(data: bytes) -> Iterator[LyingFtp]:
    """Listen on a free port for the block."""
    server, counting = LyingFtp(data), threading.Lock()

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with counting:
                server.clients.append(self.request)
                server.open_max = max(sum(map(_is_open, server.clients)), server.open_max)
            with contextlib.suppress(OSError):
                server.handle(self.request)
            with counting:
                server.clients.remove(self.request)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as listener:
        listener.daemon_threads = True
        server.port = listener.server_address[1]
        threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield server
        finally:
            listener.shutdown()


def _is_open(client: socket.socket) -> bool:
    return client.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] == ESTABLISHED


def _say(lines: TextIO, line: str) -> None:
    lines.write(line + "\r\n")
    lines.flush()
