"""RabbitMQ, which was unpacked and runs with a name server of its own, away from the system's."""

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from testing.servers.listening import free_port, listening
from testing.servers.unpacked import UNPACKED, Binary, unpacked_environment


@dataclass(slots=True)
class Broker:
    """A broker that can be started more than once over what it has kept."""

    work: Path
    port: int = field(default_factory=free_port)
    names_port: int = field(default_factory=free_port)
    between_port: int = field(default_factory=free_port)

    @property
    def url(self) -> str:
        """Its address, for the guest whom it lets in from loopback."""
        return f"amqp://guest:guest@127.0.0.1:{self.port}/"

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        """Run it for the block, or skip the test, loudly, where there is none."""
        name_server, server = _programs()
        environment = self._environment(name_server.environment)
        names = (name_server.path, "-port", str(self.names_port), "-address", "127.0.0.1")
        with (
            listening(names, self.names_port, environment),
            listening(("/bin/sh", "-e", server), self.port, environment),
        ):
            yield

    def _environment(self, found: dict[str, str]) -> dict[str, str]:
        folder = self.work / "bin"
        folder.mkdir(exist_ok=True)
        erlang = UNPACKED / "usr/lib/erlang"
        if erlang.is_dir():
            # The system's `erl` knows one place alone, where an unpacked Erlang is not.
            machine = next(erlang.glob("erts-*/bin"))
            wrapper = folder / "erl"
            wrapper.write_text(
                f"#!/bin/sh\nexport ROOTDIR={erlang} BINDIR={machine} EMU=beam PROGNAME=erl\n"
                'exec "$BINDIR/erlexec" "$@"\n'
            )
            wrapper.chmod(0o755)
        plugins = self.work / "plugins"
        plugins.write_text("[].\n")
        return {
            **found,
            "PATH": f"{folder}:{os.environ['PATH']}",
            "HOME": str(self.work),
            "ERL_EPMD_PORT": str(self.names_port),
            # Two waiting schedulers would spin beside the rest of the suite.
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+S 1:1 +sbwt none",
            "RABBITMQ_CONF_ENV_FILE": str(self.work / "none"),
            "RABBITMQ_CONFIG_FILES": str(self.work / "none"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(plugins),
            "RABBITMQ_MNESIA_BASE": str(self.work / "mnesia"),
            "RABBITMQ_LOG_BASE": str(self.work / "log"),
            "RABBITMQ_LOGS": "-",
            "RABBITMQ_NODENAME": "spicerack@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_DIST_PORT": str(self.between_port),
        }


def _programs() -> tuple[Binary, str]:
    """Return Erlang's name server, and the script that starts the broker."""
    places = [UNPACKED, Path("/")]
    for place in places:
        scripts = sorted(place.glob("usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin/rabbitmq-server"))
        names = sorted(place.glob("usr/lib/erlang/erts-*/bin/epmd"))
        if scripts and names:
            environment = unpacked_environment() if place == UNPACKED else dict(os.environ)
            return Binary(str(names[0]), environment), str(scripts[0])
    pytest.skip("RABBITMQ IS NOT TESTED WITH: it is not there; `make test-servers-nightly` unpacks it")
