"""Reading the file that an operator has written, and the secrets that it points at."""

import tomllib
from pathlib import Path

from pydantic import ValidationError

from services.acquirer.feeds.model import AcquirerFile, Provider
from shared.model.errors import OperatorError
from shared.roots.remote.address import Credentials


class AcquirerFileError(OperatorError):
    """The file cannot be used; the text says where and why."""


def read_acquirer_file(path: Path) -> AcquirerFile:
    """Return what the file says. Raises AcquirerFileError."""
    try:
        return AcquirerFile.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise AcquirerFileError(f"{path} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise AcquirerFileError(f"{path} is no TOML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise AcquirerFileError(f"{path}: {where or 'it'}: {first['msg']}") from error


def credentials_of(provider: Provider) -> Credentials:
    """Return what a provider is shown. Raises AcquirerFileError."""
    password = None
    if provider.password_file is not None:
        try:
            password = provider.password_file.read_text(encoding="utf-8").rstrip("\n")
        except (OSError, ValueError) as error:
            raise AcquirerFileError(
                f"the password in {provider.password_file} cannot be read: {error}"
            ) from error
    return Credentials(
        password=password,
        private_key=provider.private_key,
        known_hosts=provider.known_hosts,
        certificate_authority=provider.certificate_authority,
    )
