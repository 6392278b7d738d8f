"""Settings as TOML: what is written is read as what it was."""

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from spicerack.commands.work.toml_lines import toml_lines

VALUES = st.recursive(
    st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=("Cs",))),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(exclude_categories=("Cs",))), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.text(st.characters(exclude_categories=("Cs",))), VALUES, max_size=4))
def test_what_is_written_is_read_as_what_it_was(settings: dict[str, object]) -> None:
    """With whatever names and characters."""
    text = "\n".join(toml_lines(("feeds", "a.b"), settings))  # type: ignore[arg-type]
    assert tomllib.loads(text) == {"feeds": {"a.b": settings}}


def test_what_is_null_is_left_out() -> None:
    """TOML has no word for it."""
    assert list(toml_lines(("feeds", "f"), {"a": None, "b": {"c": None}})) == ["[feeds.f]", "b = {}"]
