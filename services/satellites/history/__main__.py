"""`python -m services.satellites.history seal DAY SECRET-FILE`: OMM in JSON from input, sealed to output.

What comes is the whole catalogue as it was at the end of the day: the newest set of every object, of that day
or older. It comes from a provider once, and is kept: space-track asks that `gp_history` be pulled once in a
lifetime. Nothing but the sealed text is written.
"""

import math
import os
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import BinaryIO

from services.satellites.catalogue.decode.port import Format, MalformedError
from services.satellites.catalogue.gather import Gathering
from services.satellites.config import SettingsError, read_secrets
from services.satellites.history.seal import PIECE, SALT_BYTES, sealed
from services.satellites.history.store import SOURCE, day_of
from services.satellites.history.whole import REACH_DAYS, REACH_DAYS_MOST, end_of, flaw_of_day

USAGE = (
    "usage: python -m services.satellites.history seal YYYY-MM-DD SECRET-FILE [REACH-DAYS] "
    "<omm.json >DAY.omm.sealed"
)


def main(arguments: list[str], given: BinaryIO, made: BinaryIO) -> None:
    """Seal one day. Raises SystemExit: it was asked wrongly, or what came is no catalogue."""
    try:
        verb, day_text, secret_file, *rest = arguments
        day = day_of(day_text)
        (reach_text,) = rest or (str(REACH_DAYS),)
        if verb != "seal":
            raise ValueError
    except ValueError:
        raise SystemExit(USAGE) from None
    reach_days = _reach_days(reach_text)
    try:
        (secret,) = read_secrets(Path(secret_file))[:1]
        for piece in sealed(
            _checked(given, day, reach_days), secret=secret, day=day, salt=os.urandom(SALT_BYTES)
        ):
            made.write(piece)
    except (SettingsError, MalformedError) as error:
        raise SystemExit(f"not sealed: {error}; remove what was written") from None


def _reach_days(text: str) -> float:
    try:
        days = float(text)
    except ValueError:
        days = math.nan
    if not 0.0 <= days <= REACH_DAYS_MOST:
        raise SystemExit(
            f"not sealed: REACH-DAYS must be 0 to {REACH_DAYS_MOST:.0f}, how many days old some sets of the "
            "day must be; 0 is for objects that are all measured each day"
        )
    return days


def _checked(given: BinaryIO, day: date, reach_days: float) -> Iterator[bytes]:
    """Yield what comes, read and weighed as it will be later. Raises MalformedError."""
    gathering = Gathering(SOURCE, Format.JSON, now=end_of(day))
    while piece := given.read(PIECE):
        gathering.feed(piece)
        yield piece
    candidate = gathering.finish()
    flaw = flaw_of_day(candidate, day, least_objects=1, reach_days=reach_days)
    candidate.wipe()
    if flaw is not None:
        raise MalformedError(f"the day is {flaw}")


if __name__ == "__main__":
    main(sys.argv[1:], sys.stdin.buffer, sys.stdout.buffer)
