"""Fuzzing of decoders of foreign bytes with atheris: `make fuzz TARGET=messages MINUTES=60`.

The corpus begins with what is right. Arguments of libFuzzer may follow.
"""

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["shared"]):
    from tests.fuzz.targets import TARGETS, seeds


def write_corpus(target: str, folder: Path) -> None:
    """Write what fuzzing begins with."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds(target)):
        (folder / f"seed-{number:03}").write_bytes(seed)


if __name__ == "__main__":
    chosen, *rest = sys.argv[1:]
    write_corpus(chosen, Path(rest[0]))
    atheris.Setup([sys.argv[0], *rest], TARGETS[chosen])
    atheris.Fuzz()
