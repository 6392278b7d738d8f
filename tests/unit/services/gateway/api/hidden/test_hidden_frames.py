"""A frame before its public date cannot be told from one that does not exist, by any route (I12)."""

import random
from datetime import datetime
from pathlib import Path

import pytest

from services.archive.contents.lender import Lender
from services.gateway.frames.store import remove_earlier
from shared.access.link_keys import Keyring
from shared.access.public_dates import PublicDates, rules_of
from shared.bus.codec import encode
from shared.contracts.bucket_keys import frame_rules_key
from shared.contracts.messages.access import AccessRules
from shared.contracts.topology import Bucket
from shared.model.scope import Scope
from tests.unit.services.gateway.api.hidden.frames_rack import (
    DAY,
    NOW,
    TREE,
    Rack,
    answer,
    caller_of,
    events_of,
    frame,
    lists,
    open_rack,
)
from tests.unit.services.gateway.desk import BELOW, COLLECTION, hash_of


@pytest.mark.parametrize("seed", range(2))
async def test_nothing_of_an_invisible_frame_is_told(rack: Rack, seed: int) -> None:
    """Of random frames, proposals and dates, each caller is told of those that it may see alone."""
    source = random.Random(seed)
    frames: dict[str, tuple[bytes, str, datetime | None]] = {}
    for number in range(5):
        public = source.choice((NOW - DAY, NOW + DAY, None))
        frames[f"night/f{number}.fits"] = (b"bytes %d" % number, source.choice(("P1", "P2")), public)
    undescribed = {"night/new.fits": b"new"}
    await rack.desk.commit({path: data for path, (data, *_) in frames.items()} | undescribed)
    observed = NOW - 30 * DAY
    for data, proposal, public in frames.values():
        await rack.describe(data, frame(proposal, public, observed=observed))
    await rack.desk.commit({"night/zz.txt": b"seen by all"})
    await rack.describe(b"seen by all", None)
    callers = {(): None, ("P1",): await rack.token("P1"), ("P1", "P2"): await rack.token("P1", "P2")}
    await rack.settle()
    absent = {token: await answer(rack, token, "night/absent.fits", "0" * 64) for token in callers.values()}

    for groups, token in callers.items():
        told = "".join([(await rack.ask(path, token)).text for path in lists()])
        told += (await rack.ask(f"{TREE}/night/", token, "PROPFIND")).text + await events_of(rack, token)
        for path, (data, proposal, public) in frames.items():
            seen = proposal in groups or (public is not None and public < NOW)
            name, content = path.rpartition("/")[2], hash_of(data)
            assert (name in told, content in told) == (seen, seen), (groups, path)
            if seen:
                got = await rack.ask(f"{BELOW}/content/{path}", token)
                assert (got.status_code, got.content) == (200, data)
            else:
                assert await answer(rack, token, path, content) == absent[token], (groups, path)
        assert "new.fits" not in told
        assert await answer(rack, token, "night/new.fits", hash_of(b"new")) == absent[token]
    admin = await rack.token(scope=Scope.ADMIN)
    assert (await rack.ask(f"{BELOW}/content/night/new.fits", admin)).status_code == 200


def test_files_of_earlier_versions_of_what_was_said_are_removed(tmp_path: Path) -> None:
    """And no other collection's, nor today's."""
    kept = [tmp_path / "a-frames-3.db", tmp_path / "b-frames-1.db"]
    for file in (*kept, tmp_path / "a-frames-1.db", tmp_path / "a-frames-1.db-wal"):
        file.touch()
    remove_earlier(tmp_path, "a")
    assert sorted(tmp_path.iterdir()) == sorted(kept)


async def test_an_archives_links_show_an_admin_what_rules_and_dates_hide(rack: Rack) -> None:
    """That file, and no other; those of a caller from whom it is hidden show nothing, like no file."""
    hidden = ("night/dated.fits", "ruled/public.fits", "ruled/dated.fits", "ruled/new.fits")
    await rack.desk.commit({path: path.encode() for path in hidden})
    for path in hidden[:3]:
        later = DAY if "dated" in path else -DAY
        # No group can be called so: only who sees all frames sees this one.
        await rack.describe(path.encode(), frame("no group's name", NOW + later))
    revision = rack.door.book.rules_revision(COLLECTION)
    await rack.door.rules.replace(AccessRules(hidden=[{"pattern": "ruled/**"}]), revision=revision)
    assert await rack.door.book.hear(lambda: bool(rack.door.book.rules(COLLECTION).hidden))
    admin, reader = await rack.token(scope=Scope.ADMIN), await rack.token("P1")
    await rack.settle()
    for path in hidden:
        for place in (f"content/{path}", f"blobs/{hash_of(path.encode())}"):
            by_admin, by_reader = [await _lent(rack, token, path) for token in (admin, reader)]
            got = await rack.ask(f"{BELOW}/{place}?link={by_admin}", None)
            assert (got.status_code, got.content) == (200, path.encode())
            assert (await rack.ask(f"{BELOW}/{place}?link={by_reader}", None)).status_code == 404
        for other in {*hidden, "ruled/absent.fits"} - {path}:
            assert (await rack.ask(f"{BELOW}/content/{other}?link={by_admin}", None)).status_code == 404
        assert (await rack.ask(f"{BELOW}/content/{path}?link={by_admin}", None, "PUT")).status_code == 403
        assert (await rack.ask(f"{BELOW}/access?link={by_admin}", None)).status_code == 403


async def _lent(rack: Rack, token: str, path: str) -> str:
    """Return the link that an archive makes for a caller."""
    keyring = next(part for part in rack.door.parts if isinstance(part, Keyring))
    caller, key = await caller_of(rack, token), await keyring.current(NOW)
    lender = Lender(gateway="", collection=COLLECTION, caller=caller, key=key, ends=NOW + DAY)
    return lender.by_hash(path=path, content="0" * 64).partition("?link=")[2]


async def test_who_hands_frames_in_need_not_see_them(rack: Rack) -> None:
    """A pipeline replaces a frame of others, hears that it is done, and cannot read it."""
    await rack.desk.commit({"f.fits": b"frame"})
    await rack.describe(b"frame", frame("P1", NOW + DAY))
    await rack.settle()
    writer = await rack.token(scope=Scope.WRITE)
    assert (await rack.ask(f"{BELOW}/content/f.fits", writer)).status_code == 404
    assert await _may_write(rack, writer)


async def _may_write(rack: Rack, token: str) -> bool:
    caller = await caller_of(rack, token)
    return bool(caller.rights.may(Scope.WRITE, COLLECTION, "f.fits"))


async def test_a_description_that_failed_shows_nothing_and_a_collection_without_the_rule_all(
    tmp_path: Path,
) -> None:
    """Bytes on which a describer broke may be anybody's; kernels have no proposals."""
    async with open_rack(tmp_path, rule=False) as rack:
        await rack.desk.commit({"f.fits": b"frame"})
        reader = await rack.token()
        assert (await rack.ask(f"{BELOW}/content/f.fits", reader)).status_code == 200
        value = encode(rules_of(PublicDates()))
        await rack.desk.bus.put(Bucket.RULES, frame_rules_key(COLLECTION), value)
        assert await rack.door.book.hear(lambda: rack.door.book.frame_dates(COLLECTION) is not None)
        assert (await rack.ask(f"{BELOW}/content/f.fits", reader)).status_code == 404
        await rack.describe(b"frame", None, failed=True)
        await rack.desk.commit({"z.txt": b"z"})
        await rack.describe(b"z", None)
        await rack.settle()
        assert (await rack.ask(f"{BELOW}/content/z.txt", reader)).status_code == 200
        assert (await rack.ask(f"{BELOW}/content/f.fits", reader)).status_code == 404
