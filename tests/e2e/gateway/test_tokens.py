"""A rack whose callers say tokens: several processes, a real server, and the command line."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator

import httpx
import pytest

from tests.e2e.harness import REPOSITORY, Rack, eventually, write

BELOW = "/api/v1/collections/spice"
OURS = {"SpiceRack-Request": "1"}

HIDDEN, MISSING = "secret.bsp", "nosuch.bsp"
"""Names of one length: an answer's length must not tell either."""


@pytest.fixture(scope="module")
def rack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rack]:
    """Sites a and b, each service a process, all of which ask for tokens."""
    directory = tmp_path_factory.mktemp("tokens")
    two = Rack(directory, "a", "b", settings={"SPICERACK_ACCESS": "tokens"}, gateways=True)
    write(two["a"] / "open" / "one.bsp", b"for all")
    write(two["a"] / "shut" / HIDDEN, b"for some")
    with two.running():
        yield two
    assert two.tracebacks() == []


def run(rack: Rack, *arguments: str, token: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command, with a token in its environment."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SPICERACK_")}
    return subprocess.run(
        [sys.executable, "-m", "spicerack", *arguments],
        cwd=REPOSITORY,
        env={**environment, "SPICERACK_TOKEN": token, "SPICERACK_URL": rack.url},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def admin(rack: Rack) -> str:
    """Return the first token, made over the bus: nobody could ask for it over HTTP."""
    options = ("--name", "first", "--scope", "admin", "--collection", "*", "--state", str(rack.state))
    made = run(rack, "token", "create", *options)
    assert made.returncode == 0, made.stderr
    token = made.stdout.strip()
    wait_until_same(rack, token)
    return token


def wait_until_same(rack: Rack, token: str) -> None:
    """Wait until site b has the files of a."""
    done = run(rack, "sync", "--timeout", "60", token=token)
    assert done.returncode == 0, done.stderr


def get(url: str, token: str | None = None) -> httpx.Response:
    """GET, with a token."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return httpx.get(url, headers=headers, timeout=30, trust_env=False)


def test_commands_show_the_token_and_say_when_one_is_needed(rack: Rack, admin: str) -> None:
    """Status works with it; without one the line says what to do."""
    assert "spice at revision" in run(rack, "status", token=admin).stdout
    refused = run(rack, "status")
    assert refused.returncode == 1
    assert "spicerack token create" in refused.stderr
    assert "first" in run(rack, "token", "list", token=admin).stdout


def test_a_revoked_token_is_refused_by_every_process(rack: Rack, admin: str) -> None:
    """Made and revoked at one manager, it opens, then opens no more, gateways and managers of both sites."""
    made = run(rack, "token", "create", "--name", "short", "--scope", "read", token=admin)
    token = made.stdout.strip()
    doors = [
        *(f"{rack.gateway_of(site)}{BELOW}/files" for site in "ab"),
        *(f"{rack.url_of(site)}{BELOW}/files" for site in "ab"),
    ]
    eventually(lambda: [get(door, token).status_code for door in doors] == [200] * 4, what="it is known")
    assert run(rack, "token", "revoke", token, token=admin).returncode == 0
    eventually(lambda: [get(door, token).status_code for door in doors] == [401] * 4, what="it is not known")
    assert run(rack, "ls", token=token).returncode == 1


def test_a_link_of_one_gateway_opens_at_the_other(rack: Rack, admin: str) -> None:
    """The file it is for, and no other."""
    answer = httpx.post(
        f"{rack.gateway_of('a')}{BELOW}/links",
        json={"paths": ["open/one.bsp"], "seconds": 600},
        headers={**OURS, "Authorization": f"Bearer {admin}"},
        timeout=30,
        trust_env=False,
    )
    link = answer.json()["link"]
    assert get(answer.json()["url"]).content == b"for all"
    other = f"{rack.gateway_of('b')}{BELOW}/content"
    assert get(f"{other}/open/one.bsp?link={link}").content == b"for all"
    assert get(f"{other}/shut/{HIDDEN}?link={link}").status_code == 404


ROUTES = (
    ("GET", "{below}/files/shut/{name}", None),
    ("GET", "{below}/files?prefix=shut/{name}", None),
    ("GET", "{below}/files?glob=**/{name}&count=true", None),
    ("GET", "{below}/content/shut/{name}", None),
    ("HEAD", "{below}/content/shut/{name}", None),
    ("GET", "{below}/content/shut/{name}?at=1", None),
    ("GET", "{below}/diff?from=0&to=1&prefix=shut/{name}", None),
    ("POST", "{below}/archive", {"paths": ["shut/{name}"]}),
    ("GET", "/data/spice/shut/{name}", None),
    ("HEAD", "/data/spice/shut/{name}", None),
    ("GET", "/data/spice/shut/", None),
    ("PROPFIND", "/data/spice/shut/{name}", None),
    ("PUT", "{below}/content/shut/{name}", None),
    ("DELETE", "{below}/content/shut/{name}", None),
    ("DELETE", "/data/spice/shut/{name}", None),
    ("PUT", "/data/spice/shut/{name}", None),
    ("POST", "{below}/move", {"from": "shut/{name}", "to": "open/mine"}),
    ("POST", "{below}/copy", {"from": "shut/{name}", "to": "open/mine"}),
    ("POST", "{below}/links", {"paths": ["shut/{name}"]}),
)


@pytest.fixture(scope="module")
def narrow(rack: Rack, admin: str) -> str:
    """Return a token for a part of the collection, known at the gateway of a."""
    made = run(rack, "token", "create", "--name", "x", "--scope", "write", "--prefix", "open", token=admin)
    token = made.stdout.strip()
    door = f"{rack.gateway_of('a')}{BELOW}/files"
    eventually(lambda: get(door, token).status_code == 200, what="the token is known")
    return token


@pytest.mark.parametrize(("method", "route", "body"), ROUTES)
def test_a_hidden_path_is_answered_as_one_that_is_not_there(rack: Rack, narrow: str, method, route, body):
    """Status, head and body are the same but for the name, whatever is asked (I12)."""
    kind = {"Content-Type": "application/json"} if body else {}
    answers = []
    for name in (HIDDEN, MISSING):
        answer = httpx.request(
            method,
            rack.gateway_of("a") + route.format(below=BELOW, name=name),
            headers={**OURS, **kind, "Authorization": f"Bearer {narrow}"},
            content=json.dumps(body).replace("{name}", name) if body else None,
            timeout=30,
            trust_env=False,
        )
        head = {key: one for key, one in answer.headers.items() if key not in ("server-timing", "date")}
        answers.append((answer.status_code, head, answer.text.replace(HIDDEN, MISSING)))
        assert b"for some" not in answer.content
    assert answers[0] == answers[1]
    assert answers[0][0] < 500


def test_a_token_for_a_part_finds_the_gateway_by_itself(rack: Rack, narrow: str) -> None:
    """The manager tells it where services answer, and lists its part; of the rest it says nothing."""
    eventually(lambda: run(rack, "ls", token=narrow).returncode == 0, what="the manager knows the token")
    # The gateway that is named may be the other site's, which hears of the token by itself.
    eventually(
        lambda: run(rack, "find", token=narrow).stdout == "open/one.bsp\n", what="the gateway knows it too"
    )
    assert run(rack, "cat", "open/one.bsp", token=narrow).stdout == "for all"
    assert "shut" not in run(rack, "ls", token=narrow).stdout
    assert run(rack, "status", token=narrow).returncode == 1
    assert get(f"{rack.url}/api/v1/services").status_code == 401
