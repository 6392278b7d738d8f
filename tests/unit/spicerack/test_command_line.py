"""What commands say when they are typed wrongly or nobody answers: one line, never a traceback."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from spicerack.main import execute
from spicerack.up.lock import state_lock
from testing.servers.listening import free_ports

REPOSITORY = Path(__file__).parents[3]


@pytest.fixture
def nobody():
    """A URL at which nothing answers."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    return f"http://127.0.0.1:{port}"


def complaint(capsys, *arguments: str) -> tuple[int, str]:
    """Run a command that fails; return its exit code and its one line on stderr."""
    code = execute(arguments)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.endswith("\n")
    assert captured.err.count("\n") == 1
    return code, captured.err


def test_a_name_in_an_error_cannot_harm_a_terminal(capsys) -> None:
    """Its commands are told as text, as in lists."""
    code, said = complaint(capsys, "archive", "deleteframes", "--rules", "no\x1b[31m\nrules.toml")
    assert (code, "no\\x1b[31m\\nrules.toml cannot be read" in said, "\x1b" in said) == (2, True, False)


@pytest.mark.parametrize(
    "command",
    [
        ["status"],
        ["status", "--json"],
        ["status", "--watch"],
        ["sync"],
        ["ls"],
        ["ls", "--at", "3", "--json"],
        ["log", "--json"],
        ["log", "path"],
        ["diff", "--from", "1", "--to", "2"],
        ["site", "release", "a", "--yes"],
        ["dead", "list", "--json"],
        ["dead", "show", "1"],
        ["dead", "retry", "1"],
        ["dead", "drop", "1"],
    ],
)
def test_no_manager_is_said_with_what_to_do(capsys, nobody, command):
    """Every command that asks a manager says the same when none answers."""
    code, line = complaint(capsys, *command, "--url", nobody)
    assert (code, line) == (
        1,
        f"spicerack: no manager answers at {nobody}: start one with `spicerack up` or say --url\n",
    )


def test_address_comes_from_the_environment(capsys, nobody, monkeypatch):
    """SPICERACK_URL serves where no --url is given."""
    monkeypatch.setenv("SPICERACK_URL", nobody)
    assert nobody in complaint(capsys, "status")[1]


@pytest.mark.parametrize(
    "url", ["", "127.0.0.1:8080", "ftp://x", "http://", "http://[::1", "http://x:port", "http://a b"]
)
def test_address_out_of_form_is_a_usage_problem(capsys, url):
    """A wrong URL never becomes a traceback."""
    code, line = complaint(capsys, "status", "--url", url)
    assert code in (1, 2)
    assert "http://" in line


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["--nonsense"],
        ["up"],
        ["up", "--site"],
        ["up", "--site", "a"],
        ["up", "--site", "a=/tmp", "--port", "many"],
        ["up", "--site", "a=/tmp", "--port", "70000"],
        ["up", "--site", "a=/tmp", "--nats", "nowhere"],
        ["sync", "--timeout", "-1"],
        ["status", "--watch", "--interval", "0"],
        ["ls", "--at", "-1"],
        ["ls", "--at", "latest"],
        ["diff"],
        ["diff", "--to", "1"],
        ["diff", "--from", "then"],
        ["find", "--at", "latest"],
        ["dead", "nonsense"],
        ["dead", "show"],
        ["dead", "drop", "0"],
        ["sync", "--timeout", "nan"],
        ["site", "release"],
        ["site", "release", "No/Name", "--yes"],
        ["site", "nonsense"],
        ["serve"],
        ["serve", "nonsense"],
    ],
)
def test_what_is_typed_wrongly_exits_with_2(capsys, arguments):
    """One line on stderr says what is wrong."""
    assert complaint(capsys, *arguments)[0] == 2


def test_what_answers_but_is_no_manager_is_said(capsys):
    """A server that does not speak HTTP is named as what it is: no manager."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.listen()
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        command = [sys.executable, "-m", "spicerack", "status", "--url", url]
        answering = subprocess.Popen(command, stderr=subprocess.PIPE, cwd=REPOSITORY)
        with server.accept()[0] as connection:
            connection.recv(65536)
            connection.sendall(b"INFO {}\r\n")
        _, errors = answering.communicate(timeout=20)
    assert answering.returncode == 1
    assert b"is no manager" in errors


def test_up_touches_nothing_when_a_port_is_in_use(capsys, tmp_path):
    """A refusal leaves neither a state directory nor anything in the site's."""
    (tmp_path / "a").mkdir()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        arguments = ["--site", f"a={tmp_path}/a", "--state", f"{tmp_path}/state", "--port", str(port - 1)]
        code, line = complaint(capsys, "up", *arguments)
    assert code == 1
    assert f"port {port} on 127.0.0.1 is in use" in line or f"port {port - 1}" in line
    assert [path.name for path in tmp_path.rglob("*")] == ["a"]


def test_up_touches_nothing_when_nats_does_not_answer(capsys, tmp_path, nobody):
    """A NATS server that is not there is named without its password."""
    (tmp_path / "a").mkdir()
    url = nobody.replace("http://", "nats://me:secret@")
    arguments = [
        "--site",
        f"a={tmp_path}/a",
        "--state",
        f"{tmp_path}/state",
        "--port",
        str(free_ports(4)),
        "--nats",
        url,
    ]
    code, line = complaint(capsys, "up", *arguments)
    assert code == 1
    assert "no NATS server answers at nats://127.0.0.1" in line
    assert "secret" not in line
    assert [path.name for path in tmp_path.rglob("*")] == ["a"]


def test_second_start_names_the_first(capsys, tmp_path):
    """The lock is looked at before ports are, which the first start holds too."""
    (tmp_path / "a").mkdir()
    (tmp_path / "state").mkdir()
    with state_lock(tmp_path / "state", pid=4711):
        code, line = complaint(capsys, "up", "--site", f"a={tmp_path}/a", "--state", f"{tmp_path}/state")
    assert code == 1
    assert "already runs" in line
    assert "pid 4711" in line


def test_serve_needs_nothing_of_the_command_line():
    """A service starts where Typer, Rich and httpx are not installed."""
    code = (
        "import sys\n"
        "from spicerack.main import execute\n"
        "sys.modules['services.manager.__main__'] = type(sys)('fake')\n"
        "sys.modules['services.manager.__main__'].main = lambda: print('served')\n"
        "assert execute(['serve', 'manager']) == 0\n"
        "print([name for name in ('typer', 'rich', 'httpx') if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    assert done.stdout.splitlines() == ["served", "[]"]


def test_help_needs_no_manager(capsys):
    """`--help` works anywhere and names every command."""
    assert execute(["--help"]) == 0
    out = capsys.readouterr().out
    assert all(
        command in out for command in ("up", "sync", "status", "ls", "log", "diff", "site", "dead", "serve")
    )


@pytest.mark.parametrize("text", ["nan", "inf", "-inf"])
def test_a_time_that_never_ends_is_typed_wrongly(capsys, nobody, text):
    """No wait ends after `nan` seconds."""
    code, said = complaint(capsys, "sync", "--timeout", text, "--url", nobody)
    assert code == 2
    assert "--timeout" in said


def test_watch_takes_the_interrupt_whatever_it_inherited(nobody):
    """A shell hands its children in the background of a script that Ctrl-C is ignored."""
    program = (
        "import signal, sys; signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        "from spicerack.commands.sites import watch\n"
        "def look(*_args, **_options): signal.raise_signal(signal.SIGINT)\n"
        "watch.watch_status = look\n"
        "sys.exit(int(watch.watch(None, interval=1.0, as_json=True)) or 7)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=REPOSITORY, check=False)
    assert done.returncode == 7
