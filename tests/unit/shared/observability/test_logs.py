"""Log lines."""

import asyncio
import io
import json
import logging
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from shared.observability.logs import TEXT_MAX, configure_logging
from shared.observability.task_context import handling
from tests.unit.shared.web.certificates import Authority

LOGGER = logging.getLogger("spicerack.test")


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Return that it is."""
        return True


@pytest.fixture(autouse=True)
def _keep_root_logger() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def only_line(stream: io.StringIO) -> dict[str, Any]:
    """Return the one JSON line of a stream."""
    (line,) = stream.getvalue().splitlines()
    parsed: dict[str, Any] = json.loads(line)
    return parsed


def test_a_line_off_a_terminal_is_json_with_all_fields() -> None:
    """Where nobody watches, a line is one JSON object with where it came from and what it is about."""
    stream = io.StringIO()
    configure_logging(service="manager", site="a", stream=stream)

    headers = {"traceparent": f"00-{'1' * 32}-{'2' * 16}-01"}
    with handling(subject="rack.log.mro", sequence=7, delivery=2, headers=headers):
        LOGGER.warning("folded %d changes", 3, extra={"pack": "p"})

    line = only_line(stream)
    assert line.pop("time").endswith("Z")
    assert line == {
        "level": "warning",
        "logger": "spicerack.test",
        "message": "folded 3 changes",
        "service": "manager",
        "site": "a",
        "subject": "rack.log.mro",
        "stream_sequence": 7,
        "delivery": 2,
        "trace_id": "1" * 32,
        "pack": "p",
    }


def test_a_line_on_a_terminal_is_text() -> None:
    """Where a person watches, a line is text with the same content."""
    stream = Terminal()
    configure_logging(service="transfer", site="b", stream=stream)

    LOGGER.info("applied", extra={"subject": "rack.job.b.apply"})

    assert stream.getvalue().endswith("INFO    transfer/b spicerack.test: applied subject=rack.job.b.apply\n")


def test_a_line_for_a_person_leaves_the_trace_out() -> None:
    """On a terminal the message that is handled is named, and the 32 digits of its trace are not."""
    stream = Terminal()
    configure_logging(service="transfer", site="b", stream=stream)

    with handling(
        subject="rack.job.b.apply", sequence=3, headers={"traceparent": f"00-{'1' * 32}-{'2' * 16}-01"}
    ):
        LOGGER.info("applied")
    LOGGER.info("idle")

    first, second = stream.getvalue().splitlines()
    assert first.endswith("applied subject=rack.job.b.apply stream_sequence=3")
    assert second.endswith("idle")


def test_the_caller_may_insist_on_json() -> None:
    """`json=True` gives JSON even on a terminal, and a service without a site has no such field."""
    stream = Terminal()
    configure_logging(service="orchestrator", json=True, stream=stream)

    LOGGER.error("no")

    line = only_line(stream)
    assert line["message"] == "no"
    assert "site" not in line


@pytest.mark.parametrize("as_json", [True, False])
def test_a_hostile_name_cannot_forge_a_line(as_json: bool) -> None:
    """Line ends, terminal escapes and broken UTF-8 in a message or a field stay within their one line."""
    stream = io.StringIO()
    configure_logging(service="manager", json=as_json, stream=stream)

    LOGGER.info("saw %s", "a\nb\x1b[2J\udcff", extra={"path": "c\r\nd\u2028"})

    assert len(stream.getvalue().splitlines()) == 1
    assert "\x1b" not in stream.getvalue()
    stream.getvalue().encode("utf-8")


@pytest.mark.parametrize("as_json", [True, False])
def test_an_exception_comes_with_its_trace(as_json: bool) -> None:
    """A logged exception shows its type, text and place."""
    stream = io.StringIO()
    configure_logging(service="manager", json=as_json, stream=stream)

    try:
        raise OSError("disk on fire")
    except OSError:
        LOGGER.exception("stopped")

    assert "OSError: disk on fire" in stream.getvalue()
    assert "test_logs.py" in stream.getvalue()


def test_text_is_bounded() -> None:
    """A message and a field of any length are cut, so that one line stays within what collectors take."""
    stream = io.StringIO()
    configure_logging(service="manager", json=True, stream=stream)

    LOGGER.info("x" * 100_000, extra={"path": "y" * 100_000})

    line = only_line(stream)
    assert len(line["message"]) == TEXT_MAX + 1
    assert len(line["path"]) == TEXT_MAX + 1


def test_the_level_is_respected() -> None:
    """Lines below the level are left out, and an unknown level is refused."""
    stream = io.StringIO()
    configure_logging(service="manager", level="WARNING", stream=stream)

    LOGGER.info("quiet")

    assert stream.getvalue() == ""
    with pytest.raises(ValueError, match="LOUD"):
        configure_logging(service="manager", level="LOUD", stream=stream)


async def test_the_end_of_a_tls_connection_is_no_warning(tmp_path: Path) -> None:
    """A connection that began without TLS, as those to NATS do, is ended by its peer without a line."""
    authority, lines, greeted = Authority(tmp_path), io.StringIO(), asyncio.Event()
    there = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    there.load_cert_chain(*authority.sign("server"))

    async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"INFO")
        await greeted.wait()
        writer.close()

    server = await asyncio.start_server(greet, "127.0.0.1", 0, ssl=there)
    configure_logging(service="manager", level="WARNING", stream=lines)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    here = ssl.create_default_context(cafile=authority.file)
    protocol = writer.transport.get_protocol()
    await asyncio.get_running_loop().start_tls(writer.transport, protocol, here, server_hostname="127.0.0.1")
    assert await reader.readexactly(4) == b"INFO"
    greeted.set()
    assert await reader.read() == b""
    server.close()

    assert lines.getvalue() == ""


def test_a_request_that_a_service_makes_is_no_line_of_its_log() -> None:
    """A runner makes one each second for each of its Jobs; a warning of the same library is told."""
    stream = io.StringIO()
    configure_logging(service="runner", json=True, stream=stream)

    logging.getLogger("httpx").info("HTTP Request: GET http://cluster/pods")
    logging.getLogger("httpx").warning("it is told")

    assert only_line(stream)["message"] == "it is told"
