"""Thumbnails, previews and documents are seen by who sees the frames that they show."""

from datetime import datetime

import pytest

from shared.bus.codec import encode
from shared.contracts.messages.frames.frame_facts import FrameFacts
from shared.contracts.messages.frames.frame_record import FrameRecord, RecordFields
from shared.contracts.messages.frames.thumbnail_record import ThumbnailRecord, ThumbnailStanding
from shared.contracts.topology import Topology
from tests.unit.services.gateway.api.hidden.frames_rack import DAY, NOW, Rack, frame, posted, record
from tests.unit.services.gateway.desk import BELOW, COLLECTION, hash_of


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
    rack.recorded = await record(rack, thumbnail)
    if frames is not None:
        rack.recorded = await record(rack, posted("f", frames))
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
    await record(rack, posted("g", NOW - DAY))
    rack.recorded = await record(rack, thumbnail)
    reader = await rack.token()
    await rack.settle()
    assert (await rack.ask(f"{BELOW}/content/f.jpg", reader)).status_code == 404


async def test_a_document_is_seen_by_all_unless_it_was_posted_as_a_frame(rack: Rack) -> None:
    """It says of itself neither whose it is nor from when."""
    await rack.desk.commit({"doc.pdf": b"posted", "readme.pdf": b"plain"})
    await rack.describe(b"posted", FrameFacts(form="pdf", md5="a" * 32))
    await rack.describe(b"plain", FrameFacts(form="pdf", md5="c" * 32))
    rack.recorded = await record(rack, posted("doc", NOW + DAY))
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
