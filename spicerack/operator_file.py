"""The file of an operator's own key: where it is, and what is in it."""

import os
from collections.abc import Mapping
from pathlib import Path

from shared.identity.keyfile import KeyFileError, load_key
from shared.identity.keys import SigningKey
from spicerack.errors import CommandError

VARIABLE = "SPICERACK_OPERATOR_KEY"


def operator_file(environment: Mapping[str, str] = os.environ) -> Path:
    """Return where the key of this user is: below $XDG_CONFIG_HOME, else ~/.config/spicerack."""
    named, home = environment.get(VARIABLE, ""), environment.get("XDG_CONFIG_HOME", "")
    if named:
        return Path(named).expanduser()
    base = Path(home) if home.startswith("/") else Path("~/.config").expanduser()
    return base / "spicerack" / "operator.key"


def operator_key(path: Path) -> SigningKey:
    """Return the key of this user. Raises CommandError: there is none, or it cannot be read."""
    if not path.exists():
        raise CommandError(
            f"the collection heeds only what an operator's key has signed, and there is none in {path}: say "
            f"it where yours is, or name its file in {VARIABLE}; `spicerack keys init` makes one"
        )
    try:
        return load_key(path)
    except KeyFileError as error:
        raise CommandError(str(error)) from error
