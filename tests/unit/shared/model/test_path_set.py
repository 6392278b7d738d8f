"""Sets of paths as text."""

import zlib
from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.model import path_set
from shared.model.path_set import TooManyPathsError, pack, unpack

paths = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\n\0"), min_size=1)


@given(st.frozensets(paths))
def test_what_is_packed_is_unpacked(some: frozenset[str]) -> None:
    """Whatever the names are, and in whatever order they come."""
    assert unpack(pack(some)) == some
    assert pack(sorted(some, reverse=True)) == pack(some)


@pytest.mark.parametrize("text", ["", "?", "AAAA", b64encode(zlib.compress(b"\xff")).decode()])
def test_what_is_no_such_text_has_no_paths(text: str) -> None:
    """It may come from anybody."""
    assert unpack(text) == frozenset()


def test_a_message_names_a_site_of_kernels_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty thousand kernels of an archive fit; more is not packed, and what says that it is more is cut."""
    kernels = [f"data/ck/mro_sc_psp_{number:06}_{number + 6:06}.bc" for number in range(20_000)]
    packed = pack(kernels)
    monkeypatch.setattr(path_set, "PACKED_MAX", len(packed) - 1)
    with pytest.raises(TooManyPathsError):
        pack(kernels)
    monkeypatch.setattr(path_set, "PLAIN_MAX", 100)
    assert len(unpack(packed)) < len(kernels)
