"""Events for receivers outside: where they begin, how often they are tried, and what is sent."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from services.archive.hooks.deliver import Delivery, HookFigures
from services.archive.hooks.exchange import open_exchange
from services.archive.hooks.file import Hook, HookFileError, Webhook, read_hook_file
from services.archive.hooks.payload import Said, payload_of
from services.archive.hooks.port import AwayError, RefusedError
from services.archive.hooks.webhook import open_webhook
from shared.bus.codec import encode
from shared.contracts.bucket_keys import access_rules_key, hook_key
from shared.contracts.messages.access import AccessRules, VisibilityRule
from shared.contracts.messages.frames.frame_event import FrameEvent
from shared.contracts.topology import Bucket, Topology
from shared.identity.call_signature import signature
from testing.bus.memory import MemoryBus, MemoryServer

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
PATIENCE = 60.0
KEY = hook_key("frames", "a", "pipeline")


def event_of(number: int, *, public: bool = True) -> FrameEvent:
    """Return the event of a made-up version."""
    return FrameEvent(
        collection="frames",
        frameid=1000 + number,
        version=number,
        basename=f"f{number}",
        filename=f"f{number}.fits.fz",
        path=f"raw/f{number}.fits.fz",
        revision=number,
        content="0" * 64,
        md5="1" * 32,
        size=2880,
        created=NOW,
        public_date=NOW - timedelta(days=1) if public else NOW + timedelta(days=1),
        area='{"type": "Polygon", "coordinates": []}',
        headers={"OBJECT": "M 31", "EXPTIME": 2.5},
    )


class Counting:
    """Implements `Receiver`: notes what it takes, and fails as often as it is told for each event."""

    def __init__(self, *failures: tuple[str, int], error: type[AwayError] = AwayError) -> None:
        self.left = dict(failures)
        self.error = error
        self.taken: list[str] = []
        self.news = asyncio.Event()

    async def send(self, said: Said) -> None:
        if self.left.get(said.number, 0) > 0:
            self.left[said.number] -= 1
            raise self.error("not now")
        self.taken.append(said.number)
        self.news.set()

    async def close(self) -> None:
        self.news.set()

    async def until(self, *numbers: str) -> None:
        async with asyncio.timeout(PATIENCE):
            while set(numbers) - set(self.taken):
                self.news.clear()
                await self.news.wait()


async def eventually(condition: Callable[[], object]) -> None:
    """Let others run until a condition holds."""
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 - figures have no event
            await asyncio.sleep(0)


class World:
    """A stream of events, and deliveries from it."""

    def __init__(self) -> None:
        self.server = MemoryServer(Topology())
        self.bus = MemoryBus(self.server, "archive")
        self.figures = HookFigures()
        self.pauses: list[float] = []
        self.now = NOW

    async def say(self, number: int, *, public: bool = True) -> None:
        subject = Topology().frame_event("frames", str(number))
        await self.bus.publish(subject, encode(event_of(number, public=public)))

    async def until_noted(self, place: int) -> None:
        """Wait until the place of the receiver is noted."""
        async with asyncio.timeout(PATIENCE):
            while await self._noted() < place:  # noqa: ASYNC110 - no event tells of a key in memory
                await asyncio.sleep(0)

    async def _noted(self) -> int:
        found = await self.bus.value(Bucket.WORKFLOW, KEY)
        return -1 if found is None else int(found.data)

    async def _pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += timedelta(seconds=seconds)

    @asynccontextmanager
    async def delivering(self, receiver: Counting, **settings: object) -> AsyncIterator[None]:
        delivery = Delivery(
            name="pipeline",
            hook=Hook.model_validate(settings),
            receiver=receiver,
            figures=self.figures,
            bus=self.bus,
            topology=Topology(),
            collection="frames",
            site="a",
            base="http://archive",
            now=lambda: self.now,
            sleep=self._pause,
        )
        task = asyncio.create_task(delivery.run())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def test_a_receiver_goes_on_where_it_was() -> None:
    """A new one begins with the first event where that is asked for; a second repeats nothing noted."""
    world, first, again = World(), Counting(), Counting()
    await world.say(1)
    await world.say(2)
    async with world.delivering(first, first=True):
        await first.until("1", "2")
        await world.say(3)
        await first.until("3")
        # What is sent is noted after it: the next event is only taken once that was done.
        await world.say(4)
        await first.until("4")
    await world.say(5)
    async with world.delivering(again):
        await again.until("5")
        await world.until_noted(5)
    assert first.taken == ["1", "2", "3", "4"]
    assert set(again.taken) <= {"4", "5"}


class Unheard(Counting):
    """Implements `Receiver`: takes an event, and is not heard of before its archive is killed."""

    async def send(self, said: Said) -> None:
        await super().send(said)
        await asyncio.Event().wait()


async def test_what_was_taken_and_not_noted_is_sent_again_under_its_number() -> None:
    """An archive that is killed between the two leaves it to the next one: none is lost."""
    world, unheard, following = World(), Unheard(), Counting()
    await world.say(1)
    await world.say(2)
    async with world.delivering(unheard, first=True, at_once=1):
        await unheard.until("1")
    async with world.delivering(following, at_once=1):
        await following.until("1", "2")
        await world.until_noted(2)
    assert (unheard.taken, following.taken) == (["1"], ["1", "2"])


async def test_a_new_receiver_is_told_of_what_comes_from_now_on_and_is_public() -> None:
    """Events of before it, and of frames that are not public yet, are not for it."""
    world, receiver = World(), Counting()
    await world.say(1)
    async with world.delivering(receiver):
        await world.until_noted(1)
        await world.say(2, public=False)
        await world.say(3)
        await receiver.until("3")
    everything = Counting()
    await world.bus.put(Bucket.WORKFLOW, KEY, b"1")
    async with world.delivering(everything, private=True):
        await everything.until("2", "3")
    assert (receiver.taken, sorted(everything.taken)) == (["3"], ["2", "3"])


async def test_what_a_rule_hides_is_for_receivers_of_all_alone() -> None:
    """A frame that is public by its date is as little for everybody: as the rules are when it is its turn."""
    world, receiver, everything = World(), Counting(), Counting()
    hides = AccessRules(hidden=(VisibilityRule(pattern="raw/f1.*", groups=("team",)),))
    await world.bus.put(Bucket.RULES, access_rules_key("frames"), encode(hides))
    await world.say(1)
    await world.say(2)
    async with world.delivering(receiver, first=True):
        await receiver.until("2")
        await world.until_noted(2)
    await world.bus.put(Bucket.WORKFLOW, KEY, b"0")
    async with world.delivering(everything, private=True):
        await everything.until("1", "2")
    assert (receiver.taken, sorted(everything.taken)) == (["2"], ["1", "2"])


async def test_what_fails_is_tried_again_with_growing_pauses() -> None:
    """An event that a receiver refuses is given up after some tries, one that finds nobody after hours."""
    world = World()
    await world.say(1)
    away = Counting(("1", 4))
    async with world.delivering(away, first=True, pause_seconds_max=5):
        await away.until("1")
    assert (world.pauses, world.figures.sent, world.figures.tries_failed) == ([1, 2, 4, 5], 1, 4)

    refused, world = Counting(("1", 99), error=RefusedError), World()
    await world.say(1)
    await world.say(2)
    async with world.delivering(refused, first=True, tries=3):
        await refused.until("2")
        await eventually(lambda: world.figures.given_up == 1)
    assert (refused.left["1"], world.figures.given_up) == (96, 1)

    gone, world = Counting(("1", 10_000)), World()
    await world.say(1)
    await world.say(2)
    async with world.delivering(gone, first=True, at_once=1, give_up_hours=1):
        await gone.until("2")
    assert (sum(world.pauses) >= 3600, world.figures.given_up, gone.taken) == (True, 1, ["2"])


def test_what_is_sent_is_ocs_payload_with_our_numbers() -> None:
    """Headers stand beside the fields; the number is that of the version."""
    said = payload_of(event_of(7), base="http://archive")
    body = json.loads(said.body)
    assert said.number == "7"
    ocs = ("OBJECT", "EXPTIME", "area", "basename", "filename", "frameid")
    assert [body[name] for name in ocs] == ["M 31", 2.5, event_of(7).area, "f7", "f7.fits.fz", 1007]
    assert body["version_set"] == [
        {
            "id": 7,
            "created": "2026-11-29T12:00:00+00:00",
            "key": "1" * 32,
            "md5": "1" * 32,
            "extension": ".fits.fz",
            "url": "http://archive/api/v1/archive/versions/7/content",
        }
    ]
    assert (body["version"], body["path"], body["collection"]) == (7, "raw/f7.fits.fz", "frames")


@contextmanager
def listening(*statuses: int) -> Iterator[tuple[str, list[tuple[dict[str, str], bytes]]]]:
    """Yield the address of a web service that answers so, and what it got."""
    got: list[tuple[dict[str, str], bytes]] = []
    answers = iter(statuses)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(next(answers))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/frames", got
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


async def test_a_webhook_is_signed_and_its_answer_judged(tmp_path: Path) -> None:
    """2xx is taken; 4xx refuses, but for those that mean later; redirects are not followed."""
    secret, said = tmp_path / "secret", payload_of(event_of(1), base="http://archive")
    secret.write_text("k3y\n")
    outcomes: list[str] = []
    with listening(204, 400, 429, 503, 302) as (url, got):
        receiver = open_webhook(Webhook(url=url, secret=secret), now=lambda: NOW)
        for _ in range(5):
            try:
                await receiver.send(said)
                outcomes.append("taken")
            except AwayError as error:
                outcomes.append(type(error).__name__)
        await receiver.close()
    assert outcomes == ["taken", "RefusedError", "AwayError", "AwayError", "RefusedError"]
    headers, body = got[0]
    assert body == said.body
    assert headers["spicerack-signature"] == signature("k3y", body, at=int(NOW.timestamp()))
    assert headers["idempotency-key"] == "1"
    with pytest.raises(AwayError, match="cannot be reached"):
        await receiver.send(said)
    await receiver.close()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[webhooks.a]\nurl = 'ftp://a'", "webhooks.a.url"),
        ("[webhooks.a]\nurl = 'http://u:p@a'", "no password"),
        ("[webhooks.a]\nurl = 'http://a'\nsize = 1", "size"),
        ("[webhooks.a]\nurl = 'http://a'\n[exchanges.a]\naddress = 'x'", "two receivers"),
        ("[exchanges.a]", "address"),
        ("what", "no TOML"),
    ],
)
def test_a_file_that_cannot_be_used_says_where(tmp_path: Path, text: str, words: str) -> None:
    """The operator reads the name of the entry, or what is wrong with the file."""
    path = tmp_path / "hooks.toml"
    path.write_text(text)
    with pytest.raises(HookFileError, match=words):
        read_hook_file(path)


def test_a_secret_that_is_not_there_ends_the_start(tmp_path: Path) -> None:
    """As does one that is empty, or no address of a broker."""
    with pytest.raises(HookFileError, match="cannot be read"):
        open_webhook(Webhook(url="http://a", secret=tmp_path / "none"), now=lambda: NOW)
    path = tmp_path / "hooks.toml"
    path.write_text(f"[exchanges.ocs]\naddress = '{tmp_path / 'address'}'")
    file = read_hook_file(path)
    for text, words in (("", "is empty"), ("http://a", "begins with amqps")):
        (tmp_path / "address").write_text(text)
        with pytest.raises(HookFileError, match=words):
            open_exchange(file.exchanges["ocs"])
