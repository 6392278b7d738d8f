"""Fields of a head that are said more than once."""

import pytest

from shared.web.guards.fields import SINGLE, SaidTwiceError, said_once


def test_a_list_in_several_fields_is_one() -> None:
    """At the place of the first; what is no list of ours stays as it was said."""
    said = [
        (b"if-match", b'"a"'),
        (b"cookie", b"x"),
        (b"if-match", b'"b"'),
        (b"cookie", b"y"),
        (b"host", b"h"),
    ]
    assert said_once(said) == [
        (b"if-match", b'"a", "b"'),
        (b"cookie", b"x"),
        (b"cookie", b"y"),
        (b"host", b"h"),
    ]


@pytest.mark.parametrize("name", sorted(SINGLE))
def test_a_field_that_has_one_value_has_no_second(name: bytes) -> None:
    """Also where both say the same: who stands before this service may have changed one."""
    with pytest.raises(SaidTwiceError, match=name.decode().title()):
        said_once([(name, b"x"), (b"accept", b"*/*"), (name, b"x")])
