"""The unmodified client of IMAP asks us for kernels, and fetches one."""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.kernels.made import made
from tests.unit.services.spice.faces.laid_rack import laid_rack
from tests.unit.services.spice.geometry.api.doors import listening

FILES = {
    "imap/spk/imap_recon_20000101_20000105_v01.bsp": made("craft_v1.bsp"),
    "imap/spk/imap_recon_20000101_20000105_v02.bsp": made("many_v1.bsp"),
    "imap/lsk/naif0012.tls": made("naif9.tls"),
    "imap/fk/imap_001.tf": made("craft_v1.tf"),
}
KIND = {"type": "ephemeris_reconstructed"}


async def test_kernels_are_told_by_type_time_and_version(tmp_path: Path) -> None:
    """Days count whole; the times are those that a kernel covers; the newest is by the version's number."""
    questions: list[tuple[dict[str, str], list[str]]] = [
        ({}, ["01", "02"]),
        ({"latest": "true"}, ["02"]),
        ({"version": "v001"}, ["01"]),
        ({"start_date": "20000106"}, ["02"]),
        ({"end_date": "19991230"}, []),
        ({"start_ingest_date": "20260101", "end_ingest_date": "20261231"}, ["01", "02"]),
        ({"start_ingest_date": "20270101"}, []),
    ]
    async with laid_rack(tmp_path, FILES) as rack:
        for asked, versions in questions:
            answer = await rack.client.get("/imap/spice-query", params={**KIND, **asked})
            assert [one["version"] for one in answer.json()] == versions, (asked, answer.text)
        (first, _) = (await rack.client.get("/imap/spice-query", params=KIND)).json()
        wrong = [
            (await rack.client.get("/imap/spice-query", params=one)).status_code
            for one in ({}, {"type": "nothing"}, {**KIND, "start_date": "20001332"}, {**KIND, "version": "x"})
        ]
        none = await rack.client.get("/imap/download/imap/spice/none.bsp")

    assert first["file_name"] == "imap_recon_20000101_20000105_v01.bsp"
    assert first["min_date_datetime"].startswith("1999-12-31 11:58:5")
    assert first["max_date_datetime"].startswith("2000-01-05 11:58:5")
    assert wrong == [422, 422, 422, 422]
    assert none.status_code == 404


async def test_the_client_queries_and_downloads(tmp_path: Path) -> None:
    """`imap-data-access` from PyPI: `query`, and `download` of what that found, to the byte."""
    (tmp_path / "site").mkdir()
    async with laid_rack(tmp_path / "site", FILES) as rack, listening(rack.application) as address:

        async def client(*words: str) -> str:
            command = [sys.executable, "-m", "imap_data_access.cli", "--url", f"{address}/imap"]
            command += ["--data-dir", str(tmp_path), *words]
            ran = await asyncio.to_thread(
                subprocess.run, command, capture_output=True, text=True, env=environment(), check=False
            )
            assert ran.returncode == 0, ran.stderr
            return ran.stdout

        table = ("query", "--table", "spice", "--type", "ephemeris_reconstructed")
        told: Any = json.loads(await client(*table, "--version", "latest", "--output-format", "json"))
        await client("download", told[0]["file_name"])

    (fetched,) = (tmp_path / "imap").rglob("*.bsp")
    assert fetched.name == "imap_recon_20000101_20000105_v02.bsp"
    assert fetched.read_bytes() == made("many_v1.bsp")


def environment() -> dict[str, str]:
    """Return the environment of the client, without what a person may have set for it."""
    return {name: value for name, value in os.environ.items() if not name.startswith("IMAP_")}
