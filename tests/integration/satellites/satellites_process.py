"""A satellites process as it runs: started, asked, looked into, ended."""

import asyncio
import json
import os
import signal
import socket
import sys
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import numpy as np

from services.satellites.propagate import (
    ElementRecord,
    ElementSets,
    Exposure,
    GeometrySettings,
    allowed,
    propagate_visit,
)
from services.satellites.settings import SiteSettings
from tests.unit.services.satellites.providers.provider_server import omm

TAI_UTC = 37.0
PATIENCE = 900.0
"""Seconds after which a process that goes on without what is waited for hangs, on however busy a machine."""
FIELD = 2.1
AGE = timedelta(hours=3)
"""Of made-up element sets, when their sky is made."""


def free_port() -> int:
    """Return a port that is free now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def turn_of_the_earth(moment):
    """Return the Earth rotation angle in degrees, with UTC for UT1 (IERS Conventions 2010, 5.15)."""
    days = (moment - datetime(2000, 1, 1, 12, tzinfo=UTC)).total_seconds() / 86400.0
    return 360.0 * (0.7790572732640 + 1.00273781191135448 * days) % 360.0


def sky(count, *, first=70001, now=None, **changes):
    """Return records of made-up low orbits, all over the sky, determined some hours ago.

    Their nodes turn with the Earth: from the ground the sky is the same whenever it is made.
    """
    now = now or datetime.now(UTC)
    turned = turn_of_the_earth(now)
    return [
        omm(
            first + number,
            EPOCH=(now - AGE).strftime("%Y-%m-%dT%H:%M:%S.%f"),
            RA_OF_ASC_NODE=f"{(number * 137.508 + turned) % 360:.4f}",
            MEAN_ANOMALY=f"{number * 222.492 % 360:.4f}",
            **changes,
        )
        for number in range(count)
    ]


def record_of(one):
    """Return a record, read apart from the service."""
    return ElementRecord(
        catalog_number=int(one["NORAD_CAT_ID"]),
        epoch=datetime.fromisoformat(one["EPOCH"]).replace(tzinfo=UTC),
        mean_motion=float(one["MEAN_MOTION"]),
        eccentricity=float(one["ECCENTRICITY"]),
        inclination=float(one["INCLINATION"]),
        ra_of_ascending_node=float(one["RA_OF_ASC_NODE"]),
        argument_of_pericenter=float(one["ARG_OF_PERICENTER"]),
        mean_anomaly=float(one["MEAN_ANOMALY"]),
        bstar=float(one["BSTAR"]),
    )


def sets_of(records):
    """Return the element sets of records."""
    return ElementSets.from_records([record_of(one) for one in records])


def degrees(vector):
    """Return the direction of a unit vector, as ra and dec in degrees."""
    ra, dec = np.arctan2(vector[1], vector[0]), np.arcsin(np.clip(vector[2], -1.0, 1.0))
    return float(np.degrees(ra)) % 360.0, float(np.degrees(dec))


class Night:
    """A visit that a satellite of a sky crosses, and what must be answered about it.

    It is so many seconds before the sky was made, however long ago that is.
    """

    def __init__(self, records, *, ago=60.0):
        self.made = record_of(records[0]).epoch + AGE
        self._turned = turn_of_the_earth(self.made)
        self.begin = self.made.timestamp() / 86400 + 40587 + (TAI_UTC - ago) / 86400
        self.end = self.begin + 30.0 / 86400
        self._sets = sets_of(records)
        self.ra, self.dec = self._crossed()
        tracks = self._tracks(self.ra, self.dec, FIELD)
        on = [[degrees(vector)] * 4 for vector in np.concatenate([tracks.start, tracks.end])]
        self.boxes = [box for box in on if self._near(box[0])][:50] + [
            self._box(place) for place in range(50)
        ]
        self.clear = allowed(tracks, np.array(self.boxes))
        assert 10 < self.clear.sum() < len(self.boxes) - 1

    def _tracks(self, ra, dec, radius):
        exposure = Exposure(self.begin, self.end, ra, dec, radius)
        return propagate_visit(self._sets, SiteSettings().site(), exposure, GeometrySettings())

    def _crossed(self):
        """Return a pointing that a satellite crosses."""
        for number in range(400):
            tracks = self._tracks((self._turned + number * 37.0) % 360, -60.0 + number * 17.0 % 90, 5.0)
            if len(tracks.start):
                return degrees(tracks.start[len(tracks.start) // 2])
        raise AssertionError("no pointing is crossed by any satellite")

    def passes_by(self, one):
        """Tell whether an object comes nowhere near the field."""
        exposure = Exposure(self.begin, self.end, self.ra, self.dec, 20.0)
        wide = GeometrySettings(largest_field_radius_deg=20.0)
        return not len(propagate_visit(sets_of([one]), SiteSettings().site(), exposure, wide).margin)

    def hides(self, one):
        """Tell whether an object alone hides any of the boxes."""
        return bool(self.on_the_way_of(one))

    def on_the_way_of(self, one):
        """Return the ids of the boxes that are within some arcseconds of where an object is seen."""
        narrow = GeometrySettings(confidence=0.5, trail_half_width_arcsec=0.0)
        fresh = one | {"EPOCH": one["EPOCH"]}
        exposure = Exposure(self.begin, self.end, self.ra, self.dec, FIELD)
        tracks = propagate_visit(sets_of([fresh]), SiteSettings().site(), exposure, narrow)
        tracks.margin[...] = np.radians(20.0 / 3600.0)
        clear = allowed(tracks, np.array(self.boxes))
        inside = allowed(
            replace(tracks, margin=np.empty(0), start=np.empty((0, 3)), end=np.empty((0, 3))),
            np.array(self.boxes),
        )
        return {2**60 + place for place in range(len(self.boxes)) if inside[place] and not clear[place]}

    def _near(self, point):
        return abs(point[1] - self.dec) < 1.0 and abs(point[0] - self.ra) < 1.0

    def _box(self, place):
        ra = self.ra + (place % 10 - 4.5) * 0.25
        dec = self.dec + (place // 10 - 2.5) * 0.3
        return [(ra, dec), (ra + 0.001, dec), (ra + 0.001, dec + 0.001), (ra, dec + 0.001)]

    def visit(self, visit_id):
        """Return what the deployed client announces."""
        return {
            "visit_id": visit_id,
            "exposure_start_mjd": self.begin,
            "exposure_end_mjd": self.end,
            "boresight_ra": self.ra,
            "boresight_dec": self.dec,
        }

    def question(self, visit_id, detector_id=1):
        """Return what it asks."""
        sources = [{"diasource_id": 2**60 + place, "bbox": box} for place, box in enumerate(self.boxes)]
        return {"visit_id": visit_id, "detector_id": detector_id, "diasources": sources}

    @property
    def right(self):
        """Return the ids that must be allowed."""
        return [2**60 + place for place, clear in enumerate(self.clear) if clear]


class Running:
    """A process that runs."""

    def __init__(self, process, client, written):
        self.process = process
        self.client = client
        self._written = written
        self.answers = []

    async def ask(self, method, path, body=None, **options):
        """Return the answer to a request, and remember it."""
        content = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        response = await self.client.request(method, path, content=content, **options)
        self.answers.append(f"{response.status_code} {response.headers} {response.text}")
        return response

    async def until(self, path, holds):
        """Ask again and again until an answer is as it should be, for as long as the process runs."""
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    response = await self.client.get(path)
                    if holds(response):
                        return response
                except httpx.TransportError:
                    assert self.process.returncode is None
                await asyncio.sleep(0.05)

    async def ready(self):
        """Wait until visits are answered."""
        await self.until("/readyz", lambda response: response.status_code == 200)

    async def end(self, how=signal.SIGTERM):
        """End the process, and return what it wrote."""
        if self.process.returncode is None:
            self.process.send_signal(how)
        out, err = await self._written
        return (out + err).decode()


def prepare(directory: Path, settings: str) -> None:
    """Make the directory of a process, with its settings."""
    directory.mkdir(exist_ok=True)
    (directory / "settings.toml").write_text(settings)


@asynccontextmanager
async def running(directory: Path, settings: str, **environment):
    """Run a process for the block, in a directory of its own, with these settings and `SPICERACK_*`."""
    prepare(directory, settings)
    port = free_port()
    own = {name: value for name, value in os.environ.items() if not name.startswith("SPICERACK_")}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "services.satellites",
        env={
            **own,
            "PYTHONPATH": str(Path(__file__).parents[3]),
            "PYTHONDONTWRITEBYTECODE": "1",
            "HOME": str(directory),
            "TMPDIR": str(directory),
            "SPICERACK_SETTINGS_FILE": str(directory / "settings.toml"),
            "SPICERACK_HTTP_PORT": str(port),
            "SPICERACK_LOG_LEVEL": "DEBUG",
            **environment,
        },
        cwd=directory,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    # A connection for each request, as the deployed client has it.
    limits = httpx.Limits(max_keepalive_connections=0)
    async with httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE, limits=limits
    ) as client:
        # Read from the beginning: a process whose lines nobody reads stands still when the pipe is full.
        one = Running(process, client, asyncio.create_task(process.communicate()))
        try:
            yield one
        finally:
            await one.end(signal.SIGKILL)


def folder_source(folder, *, least=100):
    """Return the settings of a folder that is looked at all the time."""
    return f"""
[[sources]]
kind = "folder"
name = "one"
folder = "{folder}"
format = "json"
least_objects = {least}
minutes = 0.01
"""


def ephemerides_source(folder, *, least=1, format_="oem", required="true"):
    """Return the settings of a folder of operators' states that is looked at all the time."""
    return f"""
[[sources]]
kind = "ephemerides"
name = "three"
folder = "{folder}"
format = "{format_}"
least_objects = {least}
required = {required}
minutes = 0.01
"""


def web_source(url, *, least=100):
    """Return the settings of a provider over HTTP that is asked every minute.

    Its limits are kept by address: a replica with an address of its own need not wait for its first load.
    """
    return f"""
[[sources]]
kind = "web"
name = "two"
url = "{url}"
paths = ["/gp.json"]
format = "json"
least_objects = {least}
minutes = 1.0
"""
