"""The settings of the store that a site's files lie at. No secret is in them, only where it is."""

from dataclasses import dataclass
from pathlib import Path

from shared.model.errors import OperatorError
from shared.roots.open_root import RootUrlError, scheme_of

SCHEMES = ("s3", "sftp", "ftp", "ftps")


class SecretFileError(OperatorError):
    """A secret cannot be read where the settings say it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreSettings:
    """A store, and where what is shown to it lies."""

    url: str
    endpoint: str = ""
    region: str = "us-east-1"
    access_key: str = ""
    password_file: Path | None = None
    private_key: Path | None = None
    known_hosts: Path | None = None
    certificate_authority: Path | None = None

    def password(self) -> str | None:
        """Return the secret. Raises SecretFileError."""
        if self.password_file is None:
            return None
        try:
            return self.password_file.read_text(encoding="utf-8").rstrip("\n")
        except (OSError, UnicodeDecodeError) as error:
            raise SecretFileError(f"the secret in {self.password_file} cannot be read: {error}") from error


def check_store_url(url: str) -> None:
    """Make sure that a kind of store is known; an empty address is none at all.

    Raises:
        RootUrlError: no site's files can lie there.
    """
    if url and scheme_of(url) not in SCHEMES:
        known = ", ".join(f"{one}://" for one in SCHEMES)
        raise RootUrlError(f"no site's files can lie at such an address: say one that begins with {known}")
    if "@" in url and ":" in url.partition("://")[2].partition("@")[0]:
        raise RootUrlError("a password stands in the address of a root: put it in a file, and say the file")
