"""Nothing of a catalogue, a visit or a credential leaves the process: planted marks are searched for."""

import contextlib
import json
import os
import re
import signal
from datetime import timedelta
from pathlib import Path

from tests.integration.satellites.satellites_process import (
    Night,
    ephemerides_source,
    folder_source,
    record_of,
    running,
    sky,
)
from tests.unit.services.satellites.catalogue.ephemerides import files_of_states
from tests.unit.services.satellites.providers.provider_server import IDENTITY, PASSWORD, FakeProvider, serving

NAME_MARK = "MARKEDSAT"
INCLINATION_MARK = "53.04711"
NUMBER_MARK = "7995012"
"""Begins the numbers of all objects."""

MARKS = (NAME_MARK, INCLINATION_MARK, NUMBER_MARK, IDENTITY, PASSWORD, "correct+horse", "chocolate")
"""Must stand in no output. The last are of the login: the form and the cookie."""

SPACE_TRACK = """
[[sources]]
kind = "space-track"
name = "two"
url = "{url}"
credentials_file = "{account}"
least_objects = 100
"""

TELLING_KM = 1000.0
"""With fewer digits, a coordinate would be found in any long number of the metrics."""

WRITING = os.O_WRONLY | os.O_RDWR


def marked(count=300):
    """Return a sky whose every record has marks."""
    return sky(count, first=799501200, INCLINATION=INCLINATION_MARK, OBJECT_NAME=NAME_MARK)


async def test_no_output_file_or_process_entry_holds_a_mark(tmp_path):
    """Answers, logs at DEBUG, metrics, files, environment, arguments: none has a part of what is inside.

    The process ends by a crash: its dump would be left in its directory.
    """
    folder, home, account = tmp_path / "folder", tmp_path / "home", tmp_path / "account"
    folder.mkdir()
    records = marked()
    (folder / "a.json").write_text(json.dumps(records))
    account.write_text(f"{IDENTITY}\n{PASSWORD}\n")
    account.chmod(0o600)
    night = Night(records)
    states = tmp_path / "states"
    marks_of_states = put_states(states, night)
    provider = FakeProvider(records=records)
    async with serving(provider):
        settings = folder_source(folder) + SPACE_TRACK.format(url=provider.url, account=account)
        settings += ephemerides_source(states)
        async with running(home, settings) as one:
            before = set(home.iterdir())
            await one.ready()
            assert provider.logins == 1
            await everything_is_asked(one, night)
            await every_bad_load_is_seen(one, folder, records)
            await every_bad_file_of_states_is_seen(one, states)
            shown = process_entries(one.process.pid)
            opened = written_files(one.process.pid)
            written = await one.end(signal.SIGABRT)
            left = set(home.iterdir())

    assert left == before
    assert opened == []
    assert "core file size 0 0" in re.sub(r" +", " ", shown)
    pointing = (repr(night.ra)[:9], repr(night.dec)[:9], repr(night.begin))
    for text in (written, shown, *one.answers):
        assert [mark for mark in (*MARKS, *pointing, *marks_of_states) if mark in text] == []
    assert "not loaded" in written


async def everything_is_asked(one, night):
    """Ask all routes, rightly and wrongly, with marks in what is wrong."""
    right = await one.ask("PUT", "/visit_cache", night.visit(1))
    assert right.status_code == 200
    answer = await one.ask("PUT", "/diasource_allow_list", night.question(1))
    assert answer.json()["allow_list"] == night.right
    bad = night.visit(1) | {"boresight_ra": INCLINATION_MARK}
    for path in ("/visit_cache", "/diasource_allow_list", "/api/v1/visits/1"):
        for body in (bad, NAME_MARK.encode(), {NAME_MARK: NAME_MARK}, [NAME_MARK], b"\xff"):
            assert (await one.ask("PUT", path, body)).status_code == 400
    assert (await one.ask("PUT", f"/api/v1/visits/{NAME_MARK}", {})).status_code == 400
    assert (await one.ask("PUT", "/visit_cache", night.visit(1) | {"boresight_ra": 1.0})).status_code == 409
    assert (await one.ask("PUT", "/diasource_allow_list", night.question(2))).status_code == 404
    for path in ("/status", "/metrics", "/healthz", "/readyz", "/openapi.json", "/docs", "/visit_cache", "/"):
        await one.ask("GET", path)


async def every_bad_load_is_seen(one, folder, records):
    """Give loads that cannot be read, with marks where the reading stops."""
    broken = json.dumps(records)
    bodies = [
        broken[:-5],
        broken.replace("53.04711", "53.04711x"),
        f"[{NAME_MARK}]",
        json.dumps([one | {"EPOCH": NAME_MARK} for one in records]),
        json.dumps(records[:120]),
        "[]",
    ]
    for number, body in enumerate(bodies):
        before = await failures(one)
        path = folder / f"b{number}.json"
        path.with_suffix(".new").write_text(body)
        path.with_suffix(".new").rename(path)
        await one.until("/metrics", lambda response, seen=before: count(response.text) > seen)
        assert (await one.ask("GET", "/status")).json()["fresh"] is True
        path.unlink()
    await one.ask("GET", "/metrics")


def put_states(folder, night):
    """Write states of an object that does not pass the field, with marks; return what else is a mark then."""
    folder.mkdir()
    for one in sky(40, first=int(f"{NUMBER_MARK}99"), now=night.made, INCLINATION=INCLINATION_MARK):
        if night.passes_by(one):
            begin = night.made - timedelta(hours=1)
            epochs, states = files_of_states.states_of(record_of(one), begin, count=150)
            body = files_of_states.oem(one["NORAD_CAT_ID"], epochs, states, OBJECT_NAME=NAME_MARK)
            (folder / f"{NAME_MARK}.oem").write_bytes(body)
            return [f"{number:.3f}" for number in states[:, :3].ravel() if abs(number) >= TELLING_KM]
    raise AssertionError("all objects pass the field")


async def every_bad_file_of_states_is_seen(one, folder):
    """Give files that cannot be read, with marks where the reading stops."""
    good = (folder / f"{NAME_MARK}.oem").read_text()
    bodies = [
        good[:-5],
        good.replace("META_STOP", f"META_STOP\n{NAME_MARK} 1 2"),
        good.replace("REF_FRAME = EME2000", f"REF_FRAME = {NAME_MARK}"),
        good.replace("COV_REF_FRAME = RTN", NAME_MARK),
        NAME_MARK,
    ]
    for number, body in enumerate(bodies):
        before = await failures(one, "three")
        path = folder / f"b{number}.oem"
        path.with_suffix(".new").write_text(body)
        path.with_suffix(".new").rename(path)
        await one.until("/metrics", lambda response, seen=before: count(response.text, "three") > seen)
        assert (await one.ask("GET", "/status")).json()["fresh"] is True
        path.unlink()


async def failures(one, source="one"):
    """Return how many loads of a source were not used."""
    return count((await one.ask("GET", "/metrics")).text, source)


def count(metrics, source="one"):
    """Return the sum of loads of a source that failed or were doubted."""
    lines = [line for line in metrics.splitlines() if line.startswith("spicerack_satellites_loads_total")]
    own = [line for line in lines if f'source="{source}"' in line and "used" not in line]
    return sum(float(line.split()[-1]) for line in own)


def process_entries(pid):
    """Return what the system shows of a process to everybody."""
    names = ("cmdline", "environ", "comm", "status", "limits", "maps", "stat", "mounts")
    texts = [Path(f"/proc/{pid}/{name}").read_bytes().decode(errors="replace") for name in names]
    return "\n".join(texts)


def written_files(pid):
    """Return the files that a process has open to write, but for its standard streams."""
    found = []
    for entry in Path(f"/proc/{pid}/fd").iterdir():
        # What the process closes just now, as a folder that it has looked at, is no file that it keeps.
        with contextlib.suppress(FileNotFoundError):
            target = str(entry.readlink())
            flags = re.search(r"flags:\s*(\d+)", Path(f"/proc/{pid}/fdinfo/{entry.name}").read_text())
            if target.startswith("/") and not target.startswith("/dev/null") and int(flags[1], 8) & WRITING:
                found.append(target)
    return found
