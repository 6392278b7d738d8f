"""The address of a NATS server, or of the servers of a cluster, with credentials. Pure."""

from dataclasses import dataclass, field, replace
from urllib.parse import SplitResult, unquote, urlsplit

from spicerack.errors import UsageProblem

NATS_PORT = 4222
"""The port that IANA lists for NATS clients."""

FORM = "say nats://HOST:PORT or nats://USER:PASSWORD@HOST:PORT, and commas between servers of one cluster"


@dataclass(frozen=True, slots=True, kw_only=True)
class NatsAddress:
    """Where a NATS server answers, and as whom to connect."""

    scheme: str = "nats"
    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    others: tuple["NatsAddress", ...] = ()
    """Further servers of the same cluster."""

    @property
    def url(self) -> str:
        """The URLs without credentials, separated by commas: safe to show and to log."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return ",".join((f"{self.scheme}://{host}:{self.port}", *(other.url for other in self.others)))


def parse_nats_url(url: str, *, user: str = "", password: str = "") -> NatsAddress:
    """Read a NATS URL, or several with commas; `user` and `password` are used where none has them.

    No message repeats the URL, which may hold a password.

    Raises:
        UsageProblem: one is out of form, or two name different users.
    """
    first, *others = (_parse_one(one) for one in url.split(","))
    named = {(one.user, one.password) for one in (first, *others) if one.user}
    if len(named) > 1:
        raise UsageProblem("the --nats URLs name different users: one cluster is entered as one user")
    user, password = named.pop() if named else (user, password)
    return replace(first, user=user, password=password, others=tuple(others))


def _parse_one(url: str) -> NatsAddress:
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
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def _check_form(parts: SplitResult, port: int) -> None:
    if parts.scheme not in ("nats", "tls"):
        raise UsageProblem(f"the --nats URL has to begin with nats:// or tls://: {FORM}")
    if not parts.hostname or any(character.isspace() for character in parts.netloc):
        raise UsageProblem(f"the --nats URL has to name one host: {FORM}")
    if port == 0:
        raise UsageProblem(f"the --nats URL has port 0: {FORM}")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise UsageProblem(f"the --nats URL has something after the port: {FORM}")
