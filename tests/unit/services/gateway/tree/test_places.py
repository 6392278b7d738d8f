"""An address below `/data/` names what the collection has there, and nothing else."""

import pytest

from services.gateway.tree.places import Checksums, Directory, File, Unslashed, place_of
from shared.catalog.store.database import open_database
from shared.catalog.store.projection import Projection
from shared.model.entry import DELETED
from tests.unit.shared.catalog.logging_commits import Log, directory, file, fold_one, put


@pytest.fixture
def view() -> Projection:
    """A collection with a file, an empty directory, a file called as our list, and one that is gone."""
    log = Log()
    log.write(
        put("spk/de.bsp", file("1")),
        put("empty", directory()),
        put("lists", directory()),
        put("lists/checksums.txt", file("2")),
        put("gone", file("3")),
    )
    log.write(put("gone", DELETED))
    projection = Projection(open_database(":memory:"))
    for sequence, message in log.messages:
        projection.apply(fold_one(projection, message, sequence=sequence))  # type: ignore[arg-type]
    return projection


def test_files_and_directories_are_found_by_their_addresses(view: Projection):
    """A directory has a slash at its end; without one its index would link elsewhere."""
    assert place_of(view, "") == Directory("", None)
    assert isinstance(place_of(view, "spk/de.bsp"), File)
    assert place_of(view, "spk/") == Directory("spk", view.head("spk"))
    assert place_of(view, "spk") == Unslashed("spk")
    assert place_of(view, "empty/") == Directory("empty", view.head("empty"))


def test_every_directory_has_checksums_and_a_file_of_that_name_goes_first(view: Projection):
    """What a collection holds is never hidden by what we add."""
    assert place_of(view, "checksums.txt") == Checksums("")
    assert place_of(view, "spk/checksums.txt") == Checksums("spk")
    assert isinstance(place_of(view, "lists/checksums.txt"), File)
    assert place_of(view, "none/checksums.txt") is None


@pytest.mark.parametrize(
    "address",
    ["spk/de.bsp/", "gone", "gone/", "none", "..", "../", "spk/../spk/de.bsp", "spk//de.bsp", "/etc/passwd",
     ".spicerack/", ".SPICERACK/x", "a\0b", "x" * 5000, "//", "./spk/"],
)  # fmt: skip
def test_nothing_else_is_there(view: Projection, address: str):
    """Files with a slash, what was deleted, and every way out."""
    assert place_of(view, address) is None
