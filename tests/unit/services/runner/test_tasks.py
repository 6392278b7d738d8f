"""Tasks without a program: built-in ones, and calls that a receiver can check."""

import asyncio
import json
from datetime import UTC, datetime
from functools import partial

import httpx
import pytest

from services.runner.files import Files
from services.runner.program.place import Place
from services.runner.settings import RunnerFile, RunnerFileError, read_runner_file
from services.runner.tasks.choose import Tasks
from services.runner.tasks.http import Caller
from services.runner.tasks.port import Step, StepError
from shared.identity.call_signature import signature
from shared.roots.posix.open_posix import open_posix
from tests.unit.services.runner.steps import job

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


def tasks(tmp_path, answer=None, **file):
    """Return the tasks of a runner whose calls get an answer."""
    (tmp_path / "root").mkdir(exist_ok=True)
    files = Files(partial(open_posix, str(tmp_path / "root")))
    transport = None if answer is None else httpx.MockTransport(answer)
    caller = Caller(lambda: NOW, transport)
    return Tasks(RunnerFile.model_validate(file), files, caller, place=Place(tmp_path, "one"))


async def run(found, resource, arguments=None, *, announce=lambda _: None):
    """Run the task of a resource."""
    asked = job(resource, arguments)
    return await found.task(resource).run(Step(job=asked, write=lambda *_: None, announce=announce))


@pytest.mark.parametrize(
    ("path", "text"), [("a.jsonl", "1\n2\n"), ("a.ndjson", "1\n2"), ("a.xyzl", "[1,\n2]")]
)
async def test_lines_are_items_where_the_name_says_so(tmp_path, path, text):
    """Any other file is one JSON list, whatever letter its name ends in."""
    found = tasks(tmp_path)
    await run(found, "spicerack:publish", {"path": path, "text": text})
    assert await run(found, "spicerack:items", {"path": path}) == [1, 2]


async def test_what_was_published_is_verified_and_listed(tmp_path):
    """Publish, verify and items work on the same file; the same again changes nothing."""
    found = tasks(tmp_path)
    arguments = {"path": "list.json", "json": [1, "é"]}
    (told,) = await run(found, "spicerack:publish@a", arguments)
    assert await run(found, "spicerack:publish", arguments) == [told]
    assert await run(found, "spicerack:verify", {"file": told}) == told
    assert await run(found, "spicerack:items", {"path": "list.json"}) == [1, "é"]
    for wrong, error in (
        ({**told, "size": 1}, "Verify.Different"),
        ({"path": "none"}, "Collection.Missing"),
        ({"path": "../x"}, "Task.BadArguments"),
        ({}, "Task.BadArguments"),
    ):
        with pytest.raises(StepError) as caught:
            await run(found, "spicerack:verify", wrong)
        assert caught.value.error == error


@pytest.mark.parametrize(("theirs", "error"), [("ours", None), ("theirs", "Collection.Exists")])
async def test_a_file_that_another_publishes_at_the_same_moment_is_looked_at_again(tmp_path, theirs, error):
    """The same bytes are as if they had been published before; others stay, and the step says so."""
    found = tasks(tmp_path)

    def overtaken(_):
        (tmp_path / "root" / "a.txt").write_text(theirs)

    publishing = run(found, "spicerack:publish", {"path": "a.txt", "text": "ours"}, announce=overtaken)
    if error is None:
        (told,) = await publishing
        assert (told["path"], told["size"]) == ("a.txt", 4)
    else:
        with pytest.raises(StepError) as caught:
            await publishing
        assert caught.value.error == error
    assert (tmp_path / "root" / "a.txt").read_text() == theirs


async def test_contents_are_announced_before_they_are_there(tmp_path):
    """Whoever sees a file can ask which execution made it; what is there already is not made again."""
    found = tasks(tmp_path)
    told = []

    def announce(contents):
        told.append(contents)
        assert not (tmp_path / "root" / "a.json").exists()

    arguments = {"path": "a.json", "json": 1}
    (made,) = await run(found, "spicerack:publish", arguments, announce=announce)
    await run(found, "spicerack:publish", arguments, announce=announce)
    assert told == [{"a.json": made["content"]}]


async def test_a_call_is_signed_and_named_for_who_receives_it(tmp_path):
    """The receiver can tell who calls, when, and whether it had the call before."""
    (tmp_path / "key").write_text("k3y\n")
    seen = []

    def answer(request):
        seen.append(request)
        return httpx.Response(200, json={"ok": True})

    found = tasks(tmp_path, answer, http={"https://host": {"secret": str(tmp_path / "key")}})
    assert await run(found, "https://host/do", {"x": 1}) == {"ok": True}
    (request,) = seen
    at = int(NOW.timestamp())
    assert request.headers["spicerack-signature"] == signature("k3y", request.content, at=at)
    assert request.headers["idempotency-key"] == "e1/3.1"
    assert json.loads(request.content)["input"] == {"x": 1}


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (httpx.Response(503, text="later"), "Http.Retryable"),
        (httpx.Response(404, text="no"), "Http.Failed"),
        (httpx.Response(302, headers={"Location": "http://169.254.169.254/"}), "Http.Failed"),
        (httpx.Response(200, text="<html>"), "Http.BadAnswer"),
        (httpx.Response(200, content=b"x" * 300_000), "Http.AnswerTooLarge"),
    ],
)
async def test_an_answer_that_is_none_has_a_name(tmp_path, answer, error):
    """Whether to try again is told by the name; redirects are not followed."""
    found = tasks(tmp_path, lambda _: answer, http={"https://host": {}})
    with pytest.raises(StepError) as caught:
        await run(found, "https://host/do")
    assert caught.value.error == error


@pytest.mark.parametrize("resource", ["https://other/x", "https://host.evil/x", "http://host/x"])
async def test_nobody_is_called_whom_the_file_does_not_name(tmp_path, resource):
    """A definition cannot reach into the runner's network."""
    with pytest.raises(StepError) as caught:
        await run(tasks(tmp_path, http={"https://host": {}}), resource)
    assert caught.value.error == "Runner.NotAllowed"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[commands.x]\nargv = ["sh"]', "absolute path"),
        ("[commands.x]", "argv"),
        ('[commands.x]\nargv = ["/bin/sh"]\nmemory = 1', "memory"),
        ('[http."https://host/path"]', "scheme, host and port"),
        ("[", "no TOML"),
    ],
)
def test_a_file_that_cannot_be_meant_is_refused(tmp_path, text, words):
    """The operator reads where and why."""
    (tmp_path / "runner.toml").write_text(text)
    with pytest.raises(RunnerFileError, match=words):
        read_runner_file(tmp_path / "runner.toml")


async def test_an_answer_that_drips_is_ended_and_one_that_is_cut_is_not_called_unreachable(tmp_path):
    """A slot is not held for days; who reads that it was reached asks whether its work was done."""

    class Dripping(httpx.AsyncByteStream):
        async def __aiter__(self):
            yield b"{"
            await asyncio.Event().wait()

    def cut(_):
        raise httpx.RemoteProtocolError("peer closed connection")

    url = "https://a.example"
    for answer, said, name, words in (
        (lambda _: httpx.Response(200, stream=Dripping()), {"answer_seconds": 0.01}, "States.Timeout", "end"),
        (cut, {}, "Http.Retryable", "may have done its work: peer closed"),
    ):
        found = tasks(tmp_path, answer, http={url: said})
        with pytest.raises(StepError, match=words) as error:
            await run(found, f"{url}/x")
        assert error.value.error == name
