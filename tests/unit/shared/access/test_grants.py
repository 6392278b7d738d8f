"""The decisions of the door, without any door."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.access.grants import Grant, Visibility, is_around, is_below, may
from shared.access.token_text import FORM, hash_of, id_of, is_token, new_token
from shared.contracts.messages.access import AccessRules
from shared.model.globs import PATTERN_MAX, whole_pattern
from shared.model.scope import INCLUDED, Scope

PATHS = st.lists(st.sampled_from(["a", "b", "a-b", "ab"]), min_size=1, max_size=4).map("/".join)
NOW = datetime(2026, 1, 1, tzinfo=UTC)


@given(path=PATHS, place=PATHS)
def test_a_path_is_below_a_place_by_whole_names(path: str, place: str) -> None:
    """`ab` is not below `a`."""
    names, of_place = path.split("/"), place.split("/")
    assert is_below(path, [place]) is (names[: len(of_place)] == of_place)


@given(directory=PATHS, place=PATHS, path=PATHS)
def test_directories_around_what_is_seen_are_entered(directory: str, place: str, path: str) -> None:
    """If anything below a directory may be seen, the directory is entered."""
    if is_below(path, [place]) and is_below(path, [directory]):
        assert is_around(directory, [place])


@given(
    given_=st.sampled_from(list(Scope)),
    asked=st.sampled_from(list(Scope)),
    collection=st.sampled_from(["c", "d", "*"]),
    prefixes=st.lists(PATHS, max_size=2),
    path=PATHS,
)
def test_a_grant_gives_what_it_says_and_nothing_else(given_, asked, collection, prefixes, path) -> None:
    """Scope, collection and place have to fit, all of them."""
    grant = Grant(scopes=INCLUDED[given_], collection=collection, prefixes=tuple(prefixes))
    right = asked in INCLUDED[given_] and collection in ("c", "*")
    assert may([grant], asked, "c", None) is right
    assert may([grant], asked, "c", path) is (right and (not prefixes or is_below(path, prefixes)))


@pytest.mark.parametrize(
    ("days", "groups", "hidden"), [(-1, (), True), (1, (), False), (-1, ("team",), False), (-1, ("x",), True)]
)
def test_a_rule_ends_with_its_day_and_not_for_its_groups_before(days, groups, hidden) -> None:
    """The moment itself is public."""
    rules = AccessRules.model_validate(
        {"hidden": [{"pattern": "a/**", "public_from": NOW, "groups": ["team"]}]}
    )
    visibility = Visibility.of(rules)
    assert visibility.hides("a/b", frozenset(groups), NOW + timedelta(days=days)) is hidden
    assert not visibility.hides("b/a", frozenset(groups), NOW + timedelta(days=days))
    assert not visibility.hides("a/b", frozenset(), NOW)


@pytest.mark.parametrize("pattern", ["secret*", "[st]ecret.da?", "**/secret*"])
def test_a_pattern_without_a_slash_hides_names_anywhere(pattern: str) -> None:
    """However it came into the rules: by the same word `files?glob=` finds them."""
    visibility = Visibility.of(AccessRules.model_validate({"hidden": [{"pattern": pattern}]}))
    assert visibility.hides("secret.dat", frozenset(), NOW) and visibility.hides(
        "a/b/secret.dat", frozenset(), NOW
    )
    assert not visibility.hides("a/open.dat", frozenset(), NOW)
    assert visibility.hides_below("a", frozenset(), NOW)


def test_a_plain_path_hides_a_directory_with_what_is_in_it() -> None:
    """Its page alone was hidden, and every file in it was told."""
    visibility = Visibility.of(AccessRules.model_validate({"hidden": [{"pattern": "big"}]}))
    hidden = [visibility.hides(one, frozenset(), NOW) for one in ("big", "big/a/b", "bigger", "a/big")]
    assert hidden == [True, True, False, False]


@pytest.mark.parametrize("pattern", ["w/raw*", "**/raw1", "raw*", "w/*", "w/raw[12]", "w/**", "w/raw?/**"])
def test_a_pattern_that_meets_a_directory_hides_what_is_in_it(pattern: str) -> None:
    """Its page alone was hidden, and every file in it was told to who asked for it."""
    visibility = Visibility.of(AccessRules.model_validate({"hidden": [{"pattern": pattern}]}))
    assert all(visibility.hides(one, frozenset(), NOW) for one in ("w/raw1", "w/raw1/x", "w/raw1/deep/y"))
    assert not visibility.hides("v/a", frozenset(), NOW)


@pytest.mark.parametrize("pattern", ["a" * PATTERN_MAX, "*" * PATTERN_MAX])
def test_the_longest_pattern_is_a_rule(pattern: str) -> None:
    """What is hidden by it may take more words than what an admin says."""
    assert Visibility.of(AccessRules.model_validate({"hidden": [{"pattern": pattern}]})).rules


@pytest.mark.parametrize(
    ("typed", "whole"), [("*.bc", "**/*.bc"), ("a/*.bc", "a/*.bc"), ("a", "a"), ("**", "**")]
)
def test_what_somebody_types_stands_for_a_pattern_of_whole_paths(typed: str, whole: str) -> None:
    """One with a slash, or without wildcards, is one already."""
    assert whole_pattern(typed) == whole


def test_every_rule_has_to_let_a_path_through() -> None:
    """Two rules over one path are both kept."""
    rules = AccessRules.model_validate(
        {"hidden": [{"pattern": "**", "groups": ["x"]}, {"pattern": "a/*", "groups": ["y"]}]}
    )
    visibility = Visibility.of(rules)
    assert visibility.hides("a/b", frozenset({"x"}), NOW)
    assert not visibility.hides("a/b", frozenset({"x", "y"}), NOW)


def test_a_token_has_the_form_that_scanners_look_for() -> None:
    """It is found by its prefix, has 200 random bits, and is known by its hash."""
    token = new_token(lambda size: bytes(range(size)))
    assert FORM.fullmatch(token.text)
    assert id_of(token.text) == token.id
    assert is_token(token.text, token.hash) and token.hash == hash_of(token.text)
    assert token.text not in repr(token)


@given(text=st.text(max_size=60))
def test_no_text_is_a_revoked_token(text: str) -> None:
    """The empty hash of a revoked token fits nothing."""
    assert not is_token(text, "")
