"""Questions that are made to harm: refused in words, counted by their kind, and nothing waits for them."""

import asyncio
from pathlib import Path

from prometheus_client import CollectorRegistry
from prometheus_client.exposition import generate_latest
from sqlalchemy import Connection, text

from services.archive.metrics import ArchiveMetrics
from services.archive.refusals import TOO_LONG, kind_of
from tests.integration.archive.desk import open_desk
from tests.integration.archive.world import all_rows, facts_of, square

FRAMES, OWN = "/frames/", "/api/v1/archive/frames"

WIDE = ",".join(f"{angle} -80" for angle in range(0, 360, 10))

HOSTILE = (
    (FRAMES, {"covers": "POINT(1 2)); DROP TABLE frame; --"}, "region"),
    (FRAMES, {"intersects": f"POLYGON(({WIDE}, 0 80))"}, "region"),
    (FRAMES, {"covers": "POLYGON((" + "1 2," * 2_000 + "1 2))"}, "region"),
    (FRAMES, {"covers": "MULTIPOLYGON(" + "(" * 2_000 + ")" * 2_000}, "region"),
    (FRAMES, {"covers": "POINT(NaN inf)"}, "region"),
    (OWN, {"cone": "10,95,1"}, "region"),
    (OWN, {"cone": "10,20,1e400"}, "value"),
    (OWN, {"frame.id; --": "1"}, "value"),
    (OWN, {'header.A"B': "1"}, "value"),
    (OWN, {"header.AIRMASS.min": "1 OR 1=1"}, "value"),
    (OWN, {"observation_id": "9" * 2_000}, "value"),
    (OWN, {"columns": "headers"}, "value"),
    (OWN, {"cursor": "\x00'; --"}, "value"),
    ("/frames/aggregate/", {"start": "2026-01-01", "end": "2029-01-01"}, "value"),
    ("/vo/sia2/query", {"POS": "CIRCLE 1 2 1e9"}, "region"),
    ("/vo/sia2/query", {"CALIB": "9 OR 1=1"}, "virtual-observatory"),
)
"""Path, parameters, and the kind that is counted."""

HARMLESS = (
    (FRAMES, {"basename": "%_'; DROP TABLE frame; --"}),
    (FRAMES, {"proposal_id": "x' OR '1'='1"}),
    (OWN, {"header.OBJECT": "' OR 1=1; --"}),
    (OWN, {"header.OBJECT": '{"$ne": null}'}),
    (OWN, {"target_name": "\\" * 50}),
)
"""Texts that are looked for, and found nowhere."""


async def test_what_is_made_to_harm_is_refused_and_counted(database: str, tmp_path: Path) -> None:
    """By its kind, which a scrape tells; no row is told or changed."""
    async with open_desk(tmp_path, database) as desk:
        await desk.add("one", facts_of("one", footprint=square(1.0, 2.0)))
        await desk.settle()
        rows = await asyncio.to_thread(all_rows, desk.context.databases.writer)
        refused = desk.context.figures.refused
        for path, asked, kind in HOSTILE:
            before = refused[kind]
            answer = await desk.get(path, **asked)
            told = (answer.status_code in (400, 422), refused[kind] - before)
            assert told == (True, 1), (path, str(asked)[:90], answer.text[:300], dict(refused))
        for path, asked in HARMLESS:
            found = (await desk.get(path, **asked)).json()
            assert found.get("results", found.get("frames")) == [], asked
        assert await asyncio.to_thread(all_rows, desk.context.databases.writer) == rows
        registry = CollectorRegistry()
        ArchiveMetrics(registry, context=desk.context)
        assert f'kind="region",site="a"}} {float(refused["region"])}' in generate_latest(registry).decode()


async def test_a_statement_beyond_its_time_is_ended_and_others_are_answered(
    database: str, tmp_path: Path
) -> None:
    """While some run into their end; it is a kind of its own."""
    async with open_desk(tmp_path, database) as desk:
        await desk.add("one", facts_of("one"))
        await desk.settle()
        slow = [desk.context.ask(_sleep, seconds=1.0) for _ in range(3)]
        waiting = asyncio.gather(*slow, return_exceptions=True)
        assert await desk.names() == ["one"]
        ended = await waiting
        assert [kind_of(one) for one in ended if isinstance(one, Exception)] == [TOO_LONG] * 3


def _sleep(connection: Connection) -> None:
    connection.execute(text("SELECT pg_sleep(60)"))
