"""Looking into the history, over the command line and the API of a real manager."""

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from shared.bus.nats.bus import connect_bus
from shared.bus.settings import BusSettings
from tests.e2e.harness import PATIENCE, REPOSITORY, Rack, eventually, write

FILES = "/api/v1/collections/spice/files"
PROBLEM = "application/problem+json"


class Story:
    """What was done at two sites, with the revisions at which it was in place."""

    def __init__(self, rack: Rack) -> None:
        self.rack = rack
        write(rack["a"] / "lsk" / "naif.tls", "leapseconds 1")
        write(rack["a"] / "old.bc", "attitude")
        self.first = self.settled()
        write(rack["b"] / "lsk" / "naif.tls", "leapseconds 1 and 2")
        (rack["b"] / "old.bc").unlink()
        write(rack["b"] / "new.bsp", "trajectory")
        self.last = self.settled()

    def settled(self) -> int:
        """Sync and return the head."""
        self.rack.synced()
        return int(self.rack.status()["revision"])

    def say(self, *arguments: str) -> str:
        """Run a command that works and return what it prints."""
        done = self.rack.spicerack(*arguments)
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        return done.stdout

    def complaint(self, *arguments: str) -> str:
        """Run a command that fails and return its one line."""
        done = self.rack.spicerack(*arguments)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.count("\n") == 1
        return done.stderr


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """Two sites with a past."""
    directory = tmp_path_factory.mktemp("views")
    with Rack(directory, "a", "b", processes=False).running() as rack:
        yield Story(rack)


def test_tree_of_the_past_is_listed(story: Story) -> None:
    """`ls --at` shows what stood there then, by pages over the API; before the first commit, nothing."""
    then = json.loads(story.say("ls", "--at", str(story.first), "--json"))
    assert then["revision"] == story.first
    assert {row["path"]: row["size"] for row in then["files"] if row["kind"] == "file"} == {
        "lsk/naif.tls": 13,
        "old.bc": 8,
    }
    page = story.rack.get(f"{FILES}?at={story.first}&limit=1").json()
    rest = story.rack.get(f"{FILES}?at={story.first}&after={page['next']}").json()
    assert page["files"] + rest["files"] == then["files"]
    assert story.say("ls", "--at", "0") == ""
    assert "new.bsp" in story.say("ls")


def test_moments_are_said_by_time_as_well(story: Story) -> None:
    """A time is the revision that was the newest then: `ls --at` and `diff` show what they show of that."""
    commits = json.loads(story.say("log", "--json"))["commits"]
    then = next(row["made_at"] for row in commits if row["revision"] == story.first)
    assert story.say("ls", "--at", then, "--json") == story.say("ls", "--at", str(story.first), "--json")
    assert story.say("ls", "--at", "2020-01-01") == ""
    whole = ("diff", "--from", str(story.first), "--to", str(story.last), "--json")
    assert story.say("diff", "--from", then, "--json") == story.say(*whole)


def test_revision_to_come_is_refused(story: Story) -> None:
    """A revision above the head is no empty tree."""
    assert "is not there yet" in story.complaint("ls", "--at", "99999")
    assert "is not there yet" in story.complaint("diff", "--from", "1", "--to", "99999", "--json")


def test_log_lists_the_commits_newest_first(story: Story) -> None:
    """Revision, time, site and what came of the changes, for people and for programs."""
    commits = json.loads(story.say("log", "--json"))["commits"]
    assert [row["revision"] for row in commits] == sorted((row["revision"] for row in commits), reverse=True)
    assert commits[0]["revision"] == story.last
    assert {row["site"] for row in commits} == {"a", "b"}
    assert sum(row["deleted"] for row in commits) == 1
    lines = story.say("log").splitlines()
    assert len(lines) == len(commits)
    assert re.search(rf"^ +{story.last}  \d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\dZ  b ", lines[0])


def test_log_is_read_in_pages(story: Story) -> None:
    """The cursor of a page leads to the next, without a gap or a repeat."""
    whole = story.rack.get("/api/v1/collections/spice/log").json()
    rows, before = [], ""
    while True:
        page = story.rack.get(f"/api/v1/collections/spice/log?limit=1{before}").json()
        rows += page["commits"]
        if page["next"] is None:
            break
        before = f"&before={page['next']}"
    assert rows == whole["commits"]


def test_history_of_a_path_is_shown(story: Story) -> None:
    """Each revision with its time, site, size and content, also of what was deleted."""
    rows = json.loads(story.say("log", "lsk/naif.tls", "--json"))["history"]
    assert [(row["author"], row["size"]) for row in rows] == [("b", 19), ("a", 13)]
    assert all(row["made_at"] for row in rows)
    lines = story.say("log", "lsk/naif.tls").splitlines()
    assert rows[0]["content"][:12] in lines[0]
    assert story.say("log", "old.bc").splitlines()[0].endswith("deleted")
    assert "nothing ever stood at 'never'" in story.complaint("log", "never")


def test_difference_of_two_revisions_is_shown(story: Story) -> None:
    """Added, changed and deleted paths; the other way round from the later to the earlier."""
    there = ("diff", "--from", str(story.first), "--to", str(story.last))
    back = ("diff", "--from", str(story.last), "--to", str(story.first))
    assert story.say(*there).splitlines() == [
        "M  lsk/naif.tls  (13 B to 19 B)",
        "A  new.bsp  (10 B)",
        "D  old.bc  (8 B)",
    ]
    assert [line[:1] for line in story.say(*back).splitlines()] == ["M", "D", "A"]
    rows = json.loads(story.say(*there, "--json"))["differences"]
    assert [row["difference"] for row in rows] == ["changed", "added", "deleted"]
    assert story.say("diff", "--from", "0", "--to", "0") == ""


def test_watch_says_each_change_until_it_is_interrupted(story: Story) -> None:
    """Where no terminal is, a line for each site and for each change of it; Ctrl-C ends it with 0."""
    command = ["status", "--watch", "--interval", "0.1", "--url", story.rack.url]
    watching = subprocess.Popen(
        [sys.executable, "-m", "spicerack", *command], cwd=REPOSITORY, stdout=subprocess.PIPE, text=True
    )
    assert watching.stdout is not None
    first = [watching.stdout.readline() for _ in range(3)]
    assert [line.split(":")[0] for line in first] == ["spice", "a", "b"]
    write(story.rack["a"] / "watched", "x")
    for line in watching.stdout:
        if "spice: revision" in line:
            break
    watching.send_signal(signal.SIGINT)
    watching.communicate(timeout=PATIENCE)
    assert watching.returncode == 0


def test_errors_of_the_api_are_problem_details(story: Story) -> None:
    """Each is of the media type of RFC 9457, with its status and one line that says what to do."""
    asked = {
        "/api/v1/collections/other/log": 404,
        "/api/v1/collections/spice/diff?from=1&to=99999": 404,
        "/api/v1/collections/spice/diff?to=1": 422,
        f"{FILES}?at=-1": 422,
        f"{FILES}?at={10**30}": 422,
        "/api/v1/dead/7": 404,
        "/api/v1/dead/0": 422,
    }
    for path, status in asked.items():
        answer = story.rack.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (status, PROBLEM), path
        assert answer.json()["status"] == status
        assert answer.json()["detail"]


def test_document_of_the_api_tells_the_errors(story: Story) -> None:
    """Every new route documents its errors as problem details."""
    document = story.rack.get("/openapi.json").json()
    paths, described = document["paths"], document["components"]["responses"]
    for operation, status in (
        (paths["/api/v1/collections/{collection}/log"]["get"], "404"),
        (paths["/api/v1/dead/{number}/retry"]["post"], "409"),
    ):
        kind = operation["responses"][status]["$ref"].rpartition("/")[2]
        assert PROBLEM in described[kind]["content"]


def test_no_dead_letters_is_said(story: Story) -> None:
    """An empty box is no error, and asking for a letter that is not there is one."""
    assert story.say("dead", "list") == "no dead letters\n"
    assert json.loads(story.say("dead", "list", "--json")) == {"letters": []}
    for command in ("show", "retry", "drop"):
        assert "there is no dead letter 7" in story.complaint("dead", command, "7")


def test_dead_letters_are_looked_at_tried_again_and_dropped(story: Story) -> None:
    """A job that nobody understands dies with a reason; tried again it dies again, under a new id."""
    subject = "rack.job.a.apply"
    asyncio.run(publish(story.rack, subject, b'{"nonsense": 1}'))
    first = letter_after(story, 0)
    listed = story.say("dead", "list")
    assert "transfer-a" in listed
    assert "cannot be understood" in listed
    opened = json.loads(story.say("dead", "show", str(first), "--json"))
    assert (opened["subject"], opened["text"], opened["whole"]) == (subject, '{"nonsense": 1}', True)
    assert subject in story.say("dead", "show", str(first))
    assert story.say("dead", "retry", str(first)) == f"{subject}: published again\n"
    second = letter_after(story, first)
    assert f"dead letter {second} is dropped" in story.say("dead", "drop", str(second))
    assert story.say("dead", "list") == "no dead letters\n"


async def publish(rack: Rack, subject: str, data: bytes) -> None:
    """Put a message on the embedded server's bus."""
    known = rack.nats()
    servers = (f"nats://127.0.0.1:{known['port']}",)
    password = SecretStr(known["password"])
    async with connect_bus(BusSettings(servers=servers, user=known["user"], password=password)) as bus:
        await bus.publish(subject, data)


def letter_after(story: Story, number: int) -> int:
    """Wait for a dead letter with an id above `number`; return its id."""
    found: list[int] = []

    def came() -> bool:
        letters = story.rack.get(f"/api/v1/dead?after={number}").json()["letters"]
        found[:] = [letter["id"] for letter in letters]
        return bool(found)

    eventually(came, what="a dead letter")
    return found[0]


def test_up_takes_a_file(tmp_path: Path) -> None:
    """What the options say may stand in a file, relative to it; a word that nothing knows is refused."""
    rack = Rack(tmp_path, "a", "b", processes=False)
    file = tmp_path / "rack.toml"
    sites = '[sites.a]\nroot = "a"\n[sites.b]\nroot = "b"\nreceive_only = true\n'
    file.write_text(f'state = "state"\nport = {rack.port}\n[settings]\nsettle_seconds = 0.2\n{sites}')
    command = [sys.executable, "-m", "spicerack", "up", "--config", str(file)]
    environment = {name: text for name, text in os.environ.items() if not name.startswith("SPICERACK_")}
    running = subprocess.Popen(
        command, cwd=REPOSITORY, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert running.stdout is not None
    waiting = {"manager-a", "manager-b", "transfer-a", "transfer-b", "orchestrator"}
    said = []
    for line in running.stdout:
        said.append(line)
        if ": ready" in line:
            waiting.discard(line.split(":")[0])
        if not waiting:
            break
    write(rack["a"] / "file", "x")
    rack.synced()
    assert rack.site("b")["receive_only"], said
    running.send_signal(signal.SIGTERM)
    running.communicate(timeout=PATIENCE)
    assert running.returncode == 0
    file.write_text(file.read_text().replace("settle_seconds", "settel_seconds"))
    refused = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert refused.returncode == 2
    assert "unknown key 'settel_seconds' in [settings]" in refused.stderr
    assert refused.stderr.count("\n") == 1
