"""The address of a NATS server with credentials. Pure."""

from dataclasses import dataclass, field
from urllib.parse import SplitResult, unquote, urlsplit

from spicerack.errors import UsageProblem

NATS_PORT = 4222
"""The port that IANA lists for NATS clients."""

FORM = "say nats://HOST:PORT or nats://USER:PASSWORD@HOST:PORT"


@dataclass(frozen=True, slots=True, kw_only=True)
class NatsAddress:
    """Where a NATS server answers, and as whom to connect."""

    scheme: str = "nats"
    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def url(self) -> str:
        """The URL without credentials: safe to show and to log."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"


def parse_nats_url(url: str, *, user: str = "", password: str = "") -> NatsAddress:
    """Read a NATS URL; `user` and `password` are used where it has none.

    No message repeats the URL, which may hold a password.

    Raises:
        UsageProblem: it is out of form.
    """
    try:
        parts = urlsplit(url)
        port = NATS_PORT if parts.port is None else parts.port
    except ValueError as error:
        raise UsageProblem(f"the --nats URL is out of form ({error}): {FORM}") from error
    _check_form(parts, port)
    if (parts.username or "") and not parts.password:
        raise UsageProblem(f"the --nats URL has a user but no password: {FORM}")
    return NatsAddress(
        scheme=parts.scheme,
        host=parts.hostname or "",
        port=port,
        user=unquote(parts.username or user),
        password=unquote(parts.password) if parts.password else password,
    )


def _check_form(parts: SplitResult, port: int) -> None:
    if parts.scheme not in ("nats", "tls"):
        raise UsageProblem(f"the --nats URL has to begin with nats:// or tls://: {FORM}")
    if not parts.hostname or any(character.isspace() or character == "," for character in parts.netloc):
        raise UsageProblem(f"the --nats URL has to name one host: {FORM}")
    if port == 0:
        raise UsageProblem(f"the --nats URL has port 0: {FORM}")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise UsageProblem(f"the --nats URL has something after the port: {FORM}")
