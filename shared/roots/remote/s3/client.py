"""The calls of S3 that a root makes, and how a client for them is made."""

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

import botocore.config
import botocore.session

from shared.roots.open_root import RootUrlError

CONNECT_SECONDS = 10
READ_SECONDS = 60
"""Without a byte: a store that is busy sends some."""
ATTEMPTS_MAX = 4
"""Of one call, with growing pauses and jitter; a root's caller tries again later."""

Answer = dict[str, Any]


class S3Client(Protocol):
    """The calls; arguments and answers are those of the S3 API."""

    def list_objects_v2(self, **arguments: object) -> Answer:
        """List keys."""

    def head_object(self, **arguments: object) -> Answer:
        """Tell of an object."""

    def get_object(self, **arguments: object) -> Answer:
        """Give bytes of an object."""

    def put_object(self, **arguments: object) -> Answer:
        """Write an object."""

    def delete_object(self, **arguments: object) -> Answer:
        """Remove an object."""

    def create_multipart_upload(self, **arguments: object) -> Answer:
        """Begin an object of parts."""

    def upload_part(self, **arguments: object) -> Answer:
        """Add a part."""

    def complete_multipart_upload(self, **arguments: object) -> Answer:
        """Make the parts an object."""

    def abort_multipart_upload(self, **arguments: object) -> Answer:
        """Drop the parts."""

    def list_multipart_uploads(self, **arguments: object) -> Answer:
        """List objects of parts that were begun."""

    def close(self) -> None:
        """Close connections."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """Where a root is."""

    name: str
    prefix: str = ""
    """Of its keys, without a slash at its end; empty for the whole bucket."""

    @property
    def url(self) -> str:
        """The address."""
        return f"s3://{self.name}/{self.prefix}".rstrip("/")

    def key(self, path: str) -> str:
        """Return the key of a path."""
        return f"{self.prefix}/{path}" if self.prefix else path


@dataclass(frozen=True, slots=True, kw_only=True)
class S3Settings:
    """A store and what is shown to it."""

    endpoint: str | None = None
    """URL of a store that is not Amazon's."""
    region: str = "us-east-1"
    access_key: str | None = None
    """None: those of the environment of the process, its files or its role, as all tools for S3 find them."""
    secret_key: str | None = None
    anonymous: bool = False
    """Whether nothing is shown: of buckets that everybody may read."""
    certificate_authority: Path | None = None
    """Certificates (PEM) that the store's must lead to; None: those that botocore brings."""


def parse_bucket(url: str) -> Bucket:
    """Read `s3://bucket/prefix`.

    Raises:
        RootUrlError: it is no such address, or holds a secret.
    """
    parts = urlsplit(url)
    if parts.scheme != "s3" or not parts.netloc or "@" in parts.netloc or parts.query or parts.fragment:
        raise RootUrlError("no address of a bucket: say s3://bucket/prefix, and the keys in settings")
    return Bucket(name=parts.netloc, prefix=unquote(parts.path).strip("/"))


class ClientMaker:
    """Makes clients of any store; what the SDK reads of its own files, it reads once for all of them."""

    def __init__(self) -> None:
        self._session = botocore.session.get_session()
        self._turn = threading.Lock()
        """The session is made for one thread, its clients are for any."""

    def make(self, settings: S3Settings) -> S3Client:
        """Return a client. It opens no connection before its first call."""
        with self._turn:
            client: S3Client = self._session.create_client(
                "s3",
                endpoint_url=settings.endpoint,
                region_name=settings.region,
                aws_access_key_id=settings.access_key,
                aws_secret_access_key=settings.secret_key,
                verify=str(settings.certificate_authority) if settings.certificate_authority else None,
                config=_config(settings),
            )
        return client


def make_client(settings: S3Settings) -> S3Client:
    """Return a client; who makes several keeps a maker."""
    return ClientMaker().make(settings)


def _config(settings: S3Settings) -> botocore.config.Config:
    return botocore.config.Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        signature_version=botocore.UNSIGNED if settings.anonymous else None,
        retries={"total_max_attempts": ATTEMPTS_MAX, "mode": "standard"},
        # Names of buckets as hosts need DNS for each, which stores of one's own seldom have.
        s3={"addressing_style": "path" if settings.endpoint else "auto"},
    )
