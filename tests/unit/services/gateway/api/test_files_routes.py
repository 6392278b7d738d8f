"""Listings, and all that is known of one path."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient

from services.gateway.api.application import API
from shared.contracts.bucket_keys import manager_key
from shared.contracts.messages.presence import ManagerPresence
from shared.contracts.topology import Bucket
from shared.observability.health import Health
from shared.observability.metrics import new_registry
from shared.web.application import make_application
from shared.web.authorise import AnyCaller, Caller
from tests.unit.services.gateway.desk import BELOW, Desk, hash_of

FILES = {
    "ck/m1.bc": b"1" * 10,
    "ck/m2.bc": b"2" * 20,
    "lsk/naif.tls": b"3" * 30,
    "spk/de.bsp": b"4" * 40,
    "spk/old/de.bsp": b"5" * 50,
}


@pytest.fixture
async def kept(desk: Desk) -> AsyncIterator[Desk]:
    """A gateway whose collection has some files and a directory."""
    await desk.commit(FILES, place=False)
    await desk.make_directory("empty")
    yield desk


async def listed(desk: Desk, query: str) -> list[str]:
    """Return the paths of a listing, all pages of it."""
    found: list[str] = []
    path = f"{BELOW}/files?{query}"
    while path:
        answer = await desk.client.get(path)
        assert answer.status_code == 200, answer.text
        found += [row["path"] for row in answer.json()["files"]]
        path = answer.links.get("next", {}).get("url", "")
    return found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kind=file", ["ck/m1.bc", "ck/m2.bc", "lsk/naif.tls", "spk/de.bsp", "spk/old/de.bsp"]),
        ("kind=directory&limit=1", ["ck", "empty", "lsk", "spk", "spk/old"]),
        ("prefix=spk/&limit=2", ["spk/de.bsp", "spk/old", "spk/old/de.bsp"]),
        ("glob=*.b*&limit=1", ["ck/m1.bc", "ck/m2.bc", "spk/de.bsp", "spk/old/de.bsp"]),
        ("glob=spk/*.bsp", ["spk/de.bsp"]),
        ("glob=spk/**&prefix=spk/o&kind=file", ["spk/old/de.bsp"]),
        ("glob=spk/**&prefix=ck", []),
        ("min_size=20&max_size=40", ["ck/m2.bc", "lsk/naif.tls", "spk/de.bsp"]),
        (f"content={hash_of(b'3' * 30)}", ["lsk/naif.tls"]),
    ],
)
async def test_a_selection_lists_what_fits_over_all_pages(kept: Desk, query: str, found: list[str]) -> None:
    """Each condition is kept, whatever the size of a page, and the count is that of all pages."""
    assert await listed(kept, query) == found
    assert (await kept.client.get(f"{BELOW}/files?{query}")).json()["count"] == len(found)


async def test_a_page_says_in_its_head_where_it_stands_and_what_comes_next(kept: Desk) -> None:
    """Whoever reads heads alone can follow the pages; on the last one there is nothing to follow."""
    first = await kept.get("/files?limit=1")
    assert first.headers["content-type"] == "application/json"
    assert first.headers["spicerack-revision"] == str(kept.context.followed.revision)
    assert first.headers.get_list("link") == [f'<{BELOW}/files?limit=1&after=ck>; rel="next"']
    assert "link" not in (await kept.get("/files?limit=1000")).headers


async def test_what_changed_since_a_revision_is_listed_with_deletions(kept: Desk) -> None:
    """A mirror asks for what came and what went, and nothing else."""
    since = kept.context.followed.revision
    await kept.commit({"spk/de.bsp": None, "new": b"n"}, place=False)
    assert await listed(kept, f"changed_since={since}") == ["new"]
    assert await listed(kept, f"changed_since={since}&deleted=true") == ["new", "spk/de.bsp"]


async def test_a_listing_stands_at_a_revision_or_a_time(kept: Desk) -> None:
    """What came later is not in it, and the page says at which revision it stands."""
    first = (await kept.client.get(f"{BELOW}/files")).json()["revision"]
    await kept.commit({"ck/m1.bc": None, "new": b"n"}, place=False)
    for at in (str(first), "2026-03-06T12:00:00%2B00:00"):
        page = (await kept.client.get(f"{BELOW}/files?at={at}&glob=*.bc")).json()
        assert [row["path"] for row in page["files"]] == ["ck/m1.bc", "ck/m2.bc"]
        assert (page["revision"], page["count"]) == (first, 2)
    assert (await kept.client.get(f"{BELOW}/files?at=99999")).status_code == 404


@pytest.mark.parametrize(
    "query", ["glob=[a", "content=x", "min_size=-1", "limit=0", "at=x", f"glob={'a' * 600}"]
)
async def test_what_is_no_selection_is_malformed(kept: Desk, query: str) -> None:
    """The caller learns which parameter is wrong."""
    assert (await kept.client.get(f"{BELOW}/files?{query}")).status_code == 422


async def test_a_path_tells_its_history_and_its_holders(kept: Desk) -> None:
    """Of each site it is said whether the head is in place there, or that this cannot be told."""
    await kept.commit({"spk/de.bsp": b"new"}, place=False)
    head = kept.context.followed.revision
    says: dict[str, dict[str, Any]] = {
        "a": {"revision": head, "head": head},
        "b": {"revision": head - 1, "head": head, "behind": 1, "missing": ("spk/de.bsp",)},
        "c": {"revision": head - 1, "head": head, "behind": 20, "missing": ("other",)},
    }
    for site, presence in says.items():
        value = ManagerPresence(collection="kernels", site=site, state="idle", **presence)
        await kept.bus.put(Bucket.PRESENCE, manager_key("kernels", site), value.model_dump_json().encode())
    following = asyncio.create_task(kept.context.rack.run())
    while len((await kept.get("/files/spk/de.bsp")).json()["sites"]) < 3:  # noqa: ASYNC110  the follower alone knows
        await asyncio.sleep(0.001)
    facts = (await kept.get("/files/spk/de.bsp?limit=1")).json()
    following.cancel()
    assert [(one["site"], one["holds"]) for one in facts["sites"]] == [("a", True), ("b", False), ("c", None)]
    assert (facts["head"]["size"], [row["size"] for row in facts["history"]]) == (3, [3])
    assert facts["next"] is not None
    assert (await kept.get("/files/nothing")).status_code == 404


ANOTHER = str.maketrans("1", "9")
"""Makes of a name, and of a hash, another one."""


class OnlySpk:
    """The rights of who sees what is below spk/ alone."""

    def may(self, scope: object, collection: str | None, path: str | None = None) -> bool:
        """Return True: sight is what is tested."""
        return True

    def sees(self, collection: str, path: str) -> bool:
        """Tell whether a path lies there."""
        return path.startswith("spk/")

    def sees_content(self, collection: str, path: str, content: str) -> bool:
        """Tell the same of bytes."""
        return self.sees(collection, path)

    def may_look(self, collection: str, path: str) -> bool:
        """Tell the same."""
        return self.sees(collection, path)

    def enters(self, collection: str, directory: str) -> bool:
        """Tell whether a directory leads there."""
        return directory in ("", "spk") or directory.startswith("spk/")

    def shows(self, collection: str, directory: str) -> bool | None:
        """Tell the same: nothing in it is hidden."""
        return self.enters(collection, directory)

    def has_all(self, scope: object, collection: str | None) -> bool:
        """Return False."""
        return False

    def prefixes(self, collection: str) -> tuple[str, ...]:
        """Return the directory."""
        return ("spk",)

    def demand_good(self) -> None:
        """Do nothing: they never end."""


async def test_what_may_not_be_seen_is_nowhere(kept: Desk) -> None:
    """Listing, count, difference, content, blob and archive tell of what the caller sees alone (I12)."""

    class Limited(AnyCaller):
        async def admit(self, connection: object) -> Caller:
            return Caller("guest", rights=OnlySpk())

    for path, data in FILES.items():
        kept.place(path, data)
    application = make_application(
        API,
        health=Health(monotonic=lambda: 0.0),
        registry=new_registry(),
        parts=(kept.context, kept.context.hot),
        authorise=Limited(),
    )
    seen = ["spk/de.bsp", "spk/old/de.bsp"]
    headers = {"SpiceRack-Request": "1"}
    async with AsyncClient(
        transport=ASGITransport(application), base_url="http://localhost", headers=headers
    ) as guest:
        page = (await guest.get(f"{BELOW}/files?kind=file")).json()
        assert ([row["path"] for row in page["files"]], page["count"]) == (seen, 2)
        diff = (await guest.get(f"{BELOW}/diff?from=0")).json()
        assert [row["path"] for row in diff["differences"]] == [seen[0], "spk/old", seen[1]]
        assert (await guest.get(f"{BELOW}/content/spk/de.bsp")).status_code == 200
        for hidden in ("content/ck/m1.bc", "files/ck/m1.bc", f"blobs/{hash_of(FILES['ck/m1.bc'])}"):
            there = await guest.get(f"{BELOW}/{hidden}")
            away = await guest.get(f"{BELOW}/{hidden.translate(ANOTHER)}")
            assert there.status_code == away.status_code == 404
        archive = await guest.post(f"{BELOW}/archive", json={"paths": ["ck/m1.bc"]})
        assert archive.status_code == 404
