"""Settings of a gateway."""

from pydantic import Field

from services.gateway.login.settings import LoginSettings
from shared.service.site_config import SiteConfig

MIB = 1024 * 1024
GIB = 1024 * MIB


class GatewayConfig(SiteConfig):
    """`SPICERACK_*` of a gateway."""

    open_files: int = Field(default=256, ge=1, le=100_000)
    """Contents kept open between requests: half of the open files that a process may have by default, and
    as many for connections."""
    cache_bytes: int = Field(default=10 * GIB, ge=0)
    """On disk, of contents that were read at other sites. A content larger than half of it is not kept: each
    range of it costs the whole content on the line. 0 keeps nothing."""
    cache_reserve_bytes: int = Field(default=GIB, ge=0)
    """Left free by the cache on the disk of `SPICERACK_STATE`, for what cannot be fetched again."""
    remote_at_once: int = Field(default=8, ge=1, le=256)
    """Contents that are read at other sites at the same time; others wait."""
    remote_window_bytes: int = Field(default=4 * MIB, ge=128 * 1024, le=64 * MIB)
    """On the way of each of them: what a line of 300 Mbit/s carries in 0.1 s. With `remote_at_once` it bounds
    the memory that they take."""
    hot_bytes: int = Field(default=32 * MIB, ge=0, le=1024 * MIB)
    """Of small contents kept in memory: some thousands of small kernels, in a process that takes 100 MiB."""
    archive_files: int = Field(default=20_000, ge=1, le=1_000_000)
    """Files of one archive: their list is held in memory, some kilobytes each."""
    archive_bytes: int = Field(default=256 * 1024 * MIB, ge=1)
    """Bytes of one archive: a day over a line of 25 Mbit/s."""
    followers: int = Field(default=64, ge=1, le=10_000)
    """Followers of events at a time: each takes one of the requests that are handled at once (256)."""
    oidc_client: str = ""
    """What the console is called at the identity provider, where people can log in there: a public client,
    with the gateway's address (`https://gateway.example/`) to come back to. None where it is empty."""
    oidc_scope: str = "openid"
    """What is asked for there, with blanks between: some providers need a scope for the audience."""
    verify_first_bytes: int = Field(default=64 * MIB, ge=0)
    """Contents up to this size are read and hashed before they are first told, in a fraction of a second. A
    larger one whose size and time are the log's is told at once, and hashed beside."""
    upload_bytes: int = Field(default=1024 * GIB, ge=1)
    """Of one file that is put: a disk of a site seldom takes more."""
    upload_least_rate: float = Field(default=500.0, ge=0)
    """Bytes a second that the body of an upload has to bring, on the average of five minutes: a modem brings
    three thousand. Who sends a byte now and then keeps a place from others. 0: any rate is taken."""
    reserve_bytes: int = Field(default=64 * MIB, ge=0)
    """Left free on the site's disk: a full one harms more than a late file."""
    refused_seconds: float = Field(default=300.0, ge=0)
    """For how long a refused write keeps its caller from deleting what stands there: some do so at once."""

    def login(self) -> LoginSettings | None:
        """Return where people log in; None where they do not."""
        if not self.oidc_client:
            return None
        return LoginSettings(
            issuer=self.oidc_issuer,
            client=self.oidc_client,
            scope=self.oidc_scope,
            ca_file=self.oidc_ca_file,
        )
