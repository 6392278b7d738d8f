"""Providers and feeds that are saved over the API: all acquirers follow them, by the rules of their files."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random

import httpx

from services.acquirer.work.follow_task import follow_feeds
from shared.contracts.topology import Topology
from testing.bus.server import MemoryServer
from tests.unit.services.acquirer.acquiring import Acquirer, Played, acquirer_of
from tests.unit.services.acquirer.asking import client_of, following

IN_FILE = "path = 'nothing'\nevery_seconds = 3600\n"

SAVED = {"provider": "other", "path": ".*", "quiet_seconds": 0, "every_seconds": 3600, "into": "saved"}

PATIENCE = 60


@asynccontextmanager
async def working(acquirer: Acquirer) -> AsyncIterator[None]:
    """Have an acquirer do all that it does for the block."""
    task = asyncio.create_task(follow_feeds(acquirer.context, Random(1)))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def published(client: httpx.AsyncClient, count: int) -> None:
    """Return once so many granules are in the collection."""
    async with asyncio.timeout(PATIENCE):
        while await _published(client) < count:  # noqa: ASYNC110 - the API is asked, as people ask it
            await asyncio.sleep(0.02)


async def _published(client: httpx.AsyncClient) -> int:
    counted = await client.get("/granules?status=published&countOnly=true")
    return int(counted.json()["meta"]["count"])


async def test_what_is_saved_is_fetched_and_what_is_removed_is_not(web_provider: Played, tmp_path: Path):
    """Without a restart; what came stays, and a feed that is saved again goes on where it was."""
    web_provider.has({"a": "1"})
    async with (
        acquirer_of(tmp_path, web_provider, IN_FILE) as acquirer,
        working(acquirer),
        client_of(acquirer) as client,
    ):
        assert (await client.put("/feeds/new", json=SAVED)).status_code == 422
        assert (await client.put("/providers/other", json={"url": web_provider.url})).status_code == 200
        assert (await client.put("/feeds/new", json=SAVED)).status_code == 200
        await published(client, 1)
        assert acquirer.files() == {"saved/a": "1"}
        rows = {row["provider"]: row for row in (await client.get("/providers")).json()}
        assert (rows["other"]["saved"], rows["served"]["saved"]) == (True, False)
        refused = await client.delete("/providers/other")
        assert refused.status_code == 409 and "new" in refused.json()["detail"]
        assert (await client.delete("/feeds/new")).status_code == 204
        assert (await client.delete("/providers/other")).status_code == 204
        assert [row["provider"] for row in (await client.get("/providers")).json()] == ["served"]
        assert (await client.post("/feeds/new/look")).status_code == 404
        web_provider.has({"b": "2"})
        await client.put("/providers/other", json={"url": web_provider.url})
        await client.put("/feeds/new", json=SAVED)
        await published(client, 2)
        assert acquirer.files() == {"saved/a": "1", "saved/b": "2"}


async def test_a_feed_that_is_changed_is_looked_at_as_it_is_now(web_provider: Played, tmp_path: Path):
    """At once, and its provider over new connections."""
    web_provider.has({"a": "1", "b": "2"})
    async with (
        acquirer_of(tmp_path, web_provider, IN_FILE) as acquirer,
        working(acquirer),
        client_of(acquirer) as client,
    ):
        await client.put("/providers/other", json={"url": web_provider.url})
        await client.put("/feeds/new", json={**SAVED, "path": "a"})
        await published(client, 1)
        await client.put("/providers/other", json={"url": web_provider.url, "connections": 1})
        await client.put("/feeds/new", json={**SAVED, "path": "b", "into": "elsewhere"})
        await published(client, 2)
        assert acquirer.files() == {"saved/a": "1", "elsewhere/b": "2"}


async def test_another_acquirer_hears_it_and_its_own_file_counts_more(web_provider: Played, tmp_path: Path):
    """Names that both say are told as not followed, with the reason."""
    server = MemoryServer(Topology())
    other = tmp_path / "other"
    other.mkdir()
    async with (
        acquirer_of(tmp_path, web_provider, IN_FILE, server=server) as acquirer,
        following(acquirer),
        client_of(acquirer) as client,
    ):
        assert (await client.put("/providers/served", json={"url": web_provider.url})).status_code == 409
        assert (await client.put("/feeds/data", json=SAVED)).status_code == 409
        await client.put("/providers/other", json={"url": web_provider.url})
        await client.put("/feeds/new", json=SAVED)
        await client.post("/providers/other/pause")
    async with (
        acquirer_of(other, web_provider, IN_FILE, server=server) as another,
        following(another),
        client_of(another) as client,
    ):
        assert set(another.context.file.feeds) == {"data", "new"}
        shown = (await client.get("/providers/other")).json()
        assert (shown["saved"], shown["paused"], shown["version"] > 0) == (True, True, True)
        assert (await client.get("/refused-settings")).json() == []
    both = f"{IN_FILE}[providers.other]\nurl = '{web_provider.url}'\nconnections = 7\n"
    async with (
        acquirer_of(other, web_provider, both, server=server) as another,
        following(another),
        client_of(another) as client,
    ):
        (refused,) = (await client.get("/refused-settings")).json()
        assert (refused["what"], refused["name"]) == ("provider", "other")
        assert "file says it" in refused["reason"]
        shown = (await client.get("/providers/other")).json()
        assert (shown["saved"], shown["settings"]["connections"], shown["paused"]) == (False, 7, True)


async def test_of_two_people_who_save_one_is_told_to_look_again(web_provider: Played, tmp_path: Path):
    """Whoever says which version it replaces replaces no other."""
    async with acquirer_of(tmp_path, web_provider, IN_FILE) as acquirer, client_of(acquirer) as client:
        settings = {"url": web_provider.url}
        made = await client.put("/providers/other", json=settings, headers={"If-Match": '"0"'})
        again = await client.put("/providers/other", json=settings, headers={"If-Match": '"0"'})
        assert (made.status_code, again.status_code) == (200, 412)
        version = {"If-Match": made.headers["ETag"]}
        assert (await client.put("/providers/other", json=settings, headers=version)).status_code == 200
        assert (await client.delete("/providers/other", headers=version)).status_code == 412


async def test_secrets_are_files_of_one_directory_and_are_never_shown(web_provider: Played, tmp_path: Path):
    """Who may save providers must not read what else lies on the host, nor send it to a server of theirs."""
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    (secrets / "word").write_text("hunter2\n")
    outside = tmp_path / "outside"
    outside.write_text("not theirs")
    async with (
        acquirer_of(tmp_path, web_provider, IN_FILE, secrets=secrets) as acquirer,
        client_of(acquirer) as client,
    ):
        for name in (str(outside), "../outside", "absent", ".", "a\0b"):
            said = await client.put("/providers/other", json={"url": web_provider.url, "password_file": name})
            assert said.status_code == 422, name
            assert "not theirs" not in said.text
        said = await client.put("/providers/other", json={"url": web_provider.url, "password_file": "word"})
        assert said.status_code == 200
        assert "hunter2" not in said.text + (await client.get("/providers/other")).text


async def test_without_a_directory_of_secrets_none_can_be_named(web_provider: Played, tmp_path: Path):
    """The operator is named who must say one."""
    async with acquirer_of(tmp_path, web_provider, IN_FILE) as acquirer, client_of(acquirer) as client:
        said = await client.put("/providers/other", json={"url": web_provider.url, "known_hosts": "hosts"})
        assert said.status_code == 422
        assert "SPICERACK_ACQUIRER_SECRETS" in said.json()["detail"]


async def test_settings_are_refused_with_the_words_of_the_file(web_provider: Played, tmp_path: Path):
    """The place of the fault is named; a password in the address is refused as there."""
    async with acquirer_of(tmp_path, web_provider, IN_FILE) as acquirer, client_of(acquirer) as client:
        for settings, words in (
            ({"url": "ftp://me:secret@host/"}, "put it in a file"),
            ({"url": "gopher://host/"}, "providers.other.url"),
            ({"url": web_provider.url, "colour": "red"}, "providers.other.colour"),
            (
                {
                    "url": web_provider.url,
                    "endpoint": {"a": {"b": {"c": {"d": {"e": {"f": {"g": {"h": {"i": 1}}}}}}}}},
                },
                "deep",
            ),
        ):
            said = await client.put("/providers/other", json=settings)
            assert said.status_code == 422
            assert words in said.json()["detail"], said.json()
        for path in ("(", "../outside", "./a", "..", r"\.\./\.\./outside", "a/../b"):
            said = await client.put("/feeds/new", json={**SAVED, "provider": "served", "path": path})
            assert said.status_code == 422, path


async def test_an_address_that_no_client_can_use_is_refused(web_provider: Played, tmp_path: Path):
    """At once, and not as a way that is down."""
    async with acquirer_of(tmp_path, web_provider, IN_FILE) as acquirer, client_of(acquirer) as client:
        for url in ("ftp://h:99999/", "http://exa mple/", "http://h:0/", "sftp://h:x/", "ftp://h\0/"):
            assert (await client.put("/providers/other", json={"url": url})).status_code == 422, url
        for url in ("ftp://[::1]:21/pub", "https://user@files.example.org/", "s3://bucket.name/a b"):
            assert (await client.put("/providers/other", json={"url": url})).status_code == 200, url


async def test_whoever_is_told_to_resume_a_provider_the_acquirer_that_asks_it_looks_at_once(
    web_provider: Played, tmp_path: Path
):
    """A look that came due meanwhile does not wait for the time of the next one."""
    web_provider.has({"a": "1"})
    server, elsewhere = MemoryServer(Topology()), tmp_path / "elsewhere"
    elsewhere.mkdir()
    feed = "path = '.*'\nquiet_seconds = 0\nevery_seconds = 3600\n"
    async with (
        acquirer_of(elsewhere, web_provider, feed, server=server) as other,
        following(other),
        client_of(other) as told,
        acquirer_of(tmp_path, web_provider, feed, server=server) as acquirer,
        client_of(acquirer) as client,
    ):
        await told.post("/providers/served/pause")
        async with working(acquirer):
            async with asyncio.timeout(PATIENCE):
                while not (await client.get("/providers")).json()[0]["held"]:  # noqa: ASYNC110 - as people ask
                    await asyncio.sleep(0.02)
            assert acquirer.context.figures.looks == 0
            await told.post("/providers/served/resume")
            await published(client, 1)
            assert acquirer.files() == {"a": "1"}
