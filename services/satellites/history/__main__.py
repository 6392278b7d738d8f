"""`python -m services.satellites.history seal DAY SECRET-FILE`: OMM in JSON from input, sealed to output.

The element sets that had their epoch on a day come from a provider once, and are kept: space-track asks that
`gp_history` be pulled once in a lifetime. Nothing but the sealed text is written.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from services.satellites.catalogue.decode.port import Format, MalformedError
from services.satellites.catalogue.gather import Gathering
from services.satellites.config import SettingsError, read_secrets
from services.satellites.history.seal import PIECE, SALT_BYTES, sealed
from services.satellites.history.store import SOURCE, day_of

USAGE = "usage: python -m services.satellites.history seal YYYY-MM-DD SECRET-FILE <omm.json >DAY.omm.sealed"


def main(arguments: list[str], given: BinaryIO, made: BinaryIO) -> None:
    """Seal one day. Raises SystemExit: it was asked wrongly, or what came is no catalogue."""
    try:
        verb, day_text, secret_file = arguments
        day = day_of(day_text)
        if verb != "seal":
            raise ValueError
    except ValueError:
        raise SystemExit(USAGE) from None
    try:
        (secret,) = read_secrets(Path(secret_file))[:1]
        for piece in sealed(_checked(given), secret=secret, day=day, salt=os.urandom(SALT_BYTES)):
            made.write(piece)
    except (SettingsError, MalformedError) as error:
        raise SystemExit(f"not sealed: {error}; remove what was written") from None


def _checked(given: BinaryIO) -> Iterator[bytes]:
    """Yield what comes, read as it will be read later. Raises MalformedError."""
    gathering = Gathering(SOURCE, Format.JSON)
    while piece := given.read(PIECE):
        gathering.feed(piece)
        yield piece
    gathering.finish().sets.wipe()


if __name__ == "__main__":
    main(sys.argv[1:], sys.stdin.buffer, sys.stdout.buffer)
