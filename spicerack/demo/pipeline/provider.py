"""A provider of the story: a web server over a directory, as agencies have them."""

from functools import partial
from hashlib import sha256
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Self


class _Handler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the library's
        """Say nothing: the story tells what is asked."""


class WebProvider:
    """Serves a directory on a free port. A context manager."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(directory)))
        self._thread = Thread(target=self._server.serve_forever)

    @property
    def url(self) -> str:
        """Where its files begin."""
        return f"http://127.0.0.1:{self._server.server_port}/"

    def offer(self, name: str, text: str, *, said: str | None = None) -> None:
        """Put a file there, with its checksum beside it; `said` is the text that the checksum is of."""
        digest = sha256((text if said is None else said).encode()).hexdigest()
        (self._directory / f"{name}.sha256").write_text(f"{digest}  {name}\n")
        (self._directory / name).write_text(text)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
