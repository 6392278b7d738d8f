"""A satellites process whose catalogue has operators' ephemerides."""

import json
from datetime import timedelta

import numpy as np
import pytest

from services.satellites.app import KERNELS
from tests.integration.satellites.satellites_process import (
    Night,
    ephemerides_source,
    folder_source,
    record_of,
    running,
    sky,
)
from tests.unit.services.satellites.catalogue.ephemerides import files_of_states

OF_THE_HOST = ("memory is not locked", KERNELS["numpy"][1])
"""What a process warns of at its start: how this host is set up, and nothing about a source."""

CERTAIN = (0.02, 0.3, 0.04)
"""Up, along and across, km: less than elements of three hours are taken to be wrong by (0.49 km across), also
when the service has doubled it and taken its bound at 95 %."""


def warnings_of(written):
    """Return the lines in which a process warned of anything but its host."""
    lines = [line for line in written.splitlines() if "warning" in line.lower()]
    return [line for line in lines if not any(known in line for known in OF_THE_HOST)]


def put(path, body):
    """Put a file in place, at once."""
    path.with_suffix(".part").write_bytes(body)
    path.with_suffix(".part").rename(path)


@pytest.mark.parametrize("format_", ["oem", "xml", "txt"])
async def test_an_object_that_has_states_alone_is_refused_where_it_is_seen(tmp_path, format_):
    """Its states come from a file of its operator; the others are answered as without it."""
    folder, states = tmp_path / "folder", tmp_path / "states"
    folder.mkdir()
    states.mkdir()
    records = sky(300)
    night = Night(records)
    crossing = next(one for one in records if not night.passes_by(one) and night.hides(one))
    others = [one for one in records if one is not crossing]
    (folder / "a.json").write_text(json.dumps(others))
    epochs, vectors = files_of_states.states_of(
        record_of(crossing), night.made - timedelta(hours=1), count=150
    )
    number = str(crossing["NORAD_CAT_ID"])
    body = {
        "oem": lambda: files_of_states.oem(number, epochs, vectors, sigma=CERTAIN),
        "xml": lambda: files_of_states.oem_xml(number, epochs, vectors, sigma=CERTAIN),
        "txt": lambda: files_of_states.starlink(epochs, vectors, sigma=CERTAIN),
    }[format_]()
    put(states / f"MEME_{number}_MADEUP.{format_}", body)
    settings = folder_source(folder) + ephemerides_source(states, format_=format_)
    async with running(tmp_path / "home", settings) as one:
        await one.ready()
        assert (await one.ask("GET", "/status")).json()["element_sets"] == len(records)
        assert (await one.ask("PUT", "/visit_cache", night.visit(1))).status_code == 200
        answer = await one.ask("PUT", "/diasource_allow_list", night.question(1))
        allowed = set(answer.json()["allow_list"])
        assert set(night.right) <= allowed, "states that are this certain make a trail narrower, never wider"
        assert not allowed & night.on_the_way_of(crossing)
        assert warnings_of(await one.end()) == []


async def test_states_that_end_leave_the_elements(tmp_path):
    """A source that is not required, and whose files cannot be read, changes no answer."""
    folder, states = tmp_path / "folder", tmp_path / "states"
    folder.mkdir()
    states.mkdir()
    records = sky(300)
    night = Night(records)
    (folder / "a.json").write_text(json.dumps(records))
    put(states / "a.oem", b"nothing that can be read")
    settings = folder_source(folder) + ephemerides_source(states, required="false")
    async with running(tmp_path / "home", settings) as one:
        await one.ready()
        await one.ask("PUT", "/visit_cache", night.visit(1))
        answer = await one.ask("PUT", "/diasource_allow_list", night.question(1))
        assert answer.json()["allow_list"] == night.right
        assert np.all(np.diff(answer.json()["allow_list"]) > 0)
        assert any("three" in line for line in warnings_of(await one.end()))
