"""The rights of a caller follow its grants, and the rules that hide paths."""

from datetime import UTC, datetime

from shared.access.grants import Grant, Identity, Visibility
from shared.access.rights import IdentityRights
from shared.contracts.messages.access import AccessRules
from shared.model.scope import Scope

NOW = datetime(2026, 3, 4, tzinfo=UTC)


def rights(*, prefixes: tuple[str, ...] = (), hidden: str) -> IdentityRights:
    """Return the rights of a reader of `spice` where a pattern is hidden."""
    grant = Grant(scopes=frozenset({Scope.READ}), collection="spice", prefixes=prefixes)
    rules = AccessRules.model_validate({"hidden": [{"pattern": hidden}]})
    return IdentityRights(
        identity=Identity("reader", (grant,)),
        is_good=lambda: True,
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


def test_directories_above_what_is_granted_are_entered() -> None:
    """They lead there; what lies beside does not."""
    reader = rights(prefixes=("ck/public",), hidden="raw/**")

    assert reader.enters("spice", "ck")
    assert reader.enters("spice", "ck/public/2026")
    assert not reader.enters("spice", "spk")
