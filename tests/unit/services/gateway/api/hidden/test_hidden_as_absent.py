"""What rules hide is answered by every route as what never was (I12), to who may write there, too."""

import json
import re
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field, replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient

from services.gateway.api.application import API
from shared.contracts.messages.access import AccessRules
from shared.model.scope import Scope
from shared.observability.health import Health
from shared.observability.metrics import new_registry
from shared.web.application import make_application
from tests.unit.services.gateway.api.hidden import test_hidden_directories
from tests.unit.services.gateway.desk import BELOW, COLLECTION, OURS, Desk, hash_of, open_desk

TREE = f"/data/{COLLECTION}"
SECRET = b"hidden"


class OneWriter(test_hidden_directories.OneReader):
    """Lets in a writer from whom all below a directory is hidden."""

    scopes = frozenset({Scope.READ, Scope.WRITE})


@dataclass(frozen=True)
class Paths:
    """One that is hidden, one that is not there by the same rule, and one by none; of one length."""

    hidden: str
    absent: str
    free: str


FILES = Paths("raw/there.fits", "raw/never.fits", "pub/never.fits")
DIRECTORIES = Paths("raw/there", "raw/never", "pub/never")


@dataclass(frozen=True)
class Asked:
    """A request about a path."""

    method: str
    url: Callable[[str], str]
    content: Callable[[str], bytes] = lambda _: b""
    headers: Callable[[str], Mapping[str, str]] = lambda _: {}
    writes: bool = field(default=False, compare=False)
    """Whether it would change the path, where no condition fails: then it is refused."""


def posted(route: str, body: Callable[[str], object], *, writes: bool = False) -> Asked:
    """Return a request with a JSON body."""
    return Asked(
        "POST",
        lambda _: f"{BELOW}/{route}",
        lambda path: json.dumps(body(path)).encode(),
        lambda _: {"Content-Type": "application/json"},
        writes,
    )


def committed(**change: str) -> Callable[[str], object]:
    """Return the body of a commit with one change, whose `PATH` is the path."""
    return lambda path: {
        "message": "m",
        "changes": [{name: path if value == "PATH" else value for name, value in change.items()}],
    }


def moved(*, source: str = "", target: str = "") -> Callable[[str], object]:
    """Return the body of a move or copy; the path stands for what is empty."""
    return lambda path: {"source": source or path, "target": target or path}


def dav(method: str, *, to: str | None = None, **more: str) -> Asked:
    """Return a request to the tree; `to` is where it goes: the path stands for an empty one."""

    def headers(path: str) -> dict[str, str]:
        return more if to is None else {**more, "Destination": f"{TREE}/{to or path}"}

    return Asked(method, lambda path: f"{TREE}/{path if to != '' else 'pub/seen.txt'}", headers=headers)


def content(method: str, data: bytes = b"", *, at: str = f"{BELOW}/content/", **headers: str) -> Asked:
    """Return a request about the content of a path."""
    return Asked(method, lambda path: at + path, lambda _: data, lambda _: headers, method == "PUT")


def upload(*, complete: bool) -> Asked:
    """Return the start of an upload."""
    said = {"Upload-Complete": "?1" if complete else "?0"}
    return Asked(
        "POST", lambda path: f"{BELOW}/uploads?path={path}", lambda _: b"x", lambda _: said, complete
    )


QUESTIONS = (
    content("GET"),
    content("GET", Range="bytes=0-0"),
    content("HEAD"),
    content("GET", at=f"{BELOW}/files/"),
    content("GET", at=f"{TREE}/"),
    content("HEAD", at=f"{TREE}/"),
    Asked("GET", lambda path: f"{BELOW}/content/{path}?at=3"),
    Asked("GET", lambda path: f"{BELOW}/files/{path}?at=3"),
    Asked("GET", lambda path: f"{BELOW}/files?prefix={path}"),
    Asked("GET", lambda path: f"{BELOW}/files?glob={path}&deleted=true"),
    Asked("GET", lambda path: f"{BELOW}/diff?from=0&prefix={path}"),
    Asked("GET", lambda path: f"{TREE}/{path}/"),
    Asked("GET", lambda path: f"{TREE}/{path}/checksums.txt"),
    Asked("GET", lambda path: f"{BELOW}/blobs/{hash_of(SECRET if 'there' in path else path.encode())}"),
    posted("archive", lambda path: {"paths": [path], "format": "tar"}),
    dav("PROPFIND", Depth="0"),
    dav("PROPFIND", Depth="1"),
    dav("PROPPATCH"),
)

CHANGES = (
    content("PUT", b"x"),
    content("PUT", b"x", at=f"{TREE}/"),
    content("DELETE"),
    content("DELETE", at=f"{TREE}/"),
    upload(complete=False),
    upload(complete=True),
    posted("copy", moved(source="pub/seen.txt"), writes=True),
    posted("copy", moved(source="pub/none")),
    posted("copy", moved(target="pub/new")),
    posted("move", moved(source="pub/seen.txt"), writes=True),
    posted("move", moved(source="pub/none")),
    posted("move", moved(target="pub/new")),
    posted("commits", committed(do="delete", path="PATH")),
    posted("commits", committed(do="put", path="PATH", upload="0" * 32)),
    posted("commits", committed(do="copy", path="PATH", source="pub/none")),
    posted("commits", committed(do="copy", path="PATH", source="pub/seen.txt"), writes=True),
    posted("commits", committed(do="copy", path="pub/new", source="PATH")),
    posted("commits", committed(do="move", path="pub/new", source="PATH")),
    replace(dav("MKCOL"), writes=True),
    dav("COPY", to="pub/new"),
    dav("MOVE", to="pub/new"),
    replace(dav("COPY", to="", Overwrite="F"), writes=True),
    replace(dav("MOVE", to=""), writes=True),
)

CONDITIONS: tuple[dict[str, str], ...] = (
    {},
    {"If-Match": f'"{hash_of(SECRET)}"'},
    {"If-Match": "*"},
    {"If-None-Match": "*"},
    {"If-Unmodified-Since": "Tue, 14 Nov 2023 22:13:20 GMT"},
)

ELSEWHERE = {
    *("/", "/data/", f"{BELOW}/events", f"{BELOW}/events/example", f"{BELOW}/changes/{{change}}"),
    *(f"{BELOW}/uploads", f"{BELOW}/uploads/{{upload}}", f"{BELOW}/links", f"{BELOW}/access"),
    *("/api/v1/tokens", "/api/v1/tokens/{token}", "/api/v1/caller", "/api/v1/login", "/console/{name}"),
    *("/api/v1/overview", "/api/v1/overview/history", "/api/v1/overview/events"),
    *("/api/v1/overview/events/example", f"{BELOW}/log"),
}
"""Routes that name no path; links and events, which do, have tests of their own. Overview and log ask for the
whole collection, which nobody has from whom a part is hidden."""

CHANGING = re.compile(r"[0-9a-f]{32,64}|\d{4}-\d\d-\d\dT[0-9:.]+Z")


@pytest.fixture
async def writer(tmp_path: Path) -> AsyncIterator[Desk]:
    """A gateway that hides what is below `raw`: a file, and a directory with one."""
    async with open_desk(tmp_path) as desk:
        for directory in ("raw", "raw/there", "pub"):
            await desk.make_directory(directory)
        await desk.commit({FILES.hidden: SECRET, "raw/there/a.fits": SECRET, "pub/seen.txt": b"seen"})
        rules = AccessRules.model_validate({"hidden": [{"pattern": "raw/*/**"}]})
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(test_hidden_directories, "HIDDEN", rules)
            application = make_application(
                API,
                health=Health(monotonic=lambda: 0.0),
                registry=new_registry(),
                parts=(desk.context, desk.context.hot),
                authorise=OneWriter(),
            )
            transport = ASGITransport(application)
            async with AsyncClient(transport=transport, base_url="http://localhost", headers=OURS) as client:
                yield replace(desk, client=client)


async def told(desk: Desk, asked: Asked, conditions: Mapping[str, str], path: str) -> tuple[object, ...]:
    """Ask; return all that is answered, but for the path, and for what no two answers have in common."""
    answer = await desk.client.request(
        asked.method,
        asked.url(path),
        content=asked.content(path),
        headers={**asked.headers(path), **conditions},
    )
    kept = {name: value for name, value in answer.headers.items() if name != "server-timing"}
    said = f"{sorted(kept.items())} {answer.text}".replace(path, "PATH")
    return answer.status_code, CHANGING.sub("ANY", said)


@pytest.mark.parametrize("paths", [FILES, DIRECTORIES], ids=["file", "directory"])
async def test_every_route_answers_as_where_nothing_stands(writer: Desk, paths: Paths) -> None:
    """In status, headers and words, under each condition; what would write is refused by the rule alone."""
    for asked, conditions in (*product(QUESTIONS, CONDITIONS[:1]), *product(CHANGES, CONDITIONS)):
        what = (asked.method, asked.url(paths.hidden), asked.content(paths.hidden), conditions)
        hidden = await told(writer, asked, conditions, paths.hidden)
        assert hidden == await told(writer, asked, conditions, paths.absent), what
        if hidden[0] == 403:
            assert asked.writes, what
        else:
            assert hidden == await told(writer, asked, conditions, paths.free), what


def test_no_route_is_left_out() -> None:
    """A route that comes to be is asked about what is hidden, or says why not."""
    routes: set[tuple[str, str]] = set()
    for router in API.routers:
        routes |= {(method, route.path) for route in router.routes for method in _methods(route)}
    asked = {(one.method, _pattern(one.url("PATH"))) for one in (*QUESTIONS, *CHANGES)}
    missing = {(method, _pattern(path)) for method, path in routes} - asked
    assert {path for method, path in missing if method != "OPTIONS"} == ELSEWHERE


def _methods(route: Any) -> set[str]:
    return set(route.methods)


def _pattern(url: str) -> str:
    plain = url.partition("?")[0].replace("{collection}", COLLECTION)
    plain = re.sub(r"\{(path|address):anypath\}|PATH.*|pub/seen\.txt", "*", plain)
    return re.sub(r"(/blobs/).*", r"\1*", plain)
