"""Questions are answered by the index that was made for them, whatever the statistics say."""

import itertools
import math
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import ColumnElement, Engine, Row, literal_column, select, text

from services.archive.database.store.indexes import have_all, put_aside
from services.archive.database.store.rows import one_of
from services.archive.database.tables import frame
from services.archive.query.explain import Explain
from services.archive.query.frames import frames_where
from services.archive.query.headers import (
    has_words,
    header_between,
    header_is,
    range_words,
    value_words,
)
from services.archive.query.newest import Having, Place, newest_of
from services.archive.query.parts import part_is
from services.archive.query.regions import within_cone
from tests.integration.archive.desk import Desk, open_desk
from tests.integration.archive.world import BEGAN, facts_of

QUESTIONS = {
    "names": (one_of(frame.c.basename, ["a", "b"]), "frame_basename_key"),
    "a header's value": (has_words([value_words("SEQNUM", "7")]), "frame_by_header_word"),
    "numbers of a header": (has_words([range_words("AIRMASS", 1.001, 1.002)]), "frame_by_header_word"),
    "a proposal": (frame.c.proposal_id == "P1", "frame_by_proposal_id"),
    "a moment's publication": (frame.c.public_date == BEGAN, "frame_by_public_date"),
    "a part of the sky": (within_cone((10.0, 20.0), 3.0), "frame_by_sky"),
    "part of a name": (part_is(frame.c.basename, "Part"), "frame_by_name_part"),
    "part of a target": (part_is(frame.c.target_name, "Part"), "frame_by_target_part"),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_takes_its_index(engine: Engine, name: str) -> None:
    """Of names that are whole the unique one: that of their parts would take seconds for 500."""
    condition, index = QUESTIONS[name]
    assert _indexes(engine, condition) == {index}


def _indexes(engine: Engine, condition: ColumnElement[bool]) -> set[str]:
    """Return the indexes of the plan where no table is read whole."""
    with engine.connect() as connection:
        connection.execute(text("SET LOCAL enable_seqscan = off"))
        connection.execute(text("SET LOCAL enable_indexscan = off"))
        plan = connection.execute(Explain(frames_where(condition))).scalar_one()[0]["Plan"]
    found, waiting = set(), [plan]
    while waiting:
        one = waiting.pop()
        waiting += one.get("Plans", ())
        found |= {one["Index Name"]} if "Index Name" in one else set()
    return found


def test_indexes_that_were_put_aside_come_back_as_they_were(engine: Engine) -> None:
    """As migrations made them; also where some were made when a process was killed."""
    before = _definitions(engine)
    put_aside(engine)
    kept = _definitions(engine)
    have_all(engine)
    assert _definitions(engine) == before
    assert set(before) - set(kept) == {one.name for one in frame.indexes}
    with engine.begin() as connection:
        connection.execute(text("DROP INDEX frame_by_header_word"))
    have_all(engine)
    assert _definitions(engine) == before


def _definitions(engine: Engine) -> dict[str, str]:
    query = text("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'frame'")
    with engine.connect() as connection:
        return {row.indexname: row.indexdef for row in connection.execute(query)}


NUMBERS = (
    *("0", "-0.0", "1", "-1", "1.5", "-1.5", "2459000.25", "2459000.5", "255", "256", "-256", "1e-320"),
    *("4e-308", "-1e-320", "1e-400", "9e307", "1e309", "-1e309", "1e500", "123456789012345678901", "0.1"),
)
"""As JSON has them: some are no binary64."""

SIDES = (-math.inf, -1e308, -256.0, -1.5, -1e-310, 0.0, 1e-310, 0.1, 1.0, 2459000.5, 9e307, math.inf)


def test_the_index_of_numbers_has_each_that_is_between(engine: Engine) -> None:
    """For each two sides every number between them, whatever is large, tiny, a list, a text or a truth."""
    texts = [*NUMBERS, "[1]", '"1"', "true", "null"]
    headers = "jsonb_build_object('N', t::jsonb, repeat('K', 3000), 1) AS headers, now() AS observation_date"
    given = "unnest(CAST(:texts AS text[])) WITH ORDINALITY AS given (t, n)"
    made = text(f"CREATE TEMPORARY TABLE frame AS SELECT n, {headers} FROM {given}")
    with engine.connect() as connection:
        connection.execute(made, {"texts": texts})
        everything = select(literal_column("n")).select_from(frame)
        for low, high in itertools.combinations_with_replacement(SIDES, 2):
            sides = [("<=", high), (">=", low)]
            exact = [header_between("N", sign, side) for sign, side in sides if abs(side) != math.inf]
            wanted = set(connection.execute(everything.where(*exact)).scalars()) if exact else set()
            near = set(
                connection.execute(everything.where(has_words([range_words("N", low, high)]))).scalars()
            )
            assert wanted <= near <= set(range(1, len(NUMBERS) + 1)), (low, high)


TEXTS = ("1", "1.0", "-0", "1.5", "1e-320", "9e307", "0.1", "true", "false", "True", "\u00e9", "M")
"""As callers write values."""


def test_the_index_of_words_has_each_value_that_a_filter_finds(engine: Engine) -> None:
    """Also one that is a text in one header and a number or a truth in another."""
    texts = [*NUMBERS, '"1"', '"1.5"', '""', '"true"', '"True"', "true", "false", '"\u00e9"', "null", "[1]"]
    headers = "jsonb_build_object('N', t::jsonb) AS headers, now() AS observation_date"
    given = "unnest(CAST(:texts AS text[])) WITH ORDINALITY AS given (t, n)"
    made = text(f"CREATE TEMPORARY TABLE frame AS SELECT n, {headers} FROM {given}")
    with engine.connect() as connection:
        connection.execute(made, {"texts": texts})
        everything = select(literal_column("n")).select_from(frame)
        for value in TEXTS:
            wanted = set(connection.execute(everything.where(header_is("N", value))).scalars())
            near = everything.where(has_words([value_words("N", value)]))
            found = set(connection.execute(near).scalars())
            assert wanted <= found, value
            # Numbers that are nearly the same are one word.
            assert len(found) - len(wanted) <= (5 if value in ("-0", "1e-320") else 0), value


async def test_frames_and_values_are_the_same_whichever_way_they_are_found(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether the frames that fit are few or not: the same rows in the same order, and the same values."""
    async with open_desk(tmp_path, database) as desk:
        for number in range(6):
            facts = facts_of(f"n{number}", headers={"SEQNUM": number % 2}, target_name=f"T{number % 3}")
            await desk.add(f"n{number}", facts)
        await desk.settle()
        few = await _pages(desk)
        values = await _values(desk)
        monkeypatch.setattr("services.archive.query.few.FEW", 2)
        monkeypatch.setattr("services.archive.query.values.FEW", 2)
        assert few == await _pages(desk)
        assert sorted(few) == ["n1", "n3", "n5"]
        for bound in ("LOOKED_AT", "COMMON"):
            monkeypatch.setattr(f"services.archive.query.few.{bound}", 1)
        assert few == await _pages(desk)
        assert values == await _values(desk)
        assert (values["proposals"], values["sites"], values["filters"]) == (["P1"], ["tst"], [])


async def _values(desk: Desk) -> dict[str, list[str]]:
    answer: dict[str, list[str]] = (await desk.get("/frames/aggregate/")).json()
    return {name: values for name, values in answer.items() if name != "generated_at"}


async def _pages(desk: Desk) -> list[str]:
    found: list[str] = []
    asked: dict[str, Any] = {"header.SEQNUM": 1, "limit": 2}
    while True:
        page = (await desk.get("/api/v1/archive/frames", **asked)).json()
        found += [one["basename"] for one in page["frames"]]
        if page["next"] is None:
            return found
        asked["cursor"] = page["next"]


FRAMES = 400

MADE = """
    INSERT INTO frame (id, basename, observation_date, public_date, proposal_id, headers, shown, revision,
        described, recorded)
    SELECT n, 'f' || n, :began + n / 3 * interval '7 hours', :began, 'P' || n % 2,
        jsonb_build_object('HALF', n % 2, 'TENTH', n % 10, 'ONCE', n, 'BLOCK', n / 30), n % 7 > 0, 0, 0, 0
    FROM generate_series(0, :frames - 1) AS n
"""
"""Three frames of a moment, and of blocks of thirty all are neighbours."""

VALUES = {"HALF": "1", "TENTH": "3", "ONCE": "17", "BLOCK": "2", "NONE": "1"}


@pytest.mark.parametrize("small", [False, True])
def test_a_page_of_a_header_is_the_next_frames_in_order(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, *, small: bool
) -> None:
    """From each place, in both directions, whichever steps it takes: some windows have too many frames."""
    if small:
        for name, value in {"FIRST": 2, "IN_ORDER_MAX": 5, "FOUND_MAX": 4, "FOUND": 3, "LEAST": 1}.items():
            monkeypatch.setattr(f"services.archive.query.pace.{name}", value)
        monkeypatch.setattr("services.archive.query.newest.FOUND_MAX", 4)
        monkeypatch.setattr("services.archive.query.pace.WORK_MAX", 1e9)
    began = BEGAN + timedelta(days=2)
    order = (frame.c.observation_date, frame.c.id)
    with engine.connect() as connection:
        connection.execute(text(MADE), {"began": BEGAN, "frames": FRAMES})
        for (keyword, value), back, other in itertools.product(VALUES.items(), (False, True), (True, False)):
            others = [frame.c.observation_date >= began, *([frame.c.proposal_id == "P1"] if other else [])]
            exact = header_is(keyword, value)
            asked = Having(
                listed=frame.c.shown,
                words=[value_words(keyword, value)],
                headers=[exact],
                others=others,
                first=began,
            )
            everything = select(*order).where(frame.c.shown, exact, *others)
            everything = everything.order_by(*(order if back else (one.desc() for one in order)))
            after: Place | None = None
            for wanted in _portions(connection.execute(everything).all()):
                found = newest_of(connection, asked, after=after, back=back, limit=9)
                assert found == [row.id for row in wanted], (keyword, back, other, after)
                after = (wanted[-1].observation_date, wanted[-1].id)
            assert newest_of(connection, asked, after=after, back=back, limit=9) == [], keyword


def _portions(rows: Sequence[Row[Any]]) -> list[Sequence[Row[Any]]]:
    return [rows[at : at + 9] for at in range(0, len(rows), 9)]
