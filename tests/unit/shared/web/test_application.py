"""What every application answers, whatever its routes are."""

import asyncio
from typing import Annotated
from urllib.parse import quote

import pytest
from fastapi import APIRouter, Depends, Request
from httpx import ASGITransport, AsyncClient
from starlette.requests import HTTPConnection

from shared.bus.port import BusError
from shared.model.base import FrozenModel
from shared.observability.health import Health
from shared.observability.metrics import counter, new_registry
from shared.web import any_path
from shared.web.application import Api, make_application
from shared.web.authorise import AnyCaller, Authorise, Caller, Scope, needs
from shared.web.dependencies import provided
from shared.web.limits import BodyRule, WebLimits
from shared.web.paging import NextPage
from shared.web.problem import NotFoundError, UnauthenticatedError, problems
from shared.web.timing import RequestTimings

OURS = {"SpiceRack-Request": "1"}


class Note(FrozenModel):
    """A body."""

    text: str


class Shelf:
    """What the routes are given."""

    def __init__(self) -> None:
        self.notes: list[str] = []
        self.begun = asyncio.Event()
        self.finish = asyncio.Event()


OfShelf = Annotated[Shelf, Depends(provided(Shelf))]
router = APIRouter(dependencies=[Depends(needs(Scope.READ))])


@router.get("/notes", responses=problems(404))
async def list_notes(shelf: OfShelf, next_page: NextPage, timings: RequestTimings) -> list[str]:
    """List."""
    with timings.measure("shelf"):
        next_page.link(after="a b")
    return shelf.notes


@router.post("/notes", status_code=201, responses=problems(422))
async def add_note(shelf: OfShelf, note: Note) -> Note:
    """Add."""
    shelf.notes.append(note.text)
    return note


@router.get(f"/named/{{name:{any_path.NAME}}}")
async def read_name(name: str) -> str:
    """Return a name."""
    return name


@router.put("/bytes")
async def put_bytes(request: Request) -> int:
    """Count the bytes of a body."""
    return sum([len(piece) async for piece in request.stream()])


@router.get("/slow")
async def slow(shelf: OfShelf) -> str:
    """Wait."""
    shelf.begun.set()
    await shelf.finish.wait()
    return "done"


@router.get("/fails/{how}")
async def fail(how: str) -> None:
    """Fail."""
    raise {"bus": BusError("no"), "missing": NotFoundError("no note"), "us": ValueError("secret")}[how]


def client_of(
    shelf: Shelf, *, limits: WebLimits | None = None, authorise: Authorise | None = None
) -> AsyncClient:
    """Return a client of a little application."""
    registry = new_registry()
    counter(registry, "scans", "Scans.").inc()
    application = make_application(
        Api(title="notes", routers=(router,), limits=limits or WebLimits()),
        health=Health(conditions=["connected"], monotonic=lambda: 0.0),
        registry=registry,
        parts=(shelf,),
        authorise=authorise,
    )
    transport = ASGITransport(application, raise_app_exceptions=False)
    return AsyncClient(transport=transport, base_url="http://localhost", headers=OURS)


@pytest.fixture
def shelf() -> Shelf:
    """Return an empty one."""
    return Shelf()


async def test_health_and_metrics_are_there(shelf: Shelf) -> None:
    """No service declares them, and each has them."""
    async with client_of(shelf) as client:
        assert (await client.get("/healthz")).json() == {"status": "alive", "stuck": []}
        unready = await client.get("/readyz")
        assert (unready.status_code, unready.json()["status"]) == (503, "not ready")
        assert "spicerack_scans_total 1.0" in (await client.get("/metrics")).text


async def test_metrics_tell_how_many_requests_are_handled(shelf: Shelf) -> None:
    """Replicas are started for them: one that waits is among them, and so is the one that asks."""
    async with client_of(shelf) as client:
        waiting = asyncio.create_task(client.get("/slow"))
        await shelf.begun.wait()
        meanwhile = (await client.get("/metrics")).text
        shelf.finish.set()
        await waiting

        assert "spicerack_http_requests 2.0" in meanwhile
        assert "spicerack_http_requests 1.0" in (await client.get("/metrics")).text


@pytest.mark.parametrize(
    ("method", "path", "status", "name"),
    [
        ("GET", "/nowhere", 404, "not-found"),
        ("GET", "/fails/missing", 404, "not-found"),
        ("GET", "/fails/bus", 503, "unavailable"),
        ("GET", "/fails/us", 500, "internal"),
        ("POST", "/notes", 422, "malformed"),
        ("PATCH", "/notes", 405, "method"),
    ],
)
async def test_every_error_is_a_problem_of_one_kind(
    shelf: Shelf, method: str, path: str, status: int, name: str
) -> None:
    """An error says its type, its status and what to do (RFC 9457); ours says nothing of its insides."""
    async with client_of(shelf) as client:
        answer = await client.request(method, path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["type"] == f"urn:spicerack:problem:{name}"
    assert (problem["status"], bool(problem["title"])) == (status, True)
    assert problem["detail"]
    assert "secret" not in answer.text


async def test_a_wrong_method_names_the_right_ones(shelf: Shelf) -> None:
    """`Allow` has the methods of all routes of the path (RFC 9110, section 15.5.6)."""
    async with client_of(shelf) as client:
        answer = await client.delete("/notes")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, POST")


async def test_head_is_answered_as_get(shelf: Shelf) -> None:
    """What can be read can be asked about without its body."""
    async with client_of(shelf) as client:
        assert (await client.head("/notes")).status_code == 200


async def test_an_answer_says_how_long_it_took_and_where_the_next_page_is(shelf: Shelf) -> None:
    """The head has `Server-Timing` with the parts that were measured, and `Link` with the cursor."""
    async with client_of(shelf) as client:
        answer = await client.get("/notes?limit=3")
    assert [part.partition(";")[0] for part in answer.headers["server-timing"].split(", ")] == [
        "shelf",
        "total",
    ]
    assert answer.headers["link"] == '</notes?limit=3&after=a+b>; rel="next"'


@pytest.mark.parametrize("name", ["a/b.bsp", "two\nlines", "last\n", "a\rb", "ü x%"])
async def test_a_path_parameter_takes_every_name(shelf: Shelf, name: str) -> None:
    """A file's name may hold a line feed, and its route is found."""
    async with client_of(shelf) as client:
        answer = await client.get(f"/named/{quote(name)}")
    assert (answer.status_code, answer.json()) == (200, name)


async def test_a_body_is_bounded_whatever_its_head_says(shelf: Shelf) -> None:
    """A body that is sent without its length is cut where the rule ends."""

    async def endless():
        while True:
            yield b" " * 1000

    headers = {"content-type": "application/json"}
    async with client_of(shelf, limits=WebLimits(body=BodyRule(bytes_max=5000))) as client:
        answer = await client.post("/notes", content=endless(), headers=headers)
        said = await client.post("/notes", content=b" " * 5001, headers=headers)
    assert (answer.status_code, said.status_code) == (413, 413)
    assert answer.json()["type"] == "urn:spicerack:problem:too-large"


async def test_a_body_that_does_not_come_is_given_up(shelf: Shelf) -> None:
    """A caller that sends a head and then nothing gets 408."""

    async def silent():
        yield b"{"
        await asyncio.Event().wait()

    limits = WebLimits(body=BodyRule(seconds=0.05))
    async with client_of(shelf, limits=limits) as client:
        answer = await client.post("/notes", content=silent(), headers={"content-type": "application/json"})
    assert answer.status_code == 408


async def test_health_is_answered_while_others_fill_the_service(shelf: Shelf) -> None:
    """One request more than are handled at a time is refused, with when to ask again; health is not."""
    async with client_of(shelf, limits=WebLimits(requests=1)) as client, asyncio.TaskGroup() as group:
        first = group.create_task(client.get("/slow"))
        await shelf.begun.wait()
        refused = await client.get("/notes")
        health = await client.get("/healthz")
        shelf.finish.set()
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
    assert health.status_code == 200
    assert first.result().status_code == 200


async def test_an_answer_that_takes_too_long_is_given_up(shelf: Shelf) -> None:
    """A handler that hangs costs its caller a bounded time, and the service no place."""
    async with client_of(shelf, limits=WebLimits(request_seconds=0.05)) as client:
        answer = await client.get("/slow")
    assert (answer.status_code, answer.json()["type"]) == (503, "urn:spicerack:problem:unavailable")


@pytest.mark.parametrize("field", ["Host", "Authorization"])
async def test_two_hosts_or_callers_are_refused(shelf: Shelf, field: str) -> None:
    """What stands before the service may have gone by the other one."""
    async with client_of(shelf) as client:
        headers = [(field, "localhost"), (field, "elsewhere")]
        assert (await client.get("/shelf", headers=headers)).status_code == 400


async def test_a_page_cannot_change_anything(shelf: Shelf) -> None:
    """Without the header that pages cannot send, nothing is done."""
    async with client_of(shelf) as client:
        del client.headers["spicerack-request"]
        answer = await client.post("/notes", json={"text": "x"})
    assert (answer.status_code, shelf.notes) == (403, [])


async def test_routes_ask_who_calls(shelf: Shelf) -> None:
    """The hook is asked before anything is routed, but for liveness; what it refuses is answered so."""

    class Nobody(AnyCaller):
        async def admit(self, connection: HTTPConnection) -> Caller:
            raise UnauthenticatedError(f"say a token: {connection.url.path}")

    async with client_of(shelf, authorise=Nobody()) as client:
        for path in ("/notes", "/nowhere", "/docs", "/openapi.json", "/metrics", "/readyz"):
            answer = await client.get(path)
            assert answer.status_code == 401, path
            assert answer.headers["www-authenticate"] == 'Bearer realm="spicerack"'
            assert answer.json()["detail"] == f"say a token: {path}"
        assert (await client.get("/healthz")).status_code == 200


async def test_the_hook_hears_how_each_request_was_answered(shelf: Shelf) -> None:
    """Whoever was admitted leaves, with the status of the answer."""
    left = []

    class Doorkeeper(AnyCaller):
        def leave(self, connection: HTTPConnection, caller: Caller, status: int) -> None:
            left.append((connection.url.path, status))

    async with client_of(shelf, authorise=Doorkeeper()) as client:
        await client.get("/notes")
        await client.get("/fails/us")
    assert left == [("/notes", 200), ("/fails/us", 500)]


async def test_every_status_is_documented(shelf: Shelf) -> None:
    """The document names for each route what any route may answer, and the type of each problem."""
    async with client_of(shelf) as client:
        document = (await client.get("/openapi.json")).json()
    reads, adds = (document["paths"]["/notes"][method]["responses"] for method in ("get", "post"))
    assert {"200", "400", "401", "403", "404", "421", "429", "500", "503"} <= set(reads)
    assert {"201", "403", "408", "413", "415", "421", "422"} <= set(adds)
    assert adds["422"] == {"$ref": "#/components/responses/malformed"}
    described = document["components"]["responses"]["malformed"]
    schema = described["content"]["application/problem+json"]["schema"]
    assert schema["allOf"][1]["properties"]["type"] == {"const": "urn:spicerack:problem:malformed"}


async def test_a_caller_who_leaves_within_its_body_is_no_fault_of_ours():
    """The answer, which nobody reads, counts as the caller's: alerts on faults stay quiet."""
    application = make_application(
        Api(title="notes", routers=(router,)),
        health=Health(conditions=[], monotonic=lambda: 0.0),
        registry=new_registry(),
        parts=(Shelf(),),
    )
    messages = iter(
        ({"type": "http.request", "body": b"12345", "more_body": True}, {"type": "http.disconnect"})
    )
    told = []

    async def receive():
        return next(messages)

    async def send(message):
        told.append(message)

    headers = [(b"host", b"localhost"), (b"spicerack-request", b"1"), (b"content-type", b"application/json")]
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "PUT",
        "scheme": "http",
        "path": "/bytes",
        "raw_path": b"/bytes",
        "query_string": b"",
        "headers": headers,
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    await application(scope, receive, send)
    assert [one["status"] for one in told if one["type"] == "http.response.start"] == [422]
