"""FITS files that come inside installed packages, and what is to be told of each (`corpus.tsv`)."""

import csv
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

PACKAGES = ("astropy", "numpy")
NAMES = ("*.fits", "*.fits.gz", "*.fits.Z", "*.fits.fz", "*.fts")
TABLE = Path(__file__).with_name("corpus.tsv")


def files() -> Iterator[tuple[str, Path]]:
    """Give each file with its path from the packages' folder."""
    for package in PACKAGES:
        spec = find_spec(package)
        assert spec is not None
        assert spec.origin is not None
        folder = Path(spec.origin).parent
        for name in NAMES:
            for path in sorted(folder.rglob(name)):
                yield str(path.relative_to(folder.parent)), path


def expected() -> dict[str, dict[str, str]]:
    """Return the rows of the table, by file."""
    with TABLE.open() as lines:
        return {row["file"]: row for row in csv.DictReader(lines, delimiter="\t")}
