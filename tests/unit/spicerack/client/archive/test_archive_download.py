"""Downloads of frames' files from a server that cuts them."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from blake3 import blake3

from spicerack.client.archive.client import ArchiveClient
from spicerack.client.archive.download import FrameFile
from spicerack.errors import CommandError

DATA = bytes(range(256)) * 40_000


HERE = {"filename": "one.fits", "url": "/x", "size": 1, "content": "0" * 64}
ABSENT = {"filename": "two.fits", "url": "/y", "size": None, "content": None}
PAGE = json.dumps({"collection": "c", "frames": [HERE, ABSENT], "next": None}).encode()


class Handler(BaseHTTPRequestHandler):
    """Tells a file, and cuts its first answers."""

    protocol_version = "HTTP/1.1"
    cuts = 0
    asked: list[str]

    def do_GET(self) -> None:
        """Tell the file from where it is asked for, or half of what is left; and a page of two frames."""
        if self.path.startswith("/api/v1/archive/frames"):
            self.send_response(200)
            self.send_header("Content-Length", str(len(PAGE)))
            self.end_headers()
            self.wfile.write(PAGE)
            return
        said = self.headers.get("Range", "bytes=0-")
        type(self).asked.append(said)
        start = int(said.removeprefix("bytes=").removesuffix("-"))
        left = DATA[start:]
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(left)))
        self.end_headers()
        if type(self).cuts > 0:
            type(self).cuts -= 1
            self.wfile.write(left[: len(left) // 2])
            self.close_connection = True
            return
        self.wfile.write(left)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    """The address of a server."""
    Handler.cuts, Handler.asked = 0, []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def file_of(name: str, data: bytes) -> FrameFile:
    """Return a file as an archive tells it."""
    return FrameFile(name=name, url="/x", size=len(data), content=blake3(data).hexdigest())


def test_a_download_that_is_cut_goes_on_and_is_not_made_twice(address: str, tmp_path: Path) -> None:
    """From the byte where it was cut; what is there is not asked for again."""
    Handler.cuts = 2
    waited: list[float] = []
    with ArchiveClient(address, token="", sleep=waited.append) as client:
        file = file_of("one.fits", DATA)
        assert client.download(file, tmp_path)
        assert (tmp_path / "one.fits").read_bytes() == DATA
        assert (len(Handler.asked), len(waited)) == (3, 2)
        assert Handler.asked[0] == "bytes=0-"
        assert not Handler.asked[2].startswith("bytes=0-")
        assert not client.download(file, tmp_path)
        assert len(Handler.asked) == 3


def test_other_bytes_are_not_kept(address: str, tmp_path: Path) -> None:
    """Nor a name that leaves the directory."""
    with (
        ArchiveClient(address, token="", sleep=lambda _: None) as client,
        pytest.raises(CommandError, match="other bytes"),
    ):
        client.download(file_of("one.fits", DATA[::-1]), tmp_path)
    assert list(tmp_path.iterdir()) == []
    row = {"filename": "../x", "url": "/x", "size": 1, "content": "0" * 64}
    with pytest.raises(CommandError):
        FrameFile.of(row)


def test_a_frame_without_a_file_is_named(address: str) -> None:
    """Who takes a programme home is told what is missing."""
    absent: list[str] = []
    with ArchiveClient(address, token="") as client:
        found = [file.name for file in client.files(absent=absent.append)]
    assert (found, absent) == (["one.fits"], ["two.fits"])
