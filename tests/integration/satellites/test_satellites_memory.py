"""A catalogue of 60 000 objects in a process as it runs: how much memory it takes, and who waits for it."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from tests.integration.satellites.satellites_process import folder_source, running
from tests.unit.services.satellites.propagate import made_up

OBJECTS = 60_000
MOST_MIB = 200
LOADS = 5
"""The last ones stand on what the first ones have freed."""


def used(metrics):
    """Return how many loads are told to have been used."""
    return float(re.search(r'satellites_loads_total{outcome="used",source="one"} (\S+)', metrics)[1])


def most_mib(process):
    """Return the most memory that a process had so far."""
    return int(re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text())[1]) / 1024


def publish(folder, sky, epoch, load=0):
    """Put a load of sets of all objects into the folder, as a provider does: by a rename.

    Each is a second newer than the one before it, and three of four objects go 7 km to and fro.
    """
    moment = (epoch + timedelta(seconds=load)).strftime("%Y-%m-%dT%H:%M:%S.%f")
    sets = [one | {"EPOCH": moment, "MEAN_ANOMALY": _anomaly(one, load)} for one in sky]
    (folder / "next").write_text(json.dumps(sets))
    (folder / "next").rename(folder / "a.json")


def _anomaly(one, load):
    on_its_way = float(one["MEAN_ANOMALY"]) + float(one["MEAN_MOTION"]) * load / 240.0
    aside = 0.06 if int(one["NORAD_CAT_ID"]) % 4 else 0.0
    return (on_its_way + aside * (load % 2)) % 360.0


@pytest.mark.slow
async def test_a_whole_catalogue_takes_two_hundred_mebibytes_and_keeps_nobody_waiting(tmp_path):
    """Through five loads of 60 000 sets that move to and fro, beside all that may be held."""
    folder, draw = tmp_path / "folder", np.random.default_rng(1)
    folder.mkdir()
    sky = [made_up.gp_record(made_up.one(index, draw, 1.0)) for index in range(OBJECTS)]
    epoch = datetime.now(UTC) - timedelta(hours=3)
    publish(folder, sky, epoch)
    async with running(tmp_path / "home", folder_source(folder, least=50_000)) as one:
        await one.ready()
        status = await one.until("/status", lambda answer: answer.json()["fresh"])
        assert status.json()["element_sets"] == OBJECTS
        for load in range(1, LOADS):
            publish(folder, sky, epoch, load)
            before = used((await one.ask("GET", "/metrics")).text)
            await one.until(
                "/metrics",
                lambda answer, before=before: answer.status_code == 200 and used(answer.text) > before + 1,
            )
        assert (await one.ask("GET", "/status")).json()["element_sets"] == OBJECTS
        assert most_mib(one.process.pid) < MOST_MIB
