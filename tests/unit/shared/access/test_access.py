"""The door: tokens, anonymous callers, rules of visibility, limits and the audit log."""

import asyncio
import base64
import logging
from datetime import timedelta

import pytest
from httpx import Response
from starlette.requests import HTTPConnection

from shared.access.audit import Audit
from shared.access.limits import CallerLimits
from shared.model.scope import Scope
from shared.observability.metrics import new_registry
from shared.web.problem import NotFoundError, UnauthenticatedError
from testing.bus.memory import MemoryServer
from tests.unit.shared.access.doors import START, TOPOLOGY, shelf_of

CONTENT = "/api/v1/collections/c/content/"
FILES = "/api/v1/collections/c/files"


async def test_without_a_token_only_probes_are_answered() -> None:
    """Of a service that others can reach, anybody gets liveness and the bare status of readiness."""
    async with shelf_of() as shelf:
        assert await shelf.status("GET", "/healthz") == 200
        ready = await shelf.ask("GET", "/readyz")
        assert (ready.status_code, ready.json()) == (503, {"status": "not ready", "conditions": []})
        for path in (
            "/metrics",
            "/docs",
            "/openapi.json",
            "/nowhere",
            FILES,
            f"{CONTENT}open/a.bsp",
            "/api/v1/scan",
        ):
            answer = await shelf.ask("GET", path)
            assert answer.status_code == 401, path
            assert answer.headers["www-authenticate"] == 'Bearer realm="spicerack"'
        assert "Basic" in (await shelf.ask("GET", "/data/c/")).headers["www-authenticate"]
        # The console's page and files are the same for everybody; here nobody has a console.
        # So is where people log in: who asks has no token yet.
        for path in ("/", "/console/app.js", "/api/v1/login"):
            assert await shelf.status("GET", path) == 404, path


@pytest.mark.parametrize(
    "value",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer srk_",
        "Bearer srk_aaaaaaaaaaaa_" + "a" * 40,
        "Bearer srk_aaaaaaaaaaaa_" + "a" * 40 + "\u00e9",
        "Basic",
        "Basic !!!",
        "Basic " + base64.b64encode(b"user").decode(),
        "Basic " + base64.b64encode(b"user:\xff").decode(),
        "Digest username=x",
        "Bearer " + "x" * 20_000,
        "Bearer a.b.c",
        "bearer srk_*_>",
        "Bearer eyJhbGciOiJub25lIn0.e30.",
    ],
)
@pytest.mark.parametrize("tokens", [True, False])
async def test_what_is_no_token_of_ours_lets_nobody_in(value: str, tokens: bool) -> None:
    """Whatever stands in the header, also where no token would be needed: a revoked one must never work."""
    async with shelf_of(tokens=tokens) as shelf:
        answer = await shelf.client.get(FILES, headers={"Authorization": value.encode()})
    assert answer.status_code == 401
    assert "spicerack" in answer.headers["www-authenticate"]


async def test_on_a_loopback_service_no_token_is_needed() -> None:
    """Everything is answered, and the bus is not followed, until somebody says one."""
    async with shelf_of(tokens=False) as shelf:
        assert await shelf.status("GET", "/api/v1/status") == 200
        assert await shelf.status("POST", "/api/v1/scan") == 200
        assert (await shelf.ask("GET", "/readyz")).json()["conditions"]


async def test_a_token_may_what_its_scope_says() -> None:
    """Who may not is told so in the same words whatever the path, and who may is answered."""
    async with shelf_of() as shelf:
        read, write, admin, metrics = [(await shelf.token(scope)).token for scope in Scope]
        assert [await shelf.status("GET", FILES, one) for one in (read, write, admin, metrics)] == [
            200,
            200,
            200,
            403,
        ]
        writes = [await shelf.status("PUT", f"{CONTENT}new", one) for one in (read, write, admin, metrics)]
        assert writes == [403, 200, 200, 403]
        operates = [await shelf.status("POST", "/api/v1/scan", one) for one in (read, write, admin)]
        assert operates == [403, 403, 200]
        figures = [await shelf.status("GET", "/metrics", one) for one in (read, write, admin, metrics)]
        assert figures == [403, 403, 200, 200]


async def test_a_token_is_confined_to_its_prefixes() -> None:
    """What lies outside is answered as what never was: contents, lists, counts."""
    async with shelf_of() as shelf:
        token = (await shelf.token(Scope.WRITE, prefixes=("open", "top.txt"))).token
        assert (await shelf.ask("GET", FILES, token)).json() == ["open/a.bsp", "open/b.tf", "top.txt"]
        hidden, missing = [
            await shelf.ask("GET", f"{CONTENT}shut/{name}", token) for name in ("c.fits", "d.fits")
        ]
        assert hidden.status_code == missing.status_code == 404
        assert hidden.text.replace("c.fits", "d.fits") == missing.text
        assert await shelf.status("GET", f"{CONTENT}open/../shut/c.fits", token) == 404
        assert await shelf.status("GET", f"{CONTENT}openly", token) == 404
        statuses = [
            await shelf.status("PUT", f"{CONTENT}{path}", token)
            for path in ("open/x", "shut/c.fits", "shut/x")
        ]
        assert statuses == [200, 403, 403]
        assert await shelf.status("GET", "/api/v1/status", token) == 403


async def test_a_token_of_another_collection_is_not_known() -> None:
    """It is refused as one that never was; a token of all collections is good."""
    async with shelf_of() as shelf:
        other = await shelf.token(Scope.ADMIN, "d")
        every = await shelf.token(Scope.READ, "*")
        assert await shelf.status("GET", FILES, other.token) == 401
        assert await shelf.status("GET", FILES, every.token) == 200


async def test_a_record_under_another_collections_key_does_not_count() -> None:
    """A site may write keys of its own collection alone: such a record is not believed about others."""
    server = MemoryServer(TOPOLOGY)
    async with shelf_of(server) as shelf:
        made = await shelf.token(Scope.ADMIN, "d")
        (message,) = (await shelf.door.tokens.bus.values("rack-tokens")).values()
        await shelf.door.tokens.bus.put("rack-tokens", f"c.{made.id}", message.data)
        await shelf.door.tokens.bus.put("rack-tokens", f"_.{made.id}", message.data)
        await shelf.token()  # Heard after them.
        assert await shelf.status("GET", FILES, made.token) == 401


async def test_a_token_ends_by_time_and_by_an_admin() -> None:
    """An expired and a revoked one are refused from then on, and say no more than an unknown one does."""
    async with shelf_of() as shelf:
        admin = (await shelf.token(Scope.ADMIN)).token
        short = await shelf.token(expires_at=START + timedelta(seconds=60))
        revoked = await shelf.token()
        assert await shelf.status("GET", FILES, short.token) == 200
        shelf.time.passed = 61
        answer = await shelf.ask("DELETE", f"/api/v1/tokens/{revoked.id}", admin)
        assert (answer.status_code, answer.json()["good"]) == (200, False)
        refusals = [await shelf.ask("GET", FILES, one.token) for one in (short, revoked)]
        unknown = await shelf.ask("GET", FILES, "srk_" + "a" * 12 + "_" + "a" * 40)
        assert {one.status_code for one in refusals} == {401}
        assert {one.text for one in refusals} == {unknown.text}
        listed = (await shelf.ask("GET", "/api/v1/tokens", admin)).json()["tokens"]
        assert {one["id"]: one["good"] for one in listed} == {
            short.id: False,
            revoked.id: False,
            admin[4:16]: True,
        }
        assert "hash" not in str(listed)


async def test_a_token_that_was_revoked_elsewhere_opens_nothing_once_that_is_heard() -> None:
    """The watch says it, with no time that passes here and no question asked: the next request is refused."""
    server = MemoryServer(TOPOLOGY)
    async with shelf_of(server) as one, shelf_of(server) as other:
        made = await one.token()
        book = other.door.book
        assert await book.hear(lambda: bool(book.tokens(made.id)))
        assert await other.status("GET", FILES, made.token) == 200
        heard = asyncio.create_task(book.hear(lambda: book.tokens(made.id)[0].hash == ""))
        await one.door.tokens.revoke(book.tokens(made.id)[0], by="test")
        assert await heard
        assert (other.time.passed, await other.status("GET", FILES, made.token)) == (0.0, 401)


@pytest.mark.parametrize(("after", "words"), [(0, "was revoked a moment ago"), (2, "expired at 2026-11-29")])
async def test_a_token_that_ends_within_a_request_is_told_how(after: int, words: str) -> None:
    """Another scope would not help: what is asked of its rights then is 401, as the next request is."""
    async with shelf_of() as shelf:
        made = await shelf.token(Scope.WRITE, expires_at=START + timedelta(hours=1))
        scope = {"type": "http", "method": "PUT", "path": "/", "query_string": b"", "client": ("::1", 1)}
        said = [(b"authorization", f"Bearer {made.token}".encode())]
        caller = await shelf.door.access.admit(HTTPConnection({**scope, "headers": said}))
        caller.demand_grant(Scope.WRITE, "c", "f")
        if after:
            shelf.time.passed += after * 3600
        else:
            book = shelf.door.book
            await shelf.door.tokens.revoke(book.tokens(made.id)[0], by="test")
            assert await book.hear(lambda: book.tokens(made.id)[0].hash == "")
        for asks in (
            lambda: caller.demand_grant(Scope.WRITE, "c", "f"),
            lambda: caller.demand_sight("c", "f"),
        ):
            with pytest.raises(UnauthenticatedError, match=words):
                asks()


async def test_no_token_may_make_one_that_may_more() -> None:
    """Neither by scope, nor by collection, nor by prefix."""
    async with shelf_of() as shelf:
        admin = (await shelf.token(Scope.ADMIN)).token
        narrow = (await shelf.token(Scope.ADMIN, prefixes=("open",))).token
        write = (await shelf.token(Scope.WRITE)).token

        async def make(by: str, **wanted) -> int:
            body = {"name": "new", "scope": "admin", "collection": "c", **wanted}
            return await shelf.status("POST", "/api/v1/tokens", by, json=body)

        assert await make(admin) == 201
        assert await make(admin, collection="*") == 403
        assert await make(admin, collection="d") == 403
        assert await make(narrow) == 403
        assert await make(narrow, prefixes=["shut"]) == 403
        assert await make(narrow, prefixes=["open/x"]) == 201
        assert await make(write, scope="read") == 403
        assert await make(admin, scope="root") == 422
        assert await make(admin, expires_at="2020-01-01T00:00:00Z") == 409


async def test_the_password_of_any_user_may_be_the_token() -> None:
    """Tools that know nothing else get in so."""
    async with shelf_of() as shelf:
        token = (await shelf.token()).token
        basic = base64.b64encode(f"me:{token}".encode()).decode()
        answer = await shelf.client.get(FILES, headers={"Authorization": f"Basic {basic}"})
    assert answer.status_code == 200


async def test_what_rules_hide_within_what_is_for_everybody_is_as_what_never_was() -> None:
    """Who asks for names in a row would learn by the 401 which of them are hidden."""
    async with shelf_of() as shelf:
        await shelf.have_rules(anonymous=["open"], hidden=[{"pattern": "open/embargo"}])
        scope = {"type": "http", "method": "GET", "path": FILES, "query_string": b"", "client": ("::1", 1)}
        caller = await shelf.door.access.admit(HTTPConnection({**scope, "headers": []}))
        with pytest.raises(NotFoundError, match="'open/embargo'"):
            caller.demand_sight("c", "open/embargo")
        with pytest.raises(UnauthenticatedError):
            caller.demand_sight("c", "shut/a")


async def test_anonymous_callers_read_what_is_for_everybody() -> None:
    """Elsewhere they are asked for a token, whether or not anything is there; nothing else opens to them."""
    async with shelf_of() as shelf:
        await shelf.have_rules(anonymous=["open"])
        assert (await shelf.ask("GET", FILES)).json() == ["open/a.bsp", "open/b.tf"]
        paths = ("open/a.bsp", "open/none", "shut/c.fits", "shut/none")
        assert [await shelf.status("GET", f"{CONTENT}{path}") for path in paths] == [200, 404, 401, 401]
        assert await shelf.status("PUT", f"{CONTENT}open/a.bsp") == 401
        assert [await shelf.status("GET", path) for path in ("/docs", "/metrics", "/api/v1/tokens")] == [
            401
        ] * 3
        await shelf.have_rules(anonymous_all=True)
        assert len((await shelf.ask("GET", FILES)).json()) == 4
        await shelf.have_rules()
        assert await shelf.status("GET", FILES) == 401


async def test_a_rule_hides_paths_until_their_time_but_for_groups() -> None:
    """To a reader they are not there, and cannot be written; to the group, admins and the future they are."""
    async with shelf_of() as shelf:
        day = START + timedelta(days=1)
        await shelf.have_rules(hidden=[{"pattern": "shut/**", "public_from": day, "groups": ["team"]}])
        read, team = (await shelf.token()).token, (await shelf.token(groups=("team",))).token
        write, admin = (await shelf.token(Scope.WRITE)).token, (await shelf.token(Scope.ADMIN)).token
        path = f"{CONTENT}shut/c.fits"
        assert [await shelf.status("GET", path, one) for one in (read, team, write, admin)] == [
            404,
            200,
            404,
            200,
        ]
        assert await shelf.status("PUT", path, write) == 403
        assert [await shelf.status("GET", "/api/v1/status", one) for one in (read, team, admin)] == [
            403,
            200,
            200,
        ]
        assert "shut/c.fits" not in (await shelf.ask("GET", FILES, read)).json()
        shelf.time.passed = 24 * 3600
        assert await shelf.status("GET", path, read) == 200
        assert await shelf.status("GET", "/api/v1/status", read) == 200


async def test_rules_that_cannot_be_read_hide_everything() -> None:
    """A rule of a later version might hide anything."""
    async with shelf_of() as shelf:
        read, admin = (await shelf.token()).token, (await shelf.token(Scope.ADMIN)).token
        await shelf.door.tokens.bus.put("rack-rules", "access.c", b'{"hidden": [{"pattern": 7}]}')
        assert await shelf.door.book.hear(lambda: bool(shelf.door.book.rules("c").hidden))
        assert (await shelf.ask("GET", FILES, read)).json() == []
        assert len((await shelf.ask("GET", FILES, admin)).json()) == 4


async def test_admins_alone_read_and_change_rules() -> None:
    """What admins store counts at once, and is checked."""
    async with shelf_of() as shelf:
        read, admin = (await shelf.token()).token, (await shelf.token(Scope.ADMIN)).token
        where = "/api/v1/collections/c/access"
        rules = {"hidden": [{"pattern": "shut/**", "public_from": None, "groups": []}]}
        assert [await shelf.status("PUT", where, one, json=rules) for one in (read, admin)] == [403, 200]
        assert await shelf.status("GET", f"{CONTENT}shut/c.fits", read) == 404
        assert (await shelf.ask("GET", where, admin)).json()["hidden"] == rules["hidden"]
        assert await shelf.status("GET", where, read) == 403
        bad = {"hidden": [{"pattern": "a[b"}]}
        assert await shelf.status("PUT", where, admin, json=bad) == 422


@pytest.mark.parametrize("pattern", ["/big/**", "./big/a", "big//**", "big/../big/**", "big/**/", "big/"])
async def test_a_rule_that_no_path_can_fit_is_refused(pattern: str) -> None:
    """Who makes it thinks that it hides something. One that stands from before hinders no other change."""
    async with shelf_of() as shelf:
        admin = (await shelf.token(Scope.ADMIN)).token
        asked = {"hidden": [{"pattern": pattern}]}
        refused = await shelf.ask("PUT", "/api/v1/collections/c/access", admin, json=asked)
        assert (refused.status_code, "no path fits" in refused.text) == (422, True)
        await shelf.have_rules(**asked)
        asked["hidden"].append({"pattern": "big/**"})
        assert await shelf.status("PUT", "/api/v1/collections/c/access", admin, json=asked) == 200


async def test_of_two_admins_who_change_rules_at_once_one_is_told() -> None:
    """Whoever names the rules that it saw never writes over others; whoever is first wins."""
    async with shelf_of() as shelf:
        admin, where = (await shelf.token(Scope.ADMIN)).token, "/api/v1/collections/c/access"
        seen = (await shelf.ask("GET", where, admin)).headers["etag"]

        async def put(pattern: str, **headers: str) -> Response:
            rules = {"hidden": [{"pattern": pattern}]}
            return await shelf.ask("PUT", where, admin, json=rules, headers=headers)

        first = await put("a/**", **{"If-Match": seen})
        late = await put("b/**", **{"If-Match": seen})
        assert (first.status_code, late.status_code) == (200, 412)
        assert "read them, and say yours again" in late.json()["detail"]
        together = await asyncio.gather(*(put(f"{n}/**") for n in range(3)))
        assert sorted(one.status_code for one in together) == [200, 409, 409]
        now = await shelf.ask("GET", where, admin)
        won = next(one for one in together if one.status_code == 200)
        assert (now.json(), now.headers["etag"]) == (won.json(), won.headers["etag"])
        assert (await put("c/**", **{"If-Match": now.headers["etag"]})).status_code == 200


async def test_a_caller_that_asks_too_often_is_told_to_wait() -> None:
    """Others are not; and HEAD below the tree of old tools is never held back."""
    async with shelf_of(limits=CallerLimits(rate=1, burst=3)) as shelf:
        hasty, other = (await shelf.token()).token, (await shelf.token()).token
        answers = [await shelf.ask("GET", FILES, hasty) for _ in range(4)]
        assert [one.status_code for one in answers] == [200, 200, 200, 429]
        assert int(answers[-1].headers["retry-after"]) >= 1
        assert await shelf.status("GET", FILES, other) == 200
        assert await shelf.status("HEAD", "/data/c/a", hasty) == 404
        shelf.time.passed += 1
        assert await shelf.status("GET", FILES, hasty) == 200


async def test_refused_tokens_from_one_address_are_slowed_down() -> None:
    """Who tries many is told to wait; a good token from there is let in all the same."""
    async with shelf_of() as shelf:
        token = (await shelf.token()).token
        statuses = [await shelf.status("GET", FILES, "srk_wrong") for _ in range(100)]
        guesses = [await shelf.status("GET", FILES, "srk_" + "a" * 12 + "_" + "b" * 40) for _ in range(100)]
        assert set(statuses) == {401, 429} or set(guesses) == {401, 429}
        assert await shelf.status("GET", FILES, token) == 200


async def test_without_the_bus_for_long_no_token_is_good() -> None:
    """A site that is cut off goes on for a while; then it cannot know what was revoked."""
    server = MemoryServer(TOPOLOGY)
    async with shelf_of(server) as shelf:
        token = (await shelf.token()).token
        shelf.door.book._bus = Away(shelf.door.book._bus)  # The bus in memory has no line to cut.
        shelf.time.passed = 800
        assert await shelf.status("GET", FILES, token) == 200
        shelf.time.passed = 1000
        assert await shelf.status("GET", FILES, token) == 503


class Away:
    """A bus whose connection is down."""

    connected = False

    def __init__(self, bus) -> None:
        self._bus = bus


async def test_changes_and_refusals_are_in_the_audit_log(caplog: pytest.LogCaptureFixture) -> None:
    """One line each, with who, what and how; reads are not, and no query, which may hold a link."""
    caplog.set_level(logging.INFO, logger="spicerack.audit")
    async with shelf_of() as shelf:
        token = await shelf.token(Scope.WRITE)
        await shelf.ask("GET", f"{FILES}?link=secret", token.token)
        await shelf.ask("PUT", f"{CONTENT}a?x=1", token.token)
        await shelf.ask("POST", "/api/v1/scan", token.token)
        await shelf.ask("GET", FILES)
        await shelf.ask("GET", FILES, "srk_" + "a" * 12 + "_" + "b" * 40)
        figures = await shelf.ask("GET", "/metrics", (await shelf.token(Scope.METRICS)).token)
    lines = [(one.method, one.path, one.status, one.refused, one.caller) for one in caplog.records]
    assert lines == [
        ("PUT", f"{CONTENT}a", 200, "", f"somebody ({token.id})"),
        ("POST", "/api/v1/scan", 403, "forbidden", f"somebody ({token.id})"),
        ("GET", FILES, 401, "unauthenticated", "192.0.2.7"),
        ("GET", FILES, 401, "bad-token", "192.0.2.7"),
    ]
    assert 'spicerack_http_refused_total{reason="bad-token"} 1.0' in figures.text
    assert token.token not in caplog.text


async def test_bodies_that_were_too_slow_are_counted() -> None:
    """Who trickles is cut, and the operator sees how often."""
    registry = new_registry()
    connection = HTTPConnection({"type": "http", "method": "PUT", "path": "/f", "headers": []})
    Audit(registry).note(connection, caller="one", status=408)
    assert registry.get_sample_value("spicerack_http_refused_total", {"reason": "too-slow"}) == 1.0


async def test_browsers_are_told_what_not_to_do() -> None:
    """Every answer has the headers, refusals too."""
    async with shelf_of() as shelf:
        for path in ("/healthz", FILES):
            head = (await shelf.ask("GET", path)).headers
            assert head["x-content-type-options"] == "nosniff"
            assert head["referrer-policy"] == "no-referrer"
            assert "sandbox" in head["content-security-policy"]
