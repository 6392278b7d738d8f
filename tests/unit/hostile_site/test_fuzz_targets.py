"""Decoders of foreign bytes answer or refuse: what fuzzing begins with, and what it has found."""

import pytest

from tests.fuzz.targets import TARGETS, seeds

FOUND = {
    "messages": [b"\0" + b"[" * 20_000, b'\0{"schema_version":2,"chunks":' + b"[" * 20_000],
    "tokens": [b"kkkkkkkkkkkk.e\xff.e"],
    "frames": ["\N{SNOWMAN}".encode(), b"\xff\xff"],
}


@pytest.mark.parametrize("target", TARGETS)
def test_what_is_right_is_read_and_what_was_found_is_refused(target: str) -> None:
    """And so is each of them with a byte turned, at some places."""
    for seed in (*seeds(target), *FOUND.get(target, ())):
        TARGETS[target](seed)
        for at in range(0, len(seed), 1 + len(seed) // 8):
            TARGETS[target](seed[:at] + bytes([seed[at] ^ 0x41]) + seed[at + 1 :])
