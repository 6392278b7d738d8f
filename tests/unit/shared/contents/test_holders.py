"""The sites that a content is asked of."""

from shared.contents.holders import choose_holders


def test_a_holder_that_gives_no_sign_of_life_is_asked_last() -> None:
    """Its worker may have begun anew: that others have nothing does not make the content gone."""
    chosen = choose_holders("1" * 64, {"d": ("f",)}, present={"b", "c"}, own="c")
    assert [(one.site, one.found_at) for one in chosen] == [("c", ()), ("b", ()), ("d", ("f",))]
