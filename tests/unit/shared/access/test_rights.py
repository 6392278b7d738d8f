"""The rights of a caller follow its grants, and the rules that hide paths."""

from dataclasses import replace
from datetime import UTC, datetime

from shared.access.grants import Grant, Identity, Visibility
from shared.access.rights import IdentityRights
from shared.contracts.messages.access import AccessRules
from shared.model.globs import parse_glob
from shared.model.scope import Scope

NOW = datetime(2026, 3, 4, tzinfo=UTC)


def rights(
    *, prefixes: tuple[str, ...] = (), hidden: str, scopes: tuple[Scope, ...] = (Scope.READ,)
) -> IdentityRights:
    """Return the rights of a reader of `spice` where a pattern is hidden."""
    grant = Grant(scopes=frozenset(scopes), collection="spice", prefixes=prefixes)
    rules = AccessRules.model_validate({"hidden": [{"pattern": hidden}]})
    return IdentityRights(
        identity=Identity("reader", (grant,)),
        is_good=lambda: True,
        ended=AssertionError,
        visibility=lambda _: Visibility.of(rules),
        now=lambda: NOW,
        own="spice",
    )


def test_a_directory_that_a_rule_hides_is_not_entered() -> None:
    """Its name would tell what is in preparation; others, and the root, are as they were."""
    reader = rights(hidden="raw/**")

    assert not reader.enters("spice", "raw/night-12")
    assert reader.enters("spice", "spk")
    assert reader.enters("spice", "")


def test_a_directory_is_shown_by_what_is_in_it_where_a_rule_may_be_about_that() -> None:
    """None asks for a file that is seen; who may write there finds out by writing."""
    reader = rights(hidden="raw/*.fits")

    assert reader.shows("spice", "raw") is None
    assert (reader.shows("spice", "spk"), reader.shows("spice", "")) == (True, True)
    assert rights(hidden="**/*.fits").shows("spice", "spk") is None
    assert rights(hidden="raw/**").shows("spice", "raw") is False
    assert rights(hidden="raw/*.fits", scopes=(Scope.READ, Scope.WRITE)).shows("spice", "raw") is True


def test_patterns_alone_show_no_directory_by_its_name() -> None:
    """A link for some patterns says nothing of the directories beside."""
    only = Grant(scopes=frozenset({Scope.READ}), collection="spice", only=(parse_glob("ck/*.bc"),))
    linked = replace(rights(hidden="none"), identity=Identity("link", (only,)))

    assert linked.shows("spice", "spk") is None


def test_directories_above_what_is_granted_are_entered() -> None:
    """They lead there; what lies beside does not."""
    reader = rights(prefixes=("ck/public",), hidden="raw/**")

    assert reader.enters("spice", "ck")
    assert reader.enters("spice", "ck/public/2026")
    assert not reader.enters("spice", "spk")
