"""Exact names on an ordinary file system, and what is asked of one that may not be ordinary."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.roots.posix.files.exact_names import ExactNames, Trait, variants
from testing.disk.name_folding import NameFolding


@pytest.fixture
def directory(tmp_path):
    """A directory with some files, open."""
    for name in ("g1.bsp", "twin", "TWIN", "12~3", "dot."):
        (tmp_path / name).write_bytes(b"")
    descriptor = os.open(tmp_path, os.O_PATH | os.O_DIRECTORY)
    yield descriptor
    os.close(descriptor)


def test_listed_names_are_held(directory):
    """Whatever else may answer: true twins of a file system that tells them apart are both there."""
    names = ExactNames()
    assert all(names.holds(directory, name) for name in (b"g1.bsp", b"twin", b"TWIN", b"12~3", b"dot."))


def test_missing_name_says_nothing_of_the_directory(directory):
    """A look-up in vain is an error and no proof: where nothing stands, no other form answers either."""
    names = ExactNames()
    with pytest.raises(FileNotFoundError):
        names.holds(directory, b"none")
    assert not names._proved


def test_one_proof_serves_a_directory(directory):
    """Once its case is known to count, a directory is not asked again."""
    names = ExactNames()
    assert names.holds(directory, b"g1.bsp")
    assert {trait for _, _, trait in names._proved} == {Trait.ASCII_CASE}
    assert names.holds(directory, b"unasked")


def test_name_without_letters_needs_no_proof(directory):
    """Most names in a control directory are digits: nothing is asked for them."""
    assert ExactNames().holds(directory, b"123")


@given(
    name=st.text(st.characters(exclude_categories=("Cs",), exclude_characters="/\0"), min_size=1, max_size=8),
    folding=st.builds(NameFolding, case=st.booleans(), form=st.booleans(), ends=st.booleans()),
)
def test_folding_disk_answers_to_a_variant_of_each_name_it_overlooks_something_in(name, folding):
    """If another name of the same key stands there, at least one variant finds it: the listing is read."""
    key = folding.key(name)
    for other in {name.upper(), name.lower(), name.swapcase(), key}:
        if other not in ("", name) and folding.key(other) == key:
            asked = variants(name).values()
            assert any(folding.key(one) == key for one in asked), (name, other)
