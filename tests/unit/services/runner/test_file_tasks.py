"""Built-in tasks that bring files: from web servers, from elsewhere in the collection, and what they are."""

import gzip
import hashlib

import httpx
import pytest

from services.runner.files import Files, content_of
from services.runner.tasks.describe import DescribeTask
from services.runner.tasks.port import Step, StepError
from shared.bus.codec import encode
from shared.bus.describer_keys import DescriberKeys
from shared.contracts.messages.description import Asked, Description, Findings, Told
from shared.contracts.messages.presence import DescriberRecord
from shared.contracts.topology import Topology
from shared.identity.keys import SigningKey
from testing.bus.memory import MemoryBus, MemoryServer
from tests.unit.services.runner.steps import job
from tests.unit.services.runner.test_tasks import NOW, run, tasks

URL = "https://host/pub/a.bsp"
BYTES = b"DAF/SPK " + bytes(range(256)) * 100
HOST = {"https://host": {"file_bytes": 1_000_000}}
KEY = SigningKey(b"d" * 32)


def answers(content=BYTES, status=200, **headers):
    """Return a server with one answer."""
    return lambda _: httpx.Response(status, content=content, headers=headers)


async def test_a_file_is_fetched_checked_and_published(tmp_path):
    """Once more is as once: a step may be run again."""
    found = tasks(tmp_path, answers(), http=HOST)
    wanted = {
        "url": URL,
        "path": "spk/a.bsp",
        "size": len(BYTES),
        "sha256": hashlib.sha256(BYTES).hexdigest(),
    }
    told = await run(found, "spicerack:fetch@a", wanted)
    assert told == {"path": "spk/a.bsp", "content": content_of([BYTES]), "size": len(BYTES)}
    assert (tmp_path / "root" / "spk" / "a.bsp").read_bytes() == BYTES
    assert await run(found, "spicerack:fetch", wanted) == told
    assert not list((tmp_path / "work").rglob("*.fetched"))


@pytest.mark.parametrize(
    ("answer", "more", "error", "words"),
    [
        (answers(status=503), {}, "Http.Retryable", "answered 503"),
        (answers(status=404), {}, "Http.Failed", "answered 404"),
        (answers(status=302, Location="https://elsewhere/"), {}, "Http.Failed", "answered 302"),
        (answers(), {"size": 1}, "Fetch.Different", "and 1 were expected"),
        (answers(), {"md5": "0" * 32}, "Fetch.Different", "md5 of"),
        (answers(b"x" * 1_000_001), {}, "Fetch.TooLarge", "1000000"),
        (answers(b"<html>please log in</html>"), {}, "Fetch.Impostor", "page"),
        (answers(gzip.compress(BYTES), **{"Content-Encoding": "gzip"}), {}, "Http.Failed", "compressed"),
        (answers(**{"Content-Range": "bytes 0-9/20"}), {}, "Http.Failed", "a part"),
        (answers(), {"url": "https://other/a"}, "Runner.NotAllowed", "https://other"),
        (answers(), {"url": "file:///etc/passwd"}, "Runner.NotAllowed", "file://"),
        (answers(), {"path": "../a"}, "Task.BadArguments", "no path"),
        (answers(), {"size": "1"}, "Task.BadArguments", "size"),
        (answers(), {"url": 1}, "Task.BadArguments", "url"),
    ],
)
async def test_what_is_not_the_file_is_not_published(tmp_path, answer, more, error, words):
    """The error says whose fault it is, and nothing is left of what came."""
    found = tasks(tmp_path, answer, http=HOST)
    with pytest.raises(StepError, match=words) as caught:
        await run(found, "spicerack:fetch", {"url": URL, "path": "a", **more})
    assert caught.value.error == error
    assert not list((tmp_path / "work").rglob("*.fetched"))
    assert not list((tmp_path / "root").iterdir())


async def test_a_file_is_put_at_another_path_if_it_is_still_the_one_that_is_meant(tmp_path):
    """Another one at that path stays, unless it shall be replaced."""
    found = tasks(tmp_path)
    (told,) = await run(found, "spicerack:publish", {"path": "in/a", "text": "one"})
    put = await run(found, "spicerack:archive", {"file": told, "to": "out/2026/a"})
    assert put == {**told, "path": "out/2026/a"}
    assert (tmp_path / "root" / "out" / "2026" / "a").read_text() == "one"
    for arguments, error in (
        ({"path": "in/a", "content": "0" * 64, "to": "out/b"}, "Collection.Changed"),
        ({"path": "none", "to": "out/b"}, "Collection.Missing"),
        ({"path": "in/a"}, "Task.BadArguments"),
        ({"path": "in/a", "to": "../b"}, "Task.BadArguments"),
    ):
        with pytest.raises(StepError) as caught:
            await run(found, "spicerack:archive", arguments)
        assert caught.value.error == error
    await run(found, "spicerack:publish", {"path": "in/a", "text": "two", "replace": True})
    with pytest.raises(StepError) as caught:
        await run(found, "spicerack:archive", {"path": "in/a", "to": "out/2026/a"})
    assert caught.value.error == "Collection.Exists"
    await run(found, "spicerack:archive", {"path": "in/a", "to": "out/2026/a", "replace": True})
    assert (tmp_path / "root" / "out" / "2026" / "a").read_text() == "two"


async def described(bus, content, told=Told.RECOGNISED):
    """Say what a content is."""
    findings = Findings(kind="spk") if told is Told.RECOGNISED else None
    said = Description(
        collection="c",
        content=content,
        size=1,
        name="a",
        site="a",
        made_at=NOW,
        told=told,
        describer="kernels" if findings else None,
        asked=(Asked(name="kernels", version=1),),
        findings=findings,
    )
    await bus.publish(Topology().description("c", content), encode(KEY.sign(said.model_dump_json())))


async def test_a_description_is_waited_for_and_given_back(tmp_path):
    """By path, or by content; what nobody knows is said, and what nobody describes, too."""
    bus = MemoryBus(MemoryServer(Topology()), "r")
    keys = DescriberKeys(bus, collection="c")
    await keys.register(DescriberRecord(collection="c", site="a", key=KEY.public))
    found = tasks(tmp_path)
    (told,) = await run(found, "spicerack:publish", {"path": "a", "text": "one"})
    files: Files = found.task("spicerack:fetch").files
    task = DescribeTask(bus, Topology(), "c", keys, files, look_every=0.01, wait_seconds=0.05)

    async def ask(arguments):
        return await task.run(
            Step(job=job("spicerack:describe", arguments), write=lambda *_: None, announce=lambda _: None)
        )

    with pytest.raises(StepError, match="is there a describer") as caught:
        await ask({"path": "a"})
    assert caught.value.error == "Describe.Missing"
    await described(bus, told["content"])
    assert (await ask({"path": "a"}))["kind"] == "spk"
    assert (await ask({"file": told}))["kind"] == "spk"
    await described(bus, "0" * 64, Told.UNKNOWN)
    for arguments, error in (
        ({"content": "0" * 64}, "Describe.Unknown"),
        ({"content": "x.>"}, "Task.BadArguments"),
        ({"path": "none"}, "Collection.Missing"),
    ):
        with pytest.raises(StepError) as caught:
            await ask(arguments)
        assert caught.value.error == error
