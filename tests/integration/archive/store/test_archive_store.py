"""What the streams said becomes rows of frames, and becomes the same ones again."""

from random import Random

import pytest
from sqlalchemy import Engine, text

from services.archive.database.migrate import DatabaseError, migrate
from services.archive.database.store.inputs import Heard, Posted
from services.archive.database.store.position import Position, PositionMovedError, read_position
from services.archive.database.store.writer import ArchiveWriter
from services.archive.fold.names import frame_number
from services.archive.fold.said import Placed
from services.archive.follow.lease import lease
from services.archive.rebuild import drop_tables
from shared.access.public_dates import PublicDates
from shared.contracts.messages.frames.thumbnail_record import ThumbnailRecord
from tests.integration.archive.world import BEGAN, all_rows, facts_of, heard, md5_of, placed, posted, square

RULES = PublicDates()


def opened(engine: Engine, rules: PublicDates = RULES) -> ArchiveWriter:
    """Return a writer that has begun."""
    writer = ArchiveWriter(engine, rules)
    writer.begin()
    return writer


def names(engine: Engine, *, shown: bool = True) -> list[str]:
    """Return the basenames of frames."""
    with engine.connect() as connection:
        query = text("SELECT basename FROM frame WHERE shown = :shown ORDER BY basename")
        return [row[0] for row in connection.execute(query, {"shown": shown})]


def test_a_frame_stands_once_its_file_is_in_the_log_and_described(engine: Engine) -> None:
    """Neither a file that nobody described nor a description of no file makes a frame."""
    writer = opened(engine)
    writer.take_log([placed("a/one.fits", "one", revision=4)], log_id="l", revision=4)
    assert names(engine) == []

    writer.take_heard([heard("one", sequence=9, facts=facts_of("one"))], up_to=9)
    assert names(engine) == ["one"]
    with engine.connect() as connection:
        assert read_position(connection) == Position(
            log_id="l", revision=4, described=9, recorded=0, rules=repr(RULES)
        )


def test_a_frame_whose_file_is_deleted_is_not_shown(engine: Engine) -> None:
    """It comes back with its file."""
    writer = opened(engine)
    writer.take_heard([heard("one", sequence=1, facts=facts_of("one"))], up_to=1)
    writer.take_log([placed("one.fits", "one", revision=2)], log_id="l", revision=2)
    writer.take_log([placed("one.fits", None, revision=3)], log_id="l", revision=3)
    assert names(engine) == []

    writer.take_log([placed("b/one.fits", "one", revision=5)], log_id="l", revision=5)
    assert names(engine) == ["one"]


def test_a_frame_that_is_named_and_not_here_is_a_stub_until_it_comes(engine: Engine) -> None:
    """The stub has the number that the frame will have, and goes when nobody names it any more."""
    writer = opened(engine)
    writer.take_log([placed("one.fits", "one", revision=2)], log_id="l", revision=2)
    writer.take_heard([heard("one", sequence=1, facts=facts_of("one", related=("bias",)))], up_to=1)
    assert names(engine, shown=False) == ["bias"]

    writer.take_log([placed("bias.fits.fz", "bias", revision=3)], log_id="l", revision=3)
    writer.take_heard([heard("bias", sequence=2, facts=facts_of("bias"))], up_to=2)
    assert names(engine) == ["bias", "one"]

    writer.take_heard([heard("bias", sequence=3, facts=None)], up_to=3)
    writer.take_heard([heard("one", sequence=4, facts=facts_of("one"))], up_to=4)
    assert (names(engine), names(engine, shown=False)) == (["one"], [])


def test_a_posted_frame_stands_before_its_file_does_and_takes_it_in(engine: Engine) -> None:
    """The file's version is the posted one: by its MD5."""
    writer = opened(engine)
    writer.take_posted([Posted(7, posted("one", "one", proposal_id="P9"))], up_to=7)
    assert names(engine) == ["one"]

    writer.take_log([placed("x/one.fits.fz", "one", revision=2)], log_id="l", revision=2)
    writer.take_heard([heard("one", sequence=1, facts=facts_of("one"))], up_to=1)
    with engine.connect() as connection:
        found = connection.execute(text("SELECT path, frame.proposal_id FROM version, frame")).all()
    assert [tuple(row) for row in found] == [("x/one.fits.fz", "P9")]


def test_the_last_thumbnail_of_a_name_counts_also_where_the_stream_has_it_alone(engine: Engine) -> None:
    """Whatever it shows: a name is one picture, as in the stream, whose earlier messages it has replaced."""
    first, other = thumbnail("p", frame="one"), thumbnail("q", frame="one")
    last = thumbnail("p", frame="two")
    followed = opened(engine)
    for sequence, record in ((1, first), (2, other), (3, last)):
        followed.take_posted([Posted(sequence, record)], up_to=sequence)
    rows = all_rows(engine)
    assert len(rows["picture"]) == 2

    followed.forget()
    again = opened(engine)
    again.take_posted([Posted(2, other), Posted(3, last)], up_to=3)
    assert all_rows(engine) == rows


def thumbnail(basename: str, *, frame: str) -> ThumbnailRecord:
    """Return what an ingester posts of a picture."""
    return ThumbnailRecord(
        collection="frames",
        basename=basename,
        frame_basename=frame,
        size="small",
        md5=md5_of(basename),
        made_at=BEGAN,
    )


def test_two_writers_never_take_one_thing_in_twice(engine: Engine) -> None:
    """The second finds that the position has moved, and changes nothing."""
    first, second = opened(engine), opened(engine)
    first.take_log([placed("one.fits", "one", revision=2)], log_id="l", revision=2)
    before = all_rows(engine)

    with pytest.raises(PositionMovedError):
        second.take_log([placed("two.fits", "two", revision=2)], log_id="l", revision=2)
    assert all_rows(engine) == before


def test_other_rules_of_public_dates_hold_for_all_frames_at_the_next_start(engine: Engine) -> None:
    """A frame gets the date that it had got under the new rules from the beginning."""
    writer = opened(engine)
    writer.take_log([placed("one.fits", "one", revision=2)], log_id="l", revision=2)
    writer.take_heard([heard("one", sequence=1, facts=facts_of("one"))], up_to=1)

    opened(engine, PublicDates(days=10))
    with engine.connect() as connection:
        days = connection.execute(text("SELECT public_date - observation_date FROM frame")).scalar_one()
    assert days.days == 10


@pytest.mark.parametrize("seed", range(6))
def test_an_archive_that_is_built_again_has_the_same_rows(engine: Engine, seed: int) -> None:
    """In whatever order and portions the three streams are heard, each in its own order."""
    random = Random(seed)
    log, told, records = _streams(random)
    followed = opened(engine)
    _feed(followed, log, told, records, random)
    first = all_rows(engine)
    assert len(first["frame"]) > 5

    followed.forget()
    assert all_rows(engine)["frame"] == []
    again = opened(engine)
    _feed(again, log, _newest(told), records, random)
    assert all_rows(engine) == first


def test_dropped_tables_are_made_again_and_filled_again(engine: Engine) -> None:
    """One command takes all rows away; what follows is the first start again."""
    log, told, records = _streams(Random(7))
    _feed(opened(engine), log, told, records, Random(7))
    first = all_rows(engine)

    drop_tables(engine)
    with engine.connect() as connection:
        kept = "SELECT count(*) FROM pg_tables WHERE tablename IN ('frame', 'position', 'alembic_version')"
        assert connection.execute(text(kept)).scalar_one() == 0
    migrate(engine)
    _feed(opened(engine), log, _newest(told), records, Random(8))
    assert all_rows(engine) == first


def test_rows_are_not_dropped_below_an_archive_that_writes_them(engine: Engine) -> None:
    """The refusal says what to stop."""
    opened(engine)
    with lease(engine) as held, pytest.raises(DatabaseError, match="stop all archives"):
        assert held is not None
        drop_tables(engine)
    assert names(engine) == []


def _streams(random: Random) -> tuple[list[Placed], list[Heard], list[Posted]]:
    names = [f"f{number}" for number in range(12)]
    log = []
    for revision in range(1, 60):
        name = random.choice(names)
        gone = random.random() < 0.2
        path = f"{random.choice('ab')}/{name}.{random.choice(('fits', 'fits.fz'))}"
        log.append(placed(path, None if gone else f"{name}-{random.randrange(3)}", revision=revision))
    contents = [f"{name}-{number}" for name in names for number in range(3)]
    told = []
    for sequence in range(1, 60):
        content = random.choice(contents)
        facts = facts_of(
            content,
            related=tuple(random.sample([*names, "never"], 2)),
            footprint=square(random.uniform(0, 360), random.uniform(-90, 90)),
            target_name=str(random.randrange(3)),
        )
        told.append(heard(content, sequence=sequence, facts=None if random.random() < 0.1 else facts))
    records = [
        Posted(sequence, posted(content.partition("-")[0], content, proposal_id=str(sequence)))
        for sequence, content in enumerate(random.sample(contents, 8), start=1)
    ]
    return log, told, records


def _newest(told: list[Heard]) -> list[Heard]:
    """Return what the stream still has: the newest word on each content."""
    newest = {one.content: one for one in told}
    return sorted(newest.values(), key=lambda one: one.sequence)


def _feed(
    writer: ArchiveWriter, log: list[Placed], told: list[Heard], records: list[Posted], random: Random
) -> None:
    """Tell all of three streams, in portions, in any order of the streams."""
    log, told, records = [*log], [*told], [*records]
    while log or told or records:
        size = random.randrange(1, 9)
        match random.choice("ldr"):
            case "l" if log:
                some, log = log[:size], log[size:]
                writer.take_log(some, log_id="l", revision=some[-1].revision)
            case "d" if told:
                heard_now, told = told[:size], told[size:]
                writer.take_heard(heard_now, up_to=heard_now[-1].sequence)
            case "r" if records:
                posted_now, records = records[:size], records[size:]
                writer.take_posted(posted_now, up_to=posted_now[-1].sequence)
            case _:
                pass


def test_a_number_follows_from_the_name_alone() -> None:
    """So that a frame has the number that it had, in an archive that is built again."""
    assert frame_number("tst1m-e00") == 7182198028199157
    assert frame_number("tst1m-e01") != frame_number("tst1m-e00")
