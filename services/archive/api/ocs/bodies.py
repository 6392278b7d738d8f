"""JSON of ingesters' requests, read into values that a database and every reader of JSON keep. Pure."""

import json
import math

from shared.model.numbers import INT64_MAX

DIGITS = len(str(-INT64_MAX))
"""Of the longest number of 64 bits, with its sign: more are not read as one."""


class BodyError(ValueError):
    """The body is no JSON."""


def read_json(body: bytes) -> object:
    """Return what a body says, without NUL, which PostgreSQL does not store in whatever string it stands.

    What is no finite number of 64 bits comes as its text, as it does from the header of a file.

    Raises:
        BodyError: it is no JSON, or holds half of a character.
    """
    try:
        value: object = json.loads(
            body.replace(b"\\u0000", b""), parse_int=_integer, parse_float=_real, parse_constant=str
        )
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise BodyError from error
    return value


def _integer(text: str) -> int | str:
    if len(text) > DIGITS or abs(int(text)) > INT64_MAX:
        return text
    return int(text)


def _real(text: str) -> float | str:
    value = float(text)
    return value if math.isfinite(value) else text
