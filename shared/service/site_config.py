"""Settings of services that work on a site's files: where these are, and what is shown to get in there."""

from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from shared.model.names import SiteName
from shared.roots.local_root import LocalRoot
from shared.roots.open_root import RootUrlError
from shared.roots.remote.store_settings import StoreSettings, check_store_url
from shared.service.config import ServiceConfig


class SiteConfig(ServiceConfig):
    """`SPICERACK_*` of a service of a site."""

    site: SiteName
    root: LocalRoot
    """The directory that holds the collection at this site; with a `root_url`, what SpiceRack itself keeps
    beside it: staging area, trash, journal, locks. All services of a site have the same."""
    root_url: str = Field(default="", max_length=4000)
    """Where the files are, if not in `root`: `s3://bucket/prefix`, `sftp://user@host/path`, `ftp://` or
    `ftps://`. It never holds a secret."""
    root_endpoint: str = ""
    """Of a bucket: the URL of a store that is not Amazon's."""
    root_region: str = "us-east-1"
    """Of a bucket."""
    root_access_key: str = ""
    """Of a bucket; empty: what the environment of the process says, its files or its role."""
    root_password_file: Path | None = None
    """A file with the secret key of a bucket, or the password at a server."""
    root_private_key: Path | None = None
    """An OpenSSH key without a passphrase, for SFTP."""
    root_known_hosts: Path | None = None
    """Keys of SFTP servers, as OpenSSH keeps them; without it none is trusted."""
    root_ca_file: Path | None = None
    """The authority of the store's certificate, where it is not one that is known."""

    @model_validator(mode="after")
    def _root_can_be_opened(self) -> Self:
        if bool(self.root_access_key) and self.root_password_file is None:
            raise ValueError("root_access_key wants root_password_file, a file with the secret key")
        try:
            check_store_url(self.root_url)
        except RootUrlError as error:
            raise ValueError(str(error)) from error
        return self

    def store_settings(self) -> StoreSettings | None:
        """Return how the store is reached that the files lie at; None where they lie in `root`."""
        if not self.root_url:
            return None
        return StoreSettings(
            url=self.root_url,
            endpoint=self.root_endpoint,
            region=self.root_region,
            access_key=self.root_access_key,
            password_file=self.root_password_file,
            private_key=self.root_private_key,
            known_hosts=self.root_known_hosts,
            certificate_authority=self.root_ca_file,
        )
