"""The real kernels beside the repository: `SPICERACK_SHARED_DATA`, or `../shared/data` from its root."""

import os
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def data() -> Path | None:
    """Return the folder with `kernels` and `series`; None where this machine has none."""
    named = os.environ.get("SPICERACK_SHARED_DATA")
    places = [Path(named)] if named else [ROOT.parent / "shared/data", ROOT.parent.parent / "shared/data"]
    return next((place for place in places if (place / "kernels").is_dir()), None)


def needed() -> Path:
    """Return the folder, or skip the test and say so in the summary of the run."""
    found = data()
    if found is None:
        message = "REAL KERNELS WERE NOT TESTED: set SPICERACK_SHARED_DATA to the folder that holds kernels/"
        warnings.warn(message, stacklevel=2)
        pytest.skip(message)
    return found


def kernels() -> Iterator[Path]:
    """Give every real kernel."""
    yield from sorted(path for path in (needed() / "kernels").rglob("*") if path.is_file())
