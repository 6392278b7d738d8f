"""Links: what they permit, until when, and that nobody else makes one."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.access.links import Link, LinkEndedError, LinkForgedError, check_use, open_link, seal
from shared.contracts.messages.access import LinkKey
from shared.model.scope import Scope
from testing.bus.memory import MemoryServer
from tests.unit.shared.access.doors import START, TOPOLOGY, shelf_of

LINKS = "/api/v1/collections/c/links"
CONTENT = "/api/v1/collections/c/content/"
FILES = "/api/v1/collections/c/files"

KEYS = [
    LinkKey(id=f"aaaaaaaaaaa{n}", secret=n * 64, signs_until=START, good_until=START + timedelta(days=7))
    for n in "234"
]
LINK = Link(collection="c", methods=("GET",), prefixes=("a",), ends=START + timedelta(hours=1), by="me")


def test_a_link_opens_to_what_was_sealed() -> None:
    """With the key that it names, among others."""
    assert open_link(seal(LINK, KEYS[1]), KEYS, START) == LINK


@given(at=st.integers(0, 400), with_=st.characters(codec="ascii"))
@settings(max_examples=300)
def test_a_changed_link_is_nobodys(at: int, with_: str) -> None:
    """Whatever character is another, the link is refused."""
    text = seal(LINK, KEYS[0])
    changed = text[: at % len(text)] + with_ + text[at % len(text) + 1 :]
    if changed != text:
        with pytest.raises(LinkForgedError):
            open_link(changed, KEYS, START)


@pytest.mark.parametrize(
    "text", ["", ".", "..", "a.b.c", "x" * 9000, "aaaaaaaaaaa2..", "\u00e9.\u00e9.\u00e9"]
)
def test_what_is_no_link_is_refused(text: str) -> None:
    """It raises nothing else."""
    with pytest.raises(LinkForgedError):
        open_link(text, KEYS, START)


def test_a_key_signs_for_itself_alone_and_ends() -> None:
    """Another key's seal does not count, nor that of one whose time is over."""
    text = seal(LINK, KEYS[0])
    _, what, mac = text.split(".")
    with pytest.raises(LinkForgedError):
        open_link(f"{KEYS[1].id}.{what}.{mac}", KEYS, START)
    with pytest.raises(LinkForgedError):
        open_link(text, KEYS, START + timedelta(days=8))


@pytest.mark.parametrize(
    ("network", "address", "good"),
    [
        ("192.0.2.0/24", "192.0.2.9", True),
        ("192.0.2.0/24", "192.0.3.9", False),
        ("192.0.2.0/24", "::ffff:192.0.2.9", True),
        ("2001:db8::/32", "2001:db8::1", True),
        ("2001:db8::/32", "local", False),
    ],
)
def test_a_link_is_for_its_network(network: str, address: str, good: bool) -> None:
    """From elsewhere it is refused."""
    link = Link(**(LINK.model_dump() | {"network": network}))
    if good:
        check_use(link, address=address, now=START)
    else:
        with pytest.raises(LinkEndedError):
            check_use(link, address=address, now=START)


async def test_whoever_has_a_link_may_what_it_says_until_it_ends() -> None:
    """Its file, and no other; then 403 says that it ended, when, and whom to ask."""
    async with shelf_of() as shelf:
        token = await shelf.token()
        wanted = {"paths": ["open/a.bsp"], "seconds": 60}
        made = (await shelf.ask("POST", LINKS, token.token, json=wanted)).json()
        assert made["by"] == f"somebody ({token.id})"
        assert made["url"].startswith("http://localhost/data/c/open/a.bsp?link=")
        assert await shelf.status("GET", made["url"]) == 200
        assert await shelf.status("HEAD", made["url"]) == 200
        assert (await shelf.ask("GET", f"{FILES}?link={made['link']}")).json() == ["open/a.bsp"]
        others = [f"{CONTENT}open/b.tf", f"{CONTENT}open/none"]
        assert [await shelf.status("GET", f"{one}?link={made['link']}") for one in others] == [404, 404]
        assert await shelf.status("PUT", f"{CONTENT}open/a.bsp?link={made['link']}") == 403
        assert await shelf.status("GET", f"/api/v1/status?link={made['link']}") == 403
        shelf.time.passed = 61
        for path in ("open/a.bsp", "open/none"):
            ended = await shelf.ask("GET", f"{CONTENT}{path}?link={made['link']}")
            assert ended.status_code == 403
            assert "ended at 2026-11-29 12:01:00 UTC: ask somebody" in ended.json()["detail"]


async def test_a_tampered_link_is_counted_and_told_nothing() -> None:
    """401 for any path, whether or not anything is there."""
    async with shelf_of() as shelf:
        token = (await shelf.token()).token
        link = (await shelf.ask("POST", LINKS, token, json={})).json()["link"]
        bad = link[:-1] + ("A" if link[-1] != "A" else "B")
        answers = [await shelf.ask("GET", f"{CONTENT}{path}?link={bad}") for path in ("open/a.bsp", "none")]
        assert {one.status_code for one in answers} == {401}
        assert answers[0].text == answers[1].text
        metrics = (await shelf.token(Scope.METRICS)).token
        figures = (await shelf.ask("GET", "/metrics", metrics)).text
        assert 'spicerack_http_refused_total{reason="link-forged"} 2.0' in figures


async def test_a_link_permits_no_more_than_its_maker_may() -> None:
    """Not at its making, nor by words that reach further, nor after the maker's token is gone."""
    async with shelf_of() as shelf:
        await shelf.have_rules(hidden=[{"pattern": "open/b.*"}])
        narrow = await shelf.token(prefixes=("open",))
        assert await shelf.status("POST", LINKS, narrow.token, json={"paths": ["shut"]}) == 404
        hidden, absent = [
            (await shelf.ask("POST", LINKS, narrow.token, json={"paths": [path]})).json()
            for path in ("open/b.tf", "open/b")  # The first is hidden: whoever asks is not told so.
        ]
        assert hidden.keys() == absent.keys()
        assert await shelf.status("GET", hidden["url"]) == await shelf.status("GET", absent["url"]) == 404
        assert await shelf.status("POST", LINKS, narrow.token, json={"methods": ["PUT"]}) == 403
        assert await shelf.status("POST", LINKS, narrow.token, json={"groups": ["team"]}) == 403
        made = (await shelf.ask("POST", LINKS, narrow.token, json={"patterns": ["**"]})).json()
        assert (await shelf.ask("GET", made["url"])).json() == ["open/a.bsp"]
        assert await shelf.status("POST", f"{LINKS}?link={made['link']}", json={}) == 403
        await shelf.door.tokens.revoke(shelf.door.book.tokens(narrow.id)[0], by="test")
        assert await shelf.door.book.hear(lambda: not shelf.door.book.tokens(narrow.id)[0].hash)
        assert await shelf.status("GET", made["url"]) == 403


async def test_a_link_to_write_reads_nothing() -> None:
    """One may hand in a file without seeing what others handed in."""
    async with shelf_of() as shelf:
        token = (await shelf.token(Scope.WRITE)).token
        wanted = {"paths": ["inbox"], "methods": ["PUT"]}
        link = (await shelf.ask("POST", LINKS, token, json=wanted)).json()["link"]
        assert await shelf.status("PUT", f"{CONTENT}inbox/x?link={link}") == 200
        assert await shelf.status("PUT", f"{CONTENT}elsewhere?link={link}") == 403
        assert await shelf.status("GET", f"{CONTENT}inbox/x?link={link}") == 403


async def test_links_are_good_at_every_service_of_the_collection_and_no_other() -> None:
    """A link that one has made opens at another at once, though its key was just made."""
    server = MemoryServer(TOPOLOGY)
    async with shelf_of(server) as one, shelf_of(server) as two, shelf_of(server, collection="d") as other:
        token = (await one.token()).token
        assert await two.door.book.hear(lambda: bool(two.door.book.all_tokens()))
        made = (await one.ask("POST", LINKS, token, json={})).json()
        assert await two.status("GET", made["url"]) == 200
        again = (await two.ask("POST", LINKS, token, json={})).json()
        assert again["link"].partition(".")[0] == made["link"].partition(".")[0]
        foreign = made["url"].replace("/c/", "/d/")
        assert await other.status("GET", foreign) == 401


async def test_keys_change_and_old_links_stay_good_until_they_end() -> None:
    """A key signs for a week; a link that it signed last lives on beside the new key."""
    async with shelf_of(longest_link=timedelta(days=2)) as shelf:
        token = (await shelf.token()).token
        shelf.time.passed = 7 * 24 * 3600 - 10
        old = (await shelf.ask("POST", LINKS, token, json={"seconds": 2 * 24 * 3600})).json()
        shelf.time.passed = 7 * 24 * 3600 * 2 - 20
        new = (await shelf.ask("POST", LINKS, token, json={"seconds": 2 * 24 * 3600})).json()
        assert await shelf.status("GET", old["url"]) == 403
        shelf.time.passed += 30
        newest = (await shelf.ask("POST", LINKS, token, json={})).json()
        assert newest["link"].partition(".")[0] != new["link"].partition(".")[0]
        assert [await shelf.status("GET", one["url"]) for one in (new, newest)] == [200, 200]
        assert await shelf.status("POST", LINKS, token, json={"seconds": 3 * 24 * 3600}) == 422


async def test_an_admin_ends_all_links() -> None:
    """After a new key none of before is known."""
    async with shelf_of() as shelf:
        admin, read = (await shelf.token(Scope.ADMIN)).token, (await shelf.token()).token
        made = (await shelf.ask("POST", LINKS, read, json={})).json()
        assert await shelf.status("DELETE", LINKS, read) == 403
        assert await shelf.status("DELETE", LINKS, admin) == 200
        assert await shelf.status("GET", made["url"]) == 401


async def test_links_work_where_no_token_is_needed_and_end_there_too() -> None:
    """On loopback a link still means what it says."""
    async with shelf_of(tokens=False) as shelf:
        made = (await shelf.ask("POST", LINKS, json={"paths": ["top.txt"], "seconds": 5})).json()
        assert [
            await shelf.status("GET", one)
            for one in (made["url"], f"{CONTENT}open/a.bsp?link={made['link']}")
        ] == [
            200,
            404,
        ]
        shelf.time.passed = 6
        assert await shelf.status("GET", made["url"]) == 403


async def test_a_link_of_an_admin_to_what_a_rule_hides_shows_it() -> None:
    """By a group of the rule; where it has none, the maker is told, and not the holder left with a 404."""
    async with shelf_of() as shelf:
        token = (await shelf.token(Scope.ADMIN)).token
        await shelf.have_rules(hidden=[{"pattern": "open/a.*", "groups": ["team"]}])
        made = (await shelf.ask("POST", LINKS, token, json={"paths": ["open/a.bsp"]})).json()
        assert await shelf.status("GET", f"{CONTENT}open/a.bsp?link={made['link']}") == 200
        await shelf.have_rules(hidden=[{"pattern": "open/a.*"}])
        refused = await shelf.ask("POST", LINKS, token, json={"paths": ["open/a.bsp"]})
        assert (refused.status_code, "name a group in the rule" in refused.text) == (422, True)


@pytest.mark.parametrize("network", [True, 1, "192.0.2.0/33", "here"])
async def test_a_network_is_said_as_text(network: object) -> None:
    """A number would be an address that nobody meant, and the link closed to all."""
    async with shelf_of() as shelf:
        token = (await shelf.token()).token
        answer = await shelf.ask("POST", LINKS, token, json={"paths": ["top.txt"], "network": network})
        assert answer.status_code == 422
