"""A night: visits in a row, replicas that are killed, sources that err, lie, stall, empty and flood."""

import asyncio
import itertools
import json
import os
import random
import signal
from collections import Counter
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import httpx
import pytest

from shared.contracts.topology import Bucket
from testing.bus.nats_server import server_bus
from tests.integration.satellites.satellites_process import (
    PATIENCE,
    Night,
    folder_source,
    running,
    sky,
    web_source,
)
from tests.unit.services.satellites.providers.provider_server import FakeProvider, serving

FULL = os.environ.get("SPICERACK_TEST_SCALE") == "full"
SECONDS = float(os.environ.get("SPICERACK_TEST_SECONDS") or (3600.0 if FULL else 30.0))
DETECTORS = 189 if FULL else 6
"""Of a visit: the kernel in numpy, where the native one is not built, takes a while for each."""
EVERY = float(os.environ.get("SPICERACK_TEST_EVERY") or (34.0 if FULL else 0.0))
"""Seconds from one visit to the next; with fewer than a telescope takes, the night is over sooner."""
BETWEEN = 34.0
"""Seconds from one exposure to the one before it in time: they are announced from the last to the first."""

OBJECTS = 300
LEAST = 270
"""A tenth below, as operators are told: a replica that begins while a source lies must see it as half."""

REFUSALS = {404, 429, 503}
SECRET = "a secret of the pair alone"
MOODS = ("good", "err", "busy", "stall", "cut", "trickle", "flood", "bomb", "html", "empty", "half", "moved")


class Folder:
    """The folder of a source, and what somebody does to it."""

    def __init__(self, path, records, draw):
        self.path, self.records, self.draw = path, records, draw
        path.mkdir()
        self.put(json.dumps(records))

    def put(self, text):
        """Put a new file in place, at once."""
        new = self.path / "a.new"
        new.write_text(text)
        new.rename(self.path / "a.json")

    def disturb(self):
        """Make the source good or bad."""
        good = json.dumps(self.records)
        self.put(
            self.draw.choice(
                [
                    good,
                    good,
                    "[]",
                    "<html>",
                    good[: len(good) // 2],
                    json.dumps(self.records[: len(self.records) // 2]),
                    json.dumps([one | {"BSTAR": "nan"} for one in self.records]),
                    json.dumps([one | {"EPOCH": "2001-01-01T00:00:00"} for one in self.records]),
                    "[" + " " * 3_000_000,
                ]
            )
        )


class MoodyProvider(FakeProvider):
    """A provider over HTTP that is good at first to each replica, and then as the draw has it."""

    def __init__(self, records, draw):
        super().__init__(records=records)
        self.whole, self.draw, self.loaded = records, draw, set()

    async def __call__(self, scope, receive, send):
        """Answer one request in a mood of its own."""
        life = scope["path"].split("/")[1]
        self.mood = self.draw.choice(MOODS) if life in self.loaded else "good"
        self.records = self.whole[: len(self.whole) // 2] if self.mood == "half" else self.whole
        self.loaded.add(life)
        await super().__call__(scope, receive, send)


@asynccontextmanager
async def beside(*endless):
    """Run what has no end beside the block, and end it after; what fails fails the block by its error."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one) for one in endless]
        yield
        for task in tasks:
            task.cancel()


class Client:
    """Behaves as the deployed client, over one name for two replicas."""

    def __init__(self, draw):
        self.draw = draw
        self.replicas = []
        self.answers = Counter()
        self.visits = 0

    async def put(self, path, body):
        """Ask one replica, and the other where that one is gone."""
        content, tried = json.dumps(body).encode(), []
        while left := [one for one in self.replicas if one not in tried]:
            tried.append(self.draw.choice(left))
            try:
                return await tried[-1].client.put(path, content=content)
            except httpx.TransportError:
                continue
        return None

    async def detector(self, night, visit_id, detector_id):
        """Go through one detector of a visit, and judge the answer."""
        await self.put("/visit_cache", night.visit(visit_id))
        question = night.question(visit_id, detector_id)
        answer = await self.put("/diasource_allow_list", question)
        if answer is not None and answer.status_code == 404:
            await self.put("/visit_cache", night.visit(visit_id))
            answer = await self.put("/diasource_allow_list", question)
        self.judge(night, answer)

    def judge(self, night, answer):
        """Make sure that an answer is right or refused."""
        if answer is None:
            self.answers["gone"] += 1
        elif answer.status_code == 200:
            assert answer.json()["allow_list"] == night.right
            self.answers["right"] += 1
        else:
            assert answer.status_code in REFUSALS
            assert "allow_list" not in answer.text
            self.answers["refused"] += 1


async def test_what_dies_beside_a_night_fails_it_by_its_error():
    """A task that runs replicas and cannot ends the night with its own error, not with a lack of answers."""

    async def dies():
        raise OSError("no replica")

    with pytest.raises(ExceptionGroup) as found:
        async with beside(dies()):
            await asyncio.Event().wait()
    assert [str(error) for error in found.value.exceptions] == ["no replica"]


@pytest.mark.slow
async def test_every_answer_of_a_night_is_right_or_refused(tmp_path, nats_server):
    """Whatever the source and the replicas go through, no list is wrong, and most questions are answered."""
    draw = random.Random(7)
    now = datetime.now(UTC)
    records = sky(OBJECTS, now=now)
    others = sky(OBJECTS, first=80001, now=now, INCLINATION="97.5000")
    folder = Folder(tmp_path / "folder", records, draw)
    (tmp_path / "pair").write_text(SECRET)
    (tmp_path / "pair").chmod(0o600)
    bus = nats_server.bus_settings()
    environment = {
        "SPICERACK_PAIR": "true",
        "SPICERACK_PAIR_FILE": str(tmp_path / "pair"),
        "SPICERACK_NATS_URL": bus.servers[0],
        "SPICERACK_NATS_USER": bus.user,
        "SPICERACK_NATS_PASSWORD": bus.password.get_secret_value(),
        "SPICERACK_LOG_LEVEL": "WARNING",
    }
    client, numbers = Client(draw), itertools.count(1)

    def replica(name):
        life = f"{name}{next(numbers)}"
        settings = folder_source(folder.path, least=LEAST) + web_source(f"{provider.url}/{life}", least=LEAST)
        return running(tmp_path / life, settings, **environment)

    started = {place: asyncio.Event() for place in "ab"}

    async def lives(place):
        """Run one replica after another; each is killed at some time."""
        while True:
            async with replica(place) as one:
                await one.ready()
                client.replicas.append(one)
                started[place].set()
                await asyncio.sleep(draw.uniform(5.0, 15.0) if place == "b" else 10 * SECONDS)
                client.replicas.remove(one)
                await one.end(signal.SIGKILL)
            folder.put(json.dumps(records))

    async def disturbances():
        await asyncio.gather(*(there.wait() for there in started.values()))
        while True:
            await asyncio.sleep(0.5)
            folder.disturb()

    async def visits():
        """Ask about one visit after another. Each has a time of its own, as exposures of a telescope have."""
        begun = asyncio.get_running_loop().time()
        for place in itertools.count():
            if asyncio.get_running_loop().time() - begun >= SECONDS:
                return
            night = await asyncio.to_thread(Night, records + others, ago=60.0 + place * BETWEEN)
            async with asyncio.TaskGroup() as visit:
                visit.create_task(asyncio.sleep(EVERY))
                for number in range(DETECTORS):
                    visit.create_task(client.detector(night, place + 1, number))
            client.visits += 1

    async with server_bus(nats_server) as connected, serving(MoodyProvider(others, draw)) as provider:
        async with asyncio.timeout(SECONDS * 3 + 2 * PATIENCE), beside(*map(lives, "ab"), disturbances()):
            await asyncio.gather(*(there.wait() for there in started.values()))
            await visits()
        assert len(await connected.values(Bucket.SATELLITES)) > 1

    loads = f"{len(provider.loaded)} replicas, {len(provider.asked)} loads over HTTP"
    print(f"{client.visits} visits, {dict(client.answers)}, {loads}")
    assert client.answers["right"] > 3 * (client.answers["refused"] + client.answers["gone"])
