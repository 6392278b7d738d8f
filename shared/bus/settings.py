"""The address of the bus for a process, and the bounds that it keeps there."""

from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

MIB = 1024 * 1024

INBOX_PREFIX = "_INBOX"
"""What NATS clients use where nothing else is said."""


class BusSettings(BaseModel):
    """Where the servers are, who we are, how long to wait. Seconds and bytes."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    servers: tuple[str, ...] = Field(min_length=1)
    """URLs such as nats://127.0.0.1:4222; any of them is used."""
    user: str | None = None
    password: SecretStr | None = None
    seed: SecretStr | None = None
    """Of the user's nkey, where the server knows its public half alone."""
    token: SecretStr | None = None
    credentials_file: Path | None = None
    """A NATS .creds file (JWT and seed)."""
    ca_file: Path | None = None
    """Certificates, as PEM, of the authority that signed the servers'; the system's own where it is None."""
    name: str = "spicerack"
    """Shown for this connection in the server's figures."""
    prefix: str = "rack"
    """First token of every subject (`Topology.prefix`)."""
    domain: str | None = None
    """JetStream domain of the hub, for a site behind a leaf node."""
    mirrored: bool = False
    """Whether the server at hand is a leaf node with mirrors of LOG and PACKS (`edge_mirrors`): these are
    read there, so that they cross the line once for all who are behind it."""
    inbox_prefix: str = INBOX_PREFIX
    """Subjects of replies: one of its own for each user, so that permissions can confine them."""
    connect_timeout: float = Field(default=2, gt=0)
    """For one attempt to reach one server."""
    reconnect_wait: float = Field(default=0.25, gt=0)
    """Between two attempts on the same server; attempts never end."""
    ping_seconds: float = Field(default=10, gt=0)
    """Between two pings; the third without an answer ends the connection. Where a line is cut nobody closes
    it, and the library's own two minutes left a site without the bus for longer than the cut had lasted."""
    request_timeout: float = Field(default=5, gt=0)
    """For one answer, the wait for a lost connection included."""
    publish_timeout: float = Field(default=10, gt=0)
    """For a publish to be stored: every one is synced to disk, so a busy disk needs longer."""
    bulk_timeout: float = Field(default=60, gt=0)
    """For one message of bulk data to go or come. Four parts of a pack travel at a time: 2 MiB, which a line
    of 300 kbit/s takes as long for. With less, nothing would ever arrive over a line that is too slow."""
    close_timeout: float = Field(default=2, gt=0)
    """For the last bytes to leave when the connection is closed."""
    bytes_in_flight: int = Field(default=32 * MIB, gt=0)
    """Payload published but not yet acknowledged, per connection. The server refuses beyond 128 MB."""

    @model_validator(mode="after")
    def _mirrors_of_a_hub(self) -> Self:
        if self.mirrored and not self.domain:
            raise ValueError("mirrors are of a hub: say its JetStream domain, too")
        return self

    @property
    def api_prefix(self) -> str:
        """First tokens of JetStream's own requests."""
        return f"$JS.{self.domain}.API" if self.domain else "$JS.API"
