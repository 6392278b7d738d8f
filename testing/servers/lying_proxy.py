"""A way to a web server on which answers are changed, cut or held back, as a test says."""

import contextlib
import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

END_OF_HEAD = b"\r\n\r\n"

HEAD_MAX = 64 * 1024


@dataclass(frozen=True, slots=True)
class Sent:
    """What the client gets."""

    data: bytes
    hangs: bool = False
    """Whether the connection stays open after it, until the proxy ends."""


Lie = Callable[[str, bytes], Sent]
"""Changes an answer, given the head of the request and all of the answer."""


def honest(_request: str, answer: bytes) -> Sent:
    """Return the answer as it is."""
    return Sent(answer)


@dataclass(slots=True)
class LyingProxy:
    """One proxy; a test changes `lie` between two requests."""

    behind: int
    port: int = 0
    lie: Lie = honest
    requests: list[str] = field(default_factory=list)
    """Heads of all requests, in order."""
    ended: threading.Event = field(default_factory=threading.Event)

    def handle(self, client: socket.socket) -> None:
        """Look after one connection, which is for one request."""
        head = b""
        while END_OF_HEAD not in head and len(head) < HEAD_MAX:
            data = client.recv(4096)
            if not data:
                return
            head += data
        text = head.decode("latin-1")
        self.requests.append(text)
        sent = self.lie(text, self._answer(head))
        client.sendall(sent.data)
        if sent.hangs:
            self.ended.wait()

    def _answer(self, head: bytes) -> bytes:
        asked = head.replace(b"Connection: keep-alive", b"Connection: close")
        with socket.create_connection(("127.0.0.1", self.behind)) as server:
            server.sendall(asked)
            answer = b""
            while data := server.recv(65536):
                answer += data
        return answer


@contextlib.contextmanager
def lying_proxy(port: int) -> Iterator[LyingProxy]:
    """Listen on a free port for the block, in front of a server of this host."""
    proxy = LyingProxy(port)

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with contextlib.suppress(OSError):
                proxy.handle(self.request)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as listener:
        listener.daemon_threads = True
        proxy.port = listener.server_address[1]
        thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield proxy
        finally:
            proxy.ended.set()
            listener.shutdown()
            thread.join()
