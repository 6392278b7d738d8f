"""A frame before its public date cannot be told from one that does not exist, by any route (I12)."""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from httpx import ASGITransport, AsyncClient, Response
from starlette.requests import HTTPConnection

from services.archive.contents.lender import Lender
from services.gateway.api.application import API
from services.gateway.app import Frames, open_frames
from services.gateway.frames.store import remove_earlier
from services.gateway.reading.events import tell_events
from shared.access.link_keys import Keyring
from shared.access.make import Door, make_door
from shared.access.public_dates import PublicDates, rules_of
from shared.access.settings import AccessSettings
from shared.bus.codec import encode
from shared.bus.describer_keys import DescriberKeys
from shared.contracts.bucket_keys import frame_rules_key
from shared.contracts.http.access import TokenRequest
from shared.contracts.messages.access import AccessRules
from shared.contracts.messages.description import (
    Asked,
    ContentProblem,
    Description,
    Findings,
    Severity,
    Told,
)
from shared.contracts.messages.frames.frame_facts import FrameFacts, FrameFields
from shared.contracts.messages.frames.frame_record import FrameRecord, RecordFields
from shared.contracts.messages.frames.thumbnail_record import ThumbnailRecord, ThumbnailStanding
from shared.contracts.messages.presence import DescriberRecord
from shared.contracts.topology import Bucket, Topology
from shared.identity.keys import SigningKey
from shared.model.scope import Scope
from shared.observability.health import Health
from shared.observability.metrics import new_registry
from shared.web.application import make_application
from shared.web.authorise import Caller
from tests.unit.services.gateway.desk import BELOW, COLLECTION, OURS, Desk, hash_of, open_desk

NOW = datetime(2026, 11, 29, tzinfo=UTC)
DAY = timedelta(days=1)
DESCRIBER = SigningKey(b"d" * 32)
TREE = f"/data/{COLLECTION}"
PATIENCE = 60.0


class Rack:
    """A gateway that asks for tokens, in a collection whose archive has said its rules."""

    def __init__(self, desk: Desk, door: Door, frames: Frames) -> None:
        self.desk = desk
        self.door = door
        self.frames = frames
        self.described = self.recorded = 0

    async def token(self, *groups: str, scope: Scope = Scope.READ) -> str:
        """Make a token."""
        wanted = TokenRequest(name="somebody", scope=scope, collection=COLLECTION, groups=groups)
        made = await self.door.tokens.create(wanted, by="test")
        assert await self.door.book.hear(lambda: bool(self.door.book.tokens(made.id)))
        return made.token

    async def describe(self, data: bytes, facts: FrameFacts | None, *, failed: bool = False) -> None:
        """Have bytes described, as a frame or as something else."""
        told = Told.FAILED if failed else Told.UNKNOWN if facts is None else Told.RECOGNISED
        findings = None if facts is None else Findings(kind="fits", frame=facts)
        await self.tell(data, told=told, findings=findings)

    async def tell(self, data: bytes, *, told: Told, findings: Findings | None) -> None:
        """Have a describer tell of bytes."""
        description = Description(
            collection=COLLECTION,
            content=hash_of(data),
            size=len(data),
            name="a",
            site="a",
            made_at=NOW,
            told=told,
            describer=None if findings is None else "fits",
            asked=(Asked(name="fits", version=1),),
            findings=findings,
        )
        subject = Topology().description(COLLECTION, hash_of(data))
        data = encode(DESCRIBER.sign(description.model_dump_json()))
        self.described = (await self.desk.bus.publish(subject, data)).sequence

    async def ask(self, path: str, token: str | None, method: str = "GET", **more: object) -> Response:
        """Ask."""
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        return await self.desk.client.request(method, path, headers=headers, **more)  # type: ignore[arg-type]

    async def settle(self) -> None:
        """Wait until the gateway has heard all that was said."""
        async with asyncio.timeout(PATIENCE):
            await self.frames.follow.reach(described=self.described, recorded=self.recorded)


@asynccontextmanager
async def open_rack(directory: Path, *, rule: bool = True) -> AsyncIterator[Rack]:
    """Yield one."""
    async with open_desk(directory) as desk:
        bus = desk.bus
        await DescriberKeys(bus, collection=COLLECTION).register(
            DescriberRecord(collection=COLLECTION, site="a", key=DESCRIBER.public)
        )
        with open_frames(desk.context) as frames:
            door = make_door(
                AccessSettings(collection=COLLECTION, tokens=True),
                bus=bus,
                registry=new_registry(),
                now=lambda: NOW,
                monotonic=time.monotonic,
                random_bytes=random.Random(1).randbytes,
                standings=frames.standings,
            )
            application = make_application(
                API,
                health=Health(monotonic=lambda: 0.0),
                registry=new_registry(),
                parts=(desk.context, desk.context.hot, *door.parts),
                authorise=door.access,
            )
            runs = (door.book.run(), frames.follow.run(), desk.context.rack.run())
            tasks = [asyncio.create_task(run) for run in runs]
            if rule:
                value = encode(rules_of(PublicDates()))
                await bus.put(Bucket.RULES, frame_rules_key(COLLECTION), value)
                assert await door.book.hear(lambda: door.book.frame_dates(COLLECTION) is not None)
            await door.rules.replace(AccessRules(anonymous_all=True), revision=0)
            assert await door.book.hear(lambda: door.book.rules(COLLECTION).anonymous_all)
            transport = ASGITransport(application)
            async with AsyncClient(transport=transport, base_url="http://localhost", headers=OURS) as client:
                yield Rack(replace(desk, client=client), door, frames)
            for task in tasks:
                task.cancel()


@pytest.fixture
async def rack(tmp_path: Path) -> AsyncIterator[Rack]:
    """A gateway of a collection of frames."""
    async with open_rack(tmp_path) as opened:
        yield opened


def frame(proposal: str, public: datetime | None, *, md5: str = "", observed: datetime = NOW) -> FrameFacts:
    """Return what is told of a frame."""
    fields = FrameFields(observation_date=observed, proposal_id=proposal, public_date=public)
    return FrameFacts(form="plain", md5=md5, fields=fields)


def lists() -> list[str]:
    """Return every way to be told of many files."""
    return [
        *(f"{TREE}/", f"{TREE}/?format=json", f"{TREE}/night/", f"{TREE}/night/?format=json"),
        *(f"{TREE}/night/checksums.txt", f"{BELOW}/files", f"{BELOW}/files?glob=**/*.fits"),
        *(f"{BELOW}/files?kind=directory", f"{BELOW}/files?at=1", f"{BELOW}/files?changed_since=0"),
        *(f"{BELOW}/diff?from=0", f"{BELOW}/diff?from=0&to=1"),
    ]


def ways(path: str, content: str) -> list[tuple[str, str, dict[str, object]]]:
    """Return every way to ask for one file: method, address, and what is sent."""
    told = {"paths": [path], "format": "zip"}
    return [
        *(("GET", f"{BELOW}/content/{path}", {}), ("HEAD", f"{BELOW}/content/{path}", {})),
        *(("GET", f"{BELOW}/content/{path}?at=1", {}), ("GET", f"{BELOW}/blobs/{content}", {})),
        *(("GET", f"{BELOW}/files/{path}", {}), ("GET", f"{TREE}/{path}", {})),
        *(("PROPFIND", f"{TREE}/{path}", {}), ("POST", f"{BELOW}/archive", {"json": told})),
        ("GET", f"{BELOW}/files?content={content}", {}),
        ("PUT", f"{BELOW}/content/{path}", {"content": b"mine"}),
        ("DELETE", f"{BELOW}/content/{path}", {}),
        ("POST", f"{BELOW}/copy", {"json": {"source": path, "target": "night/taken"}}),
        ("POST", f"{BELOW}/links", {"json": {"paths": [path]}}),
        ("MOVE", f"{TREE}/{path}", {"extra": {"Destination": f"http://localhost{TREE}/night/taken"}}),
    ]


async def answer(rack: Rack, token: str | None, path: str, content: str) -> list[tuple[str, int, str]]:
    """Return what one caller is told of one file, without its own words."""
    told = []
    for method, address, more in ways(path, content):
        extra = more.pop("extra", {})
        headers = {**extra, **({} if token is None else {"Authorization": f"Bearer {token}"})}  # type: ignore[dict-item]
        got = await rack.desk.client.request(method, address, headers=headers, **more)  # type: ignore[arg-type]
        text = got.text.replace(path, "PATH").replace(quote(path), "PATH").replace(content, "CONTENT")
        # A link that is made tells who made it, and opens no more than they could.
        told.append((method, got.status_code, "" if got.status_code == 201 else text))
    return told


async def events_of(rack: Rack, token: str | None) -> str:
    """Return the events that there are for a caller."""
    caller = await _caller(rack, token)
    followed, stopping = rack.desk.context.followed, asyncio.Event()
    told = ""
    stream = tell_events(followed, caller, collection=COLLECTION, after=0, stopping=stopping)
    async for event in stream:
        told += event.decode()
        if f"id: {followed.revision}\n" in told:
            break
    await stream.aclose()
    return told


async def _caller(rack: Rack, token: str | None) -> Caller:
    headers = [] if token is None else [(b"authorization", f"Bearer {token}".encode())]
    scope = {"type": "http", "method": "GET", "path": f"{TREE}/", "headers": headers, "query_string": b""}
    return await rack.door.access.admit(HTTPConnection(scope))


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


ODD = ("at=999999", "at=x", "at=-1", "limit=0", "before=0", "limit=x")


async def test_a_wrong_parameter_tells_no_hidden_path_from_one_that_is_not_there(rack: Rack) -> None:
    """It is refused alike before anything of the path is judged."""
    await rack.desk.commit({"hid/f.fits": b"frame"})
    await rack.describe(b"frame", frame("P1", NOW + DAY))
    reader = await rack.token()
    await rack.settle()
    for route in ("content", "files"):
        for odd in ODD:
            told = [
                await rack.ask(f"{BELOW}/{route}/{path}?{odd}", reader) for path in ("hid/f.fits", "none")
            ]
            words = [one.text.replace("hid/f.fits", "none") for one in told]
            assert (told[0].status_code, words[0]) == (told[1].status_code, words[1]), (route, odd)


async def test_no_moment_tells_a_hidden_directory_or_version(rack: Rack) -> None:
    """The words for a path are the same at every revision at which the caller has nothing there."""
    first = await rack.desk.commit({"seen.fits": b"first"})
    await rack.desk.commit({"p/x.fits": b"hidden", "q/z.fits": b"hidden"})
    last = await rack.desk.commit({"q/z.fits": b"public"})
    await rack.describe(b"hidden", frame("P1", NOW + DAY))
    for data in (b"public", b"first"):
        await rack.describe(data, frame("P2", NOW - DAY))
    reader = await rack.token()
    await rack.settle()

    async def words(path: str) -> set[str]:
        told = [await rack.ask(f"{BELOW}/content/{path}?at={at}", reader) for at in range(first, last)]
        return {one.json()["detail"].replace(path, "PATH") for one in told}

    assert await words("p") == await words("none")
    assert len(await words("q/z.fits")) == 1
    assert (await rack.ask(f"{BELOW}/content/q/z.fits?at={last}", reader)).content == b"public"


async def test_what_may_hold_frames_and_nobody_read_is_for_admins(rack: Rack) -> None:
    """By a word of FITS anywhere in its name, or by the name of a packing; directories say nothing."""
    packed = ("a.fits.bz2", "a.fits.fz.gz", "b.FTZ", "c.tar", "d.tgz", "e.zip", "f.tar.gz", "g.fits.gz.1")
    packed += ("h.fits.br", "i.fits.enc", "j.gz", "k.Z", "l.dat.gz", "m.img.xz", "n.rar", "o.cpio", "p.fit")
    others = ("tar.txt", "q.csv", "fits", "x.fits.d/readme.txt", "r.gz.d/readme.md")
    await rack.desk.commit({name: name.encode() for name in (*packed, *others)})
    for name in (*packed, *others):
        await rack.describe(name.encode(), None)
    reader, admin = await rack.token("P1"), await rack.token(scope=Scope.ADMIN)
    await rack.settle()
    seen = [name for name in (*packed, *others) if (await _status(rack, name, reader)) == 200]
    assert seen == [*others]
    assert [await _status(rack, name, admin) for name in packed] == [200] * len(packed)


async def test_what_begins_as_a_packing_is_for_admins_under_any_name(rack: Rack) -> None:
    """The describer of packings says so, or one that knows the name of a kernel and finds a packed one."""
    found = {
        "a": Findings(kind="packing", facts={"tool": "gzip"}),
        "b.bsp": Findings(kind="spk", problems=(_problem("packed"),)),
        "c.bsp": Findings(kind="spk", problems=(_problem("truncated"),)),
    }
    await rack.desk.commit({name: name.encode() for name in found})
    for name, findings in found.items():
        await rack.tell(name.encode(), told=Told.RECOGNISED, findings=findings)
    reader = await rack.token("P1")
    await rack.settle()
    assert [name for name in found if (await _status(rack, name, reader)) == 200] == ["c.bsp"]


def _problem(code: str) -> ContentProblem:
    return ContentProblem(code=code, severity=Severity.BROKEN, detail="so it is")


async def _status(rack: Rack, name: str, token: str) -> int:
    return (await rack.ask(f"{BELOW}/content/{name}", token)).status_code


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
    caller, key = await _caller(rack, token), await keyring.current(NOW)
    lender = Lender(gateway="", collection=COLLECTION, caller=caller, key=key, ends=NOW + DAY)
    return lender.by_hash(path=path, content="0" * 64).partition("?link=")[2]


async def test_earlier_bytes_are_judged_by_what_was_said_of_them(rack: Rack) -> None:
    """A version that is public does not open one before it that is not, nor by its hash."""
    first = await rack.desk.commit({"f.fits": b"private", "kept.fits": b"private"})
    await rack.describe(b"private", frame("P1", NOW + DAY))
    await rack.desk.commit({"f.fits": b"public"})
    await rack.describe(b"public", frame("P1", NOW - DAY))
    reader, member = await rack.token(), await rack.token("P1")
    await rack.settle()

    body = {"paths": ["f.fits"], "format": "zip", "at": str(first)}
    for way in (f"{BELOW}/content/f.fits?at={first}", f"{BELOW}/blobs/{hash_of(b'private')}"):
        assert (await rack.ask(way, reader)).status_code == 404
        assert (await rack.ask(way, member)).content == b"private"
    assert (await rack.ask(f"{BELOW}/archive", reader, "POST", json=body)).status_code == 404
    assert (await rack.ask(f"{BELOW}/archive", member, "POST", json=body)).status_code == 200
    # Nor are its size, its hash and its time told, where the path is.
    lists = [f"{BELOW}/files/f.fits", f"{BELOW}/files?at={first}", f"{BELOW}/diff?from={first}"]
    lists.append(f"{BELOW}/diff?from=0&to={first}")
    for way in lists:
        told = [(await rack.ask(way, token)).text for token in (reader, member)]
        assert [hash_of(b"private") in text for text in told] == [False, True], way
    events = [await events_of(rack, token) for token in (reader, member)]
    assert [hash_of(b"private") in text for text in events] == [False, True]


async def test_what_an_ingester_said_counts_more_than_the_bytes(rack: Rack) -> None:
    """And a preview beside a frame, of the same basename, is seen when the frame is."""
    await rack.desk.commit({"f.fits": b"frame", "f.jpg": b"picture", "g.jpg": b"other"})
    record = FrameRecord(
        collection=COLLECTION,
        basename="f",
        md5="a" * 32,
        key="k",
        made_at=NOW,
        fields=RecordFields(observation_date=NOW, proposal_id="P9", public_date=NOW + DAY),
    )
    ack = await rack.desk.bus.publish(Topology().record(COLLECTION, "a" * 32), encode(record))
    rack.recorded = ack.sequence
    await rack.describe(b"picture", None)
    await rack.describe(b"other", None)
    await rack.describe(b"frame", frame("P1", NOW - DAY, md5="a" * 32))
    reader = await rack.token()
    await rack.settle()
    member = await rack.token("P9")
    assert (await rack.ask(f"{BELOW}/content/f.fits", member)).status_code == 200
    assert (await rack.ask(f"{BELOW}/content/g.jpg", reader)).status_code == 200

    for name in ("f.fits", "f.jpg"):
        assert (await rack.ask(f"{BELOW}/content/{name}", reader)).status_code == 404


@pytest.mark.parametrize(
    ("own", "frames", "seen"),
    [
        (ThumbnailStanding(proposal_id="P9", public_date=NOW + DAY), None, (False, True)),
        (ThumbnailStanding(proposal_id="P9", public_date=NOW + DAY), NOW - DAY, (False, True)),
        (ThumbnailStanding(proposal_id="P9", public_date=NOW - DAY), NOW + DAY, (False, True)),
        (ThumbnailStanding(public_date=NOW - DAY), NOW + DAY, (False, True)),
        (ThumbnailStanding(public_date=NOW - DAY), NOW - DAY, (True, True)),
        (ThumbnailStanding(public_date=NOW - DAY), None, (False, False)),
    ],
)
async def test_a_thumbnail_that_was_posted_is_seen_by_who_sees_what_it_shows(
    rack: Rack, own: ThumbnailStanding, frames: datetime | None, seen: tuple[bool, bool]
) -> None:
    """Wherever it stands, and also while its frame is not here: then by what was said beside it."""
    await rack.desk.commit({"thumbnails/f-small.jpg": b"picture"})
    thumbnail = ThumbnailRecord(
        collection=COLLECTION,
        basename="f-small",
        frame_basename="f",
        size="small",
        md5="b" * 32,
        made_at=NOW,
        standing=own,
    )
    rack.recorded = await _record(rack, thumbnail)
    if frames is not None:
        rack.recorded = await _record(rack, _posted("f", frames))
    await rack.describe(b"picture", None)
    callers = [await rack.token(), await rack.token("P9")]
    await rack.settle()

    answers = [await rack.ask(f"{BELOW}/content/thumbnails/f-small.jpg", token) for token in callers]
    assert tuple(one.status_code == 200 for one in answers) == seen


async def test_a_thumbnail_of_a_public_frame_opens_no_preview_of_a_hidden_one(rack: Rack) -> None:
    """Whoever posts it under that preview's name."""
    await rack.desk.commit({"f.fits": b"frame", "f.jpg": b"picture"})
    await rack.describe(b"picture", None)
    await rack.describe(b"frame", frame("P9", NOW + DAY))
    thumbnail = ThumbnailRecord(
        collection=COLLECTION,
        basename="f",
        frame_basename="g",
        size="small",
        md5="b" * 32,
        made_at=NOW,
        standing=ThumbnailStanding(public_date=NOW - DAY),
    )
    await _record(rack, _posted("g", NOW - DAY))
    rack.recorded = await _record(rack, thumbnail)
    reader = await rack.token()
    await rack.settle()
    assert (await rack.ask(f"{BELOW}/content/f.jpg", reader)).status_code == 404


def _posted(basename: str, public: datetime) -> FrameRecord:
    return FrameRecord(
        collection=COLLECTION,
        basename=basename,
        md5="a" * 32,
        key="k",
        made_at=NOW,
        fields=RecordFields(observation_date=NOW, proposal_id="P9", public_date=public),
    )


async def _record(rack: Rack, record: FrameRecord | ThumbnailRecord) -> int:
    subject = Topology().record(COLLECTION, hash_of(record.basename.encode()))
    return (await rack.desk.bus.publish(subject, encode(record))).sequence


async def test_a_document_is_seen_by_all_unless_it_was_posted_as_a_frame(rack: Rack) -> None:
    """It says of itself neither whose it is nor from when."""
    await rack.desk.commit({"doc.pdf": b"posted", "readme.pdf": b"plain"})
    await rack.describe(b"posted", FrameFacts(form="pdf", md5="a" * 32))
    await rack.describe(b"plain", FrameFacts(form="pdf", md5="c" * 32))
    rack.recorded = await _record(rack, _posted("doc", NOW + DAY))
    reader, member = await rack.token(), await rack.token("P9")
    await rack.settle()
    assert (await rack.ask(f"{BELOW}/content/readme.pdf", reader)).content == b"plain"
    assert (await rack.ask(f"{BELOW}/content/doc.pdf", reader)).status_code == 404
    assert (await rack.ask(f"{BELOW}/content/doc.pdf", member)).content == b"posted"


async def test_a_preview_stays_hidden_when_its_frame_is_deleted_or_replaced(rack: Rack) -> None:
    """Who may write, and does not see a frame, opens nothing of it; a preview of the public frame is seen."""
    await rack.desk.commit({"f.fits": b"private", "f.jpg": b"old", "g.fits": b"private", "g.jpg": b"old"})
    await rack.desk.commit({"f.fits": None})
    changed = await rack.desk.commit({"g.fits": b"public"})
    await rack.describe(b"private", frame("P1", NOW + DAY))
    await rack.describe(b"public", frame("P1", NOW - DAY))
    await rack.describe(b"old", None)
    await rack.describe(b"new", None)
    reader, member = await rack.token(), await rack.token("P1")
    await rack.settle()

    for name in ("f.jpg", "g.jpg"):
        assert (await rack.ask(f"{BELOW}/content/{name}", reader)).status_code == 404
        assert (await rack.ask(f"{BELOW}/content/{name}", member)).content == b"old"
    assert (await rack.ask(f"{BELOW}/blobs/{hash_of(b'old')}", reader)).status_code == 404
    await rack.desk.commit({"g.jpg": b"new"})
    assert (await rack.ask(f"{BELOW}/content/g.jpg", reader)).content == b"new"
    assert (await rack.ask(f"{BELOW}/content/g.jpg?at={changed}", reader)).status_code == 404


async def test_who_hands_frames_in_need_not_see_them(rack: Rack) -> None:
    """A pipeline replaces a frame of others, hears that it is done, and cannot read it."""
    await rack.desk.commit({"f.fits": b"frame"})
    await rack.describe(b"frame", frame("P1", NOW + DAY))
    await rack.settle()
    writer = await rack.token(scope=Scope.WRITE)
    assert (await rack.ask(f"{BELOW}/content/f.fits", writer)).status_code == 404
    assert await _may_write(rack, writer)


async def _may_write(rack: Rack, token: str) -> bool:
    caller = await _caller(rack, token)
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
