"""A small real provider over HTTP that errs, lies, stalls, empties and floods when it is told to."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import uvicorn

IDENTITY, PASSWORD = "reader@example.org", "correct horse"
FOLDER = 59


def omm(number, **changes):
    """Return one record as space-track sends it."""
    values = {
        "EPOCH": "2026-11-29T00:00:00.000000",
        "MEAN_MOTION": "15.06000000",
        "ECCENTRICITY": "0.00010000",
        "INCLINATION": "53.0000",
        "RA_OF_ASC_NODE": f"{number * 7 % 360}.0000",
        "ARG_OF_PERICENTER": "90.0000",
        "MEAN_ANOMALY": f"{number * 13 % 360}.0000",
        "EPHEMERIS_TYPE": "0",
        "NORAD_CAT_ID": str(number),
        "BSTAR": "0.00010000",
        "MEAN_MOTION_DOT": "0",
        "MEAN_MOTION_DDOT": "0",
        "OBJECT_NAME": f"OBJECT {number}",
        "TLE_LINE1": None,
    }
    return values | changes


@dataclass
class FakeProvider:
    """What the server has and how it behaves; `asked` is what it was asked, in order."""

    records: list = field(default_factory=list)
    tle: str = ""
    mood: str = "good"
    """good, err, busy, limit, stall, cut, trickle, flood, bomb, html, empty, expired or moved."""
    asked: list = field(default_factory=list)
    logins: int = 0
    url: str = ""

    async def __call__(self, scope, receive, send):
        """Answer one request."""
        if scope["type"] != "http":
            return
        path = scope["path"]
        self.asked.append(path)
        body = b""
        while (event := await receive())["type"] == "http.request":
            body += event.get("body", b"")
            if not event.get("more_body"):
                break
        cookie = dict(scope["headers"]).get(b"cookie", b"")
        if path == "/ajaxauth/login":
            await self._login(body, send)
        elif (
            path.startswith(("/basicspacedata", "/fileshare"))
            and cookie != f"chocolate={self.logins}".encode()
        ):
            await answer(send, 401, b"You must be logged in")
        else:
            await self._query(path, receive, send)

    async def _login(self, body, send):
        self.logins += 1
        good = body == b"identity=reader%40example.org&password=correct+horse"
        cookie = [(b"set-cookie", f"chocolate={self.logins}; Path=/".encode())] if good else []
        await answer(send, 200, b'""' if good else b'{"Login":"Failed"}', headers=cookie)

    async def _query(self, path, receive, send):  # noqa: PLR0912, PLR0915
        match self.mood:
            case "err":
                await answer(send, 503, b"down for maintenance")
            case "busy":
                await answer(send, 429, b"")
            case "limit":
                await answer(send, 500, b"You've violated your query rate limit.")
            case "expired":
                self.logins += 1
                self.mood = "good"
                await answer(send, 401, b"")
            case "moved":
                await answer(send, 302, b"", headers=[(b"location", b"/auth/login")])
            case "stall":
                await begin(send, 200, [(b"content-length", b"1000")])
                await send({"type": "http.response.body", "body": b"[", "more_body": True})
                await receive()
            case "trickle":
                await begin(send, 200, [])
                while True:
                    await send({"type": "http.response.body", "body": b" ", "more_body": True})
                    await asyncio.sleep(0.02)
            case "cut":
                whole = self._body(path)
                await begin(send, 200, [(b"content-length", str(len(whole)).encode())])
                await send(
                    {"type": "http.response.body", "body": whole[: len(whole) // 2], "more_body": True}
                )
            case "flood":
                await begin(send, 200, [])
                for _ in range(10_000):
                    await send({"type": "http.response.body", "body": b" " * 65536, "more_body": True})
            case "bomb":
                packed = gzip.compress(b" " * 64_000_000)
                await answer(send, 200, packed, headers=[(b"content-encoding", b"gzip")])
            case "half-packed":
                packed = gzip.compress(self._body(path))
                await answer(send, 200, packed[:-20], headers=[(b"content-encoding", b"gzip")])
            case "half-packed-twice":
                packed = gzip.compress(self._body(path)) + gzip.compress(b" ")[:-4]
                await answer(send, 200, packed, headers=[(b"content-encoding", b"gzip")])
            case "packed-twice":
                whole = self._body(path)
                packed = gzip.compress(whole[:100]) + gzip.compress(whole[100:])
                await answer(send, 200, packed, headers=[(b"content-encoding", b"gzip")])
            case "html":
                await answer(send, 200, b"<html>we are down</html>")
            case "empty":
                await answer(send, 200, b"[]")
            case "packed":
                headers = [(b"content-encoding", b"gzip")]
                await answer(send, 200, gzip.compress(self._body(path)), headers=headers)
            case _:
                await answer(send, 200, self._body(path))

    def _body(self, path):
        if "class/download/file_id/7" in path:
            return self.tle.encode()
        if "/fileshare/" in path:
            return b'[{"file_id":"7","file_uploaded":"2026-11-29 00:00:00"}]'
        return json.dumps(self.records).encode()


async def begin(send, status, headers):
    """Begin an answer."""
    await send({"type": "http.response.start", "status": status, "headers": headers})


async def answer(send, status, body, headers=()):
    """Give a whole answer."""
    await begin(send, status, [(b"content-length", str(len(body)).encode()), *headers])
    await send({"type": "http.response.body", "body": body})


@asynccontextmanager
async def serving(provider) -> AsyncIterator[FakeProvider]:
    """Serve the provider on a free port of loopback for the block."""
    config = uvicorn.Config(provider, port=0, log_config=None, access_log=False, lifespan="off")
    config.timeout_graceful_shutdown = 1
    server = Guest(config)
    task = asyncio.create_task(server.serve())
    await server.up.wait()
    port = server.servers[0].sockets[0].getsockname()[1]
    provider.url = f"http://127.0.0.1:{port}"
    try:
        yield provider
    finally:
        server.should_exit = True
        await task


class Guest(uvicorn.Server):
    """A server that says when it is up and leaves signals alone."""

    def __init__(self, config):
        super().__init__(config)
        self.up = asyncio.Event()

    async def startup(self, sockets=None):
        """Start, then say so."""
        await super().startup(sockets)
        self.up.set()

    def install_signal_handlers(self):
        """Leave signals to the tests."""
