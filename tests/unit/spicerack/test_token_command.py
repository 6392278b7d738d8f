"""The command of tokens: what is typed, and what is written."""

from datetime import UTC, datetime

import pytest

from shared.contracts.http.access import TokenList, TokenMade, TokenRequest, TokenRow
from shared.model.scope import Scope
from spicerack.client.client import ManagerClient
from spicerack.commands.deployment.token import create, lines_of, parse_expires
from spicerack.errors import UsageProblem

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
ROW = TokenRow(
    id="a" * 12, name="x\x1b[2J", scope=Scope.READ, collection="c", created_at=NOW, created_by="me", good=True
)


class Made:
    """Makes one token."""

    def tokens(self) -> TokenList:
        """Return none."""
        return TokenList(tokens=())

    def create_token(self, request: TokenRequest) -> TokenMade:
        """Return one."""
        return TokenMade(token="srk_x", **ROW.model_dump())

    def revoke_token(self, token: str) -> TokenRow:
        """Return one."""
        return ROW


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("never", None),
        ("12h", datetime(2026, 11, 30, tzinfo=UTC)),
        ("2w", datetime(2026, 12, 13, 12, tzinfo=UTC)),
        ("2027-01-31", datetime(2027, 1, 31, tzinfo=UTC)),
    ],
)
def test_an_end_is_a_time_a_day_or_never(text, ends) -> None:
    """Days begin in UTC."""
    assert parse_expires(text, NOW) == ends


@pytest.mark.parametrize("text", ["", "soon", "d", "1e999d", "nand"])
def test_an_end_out_of_form_is_refused(text) -> None:
    """It says what to type."""
    with pytest.raises(UsageProblem, match="--expires"):
        parse_expires(text, NOW)


def test_the_token_alone_is_standard_output() -> None:
    """A script takes it from there; what a person reads beside it goes elsewhere."""
    said: list[str] = []
    noted: list[str] = []
    request = TokenRequest(name="x", scope=Scope.READ, collection="c")
    create(Made(), request, as_json=False, say=said.append, note=noted.append)
    assert said == ["srk_x"]
    assert "\x1b" not in "".join(noted)


def test_a_list_shows_no_control_characters() -> None:
    """Who names a token does not move the cursor of who lists it."""
    (line,) = lines_of([ROW])
    assert "\x1b" not in line and "good" in line
    assert lines_of([]) == ["no tokens"]


def test_a_token_that_no_header_may_hold_is_refused(monkeypatch) -> None:
    """It is named by its variable, and not shown."""
    monkeypatch.setenv("SPICERACK_TOKEN", "srk_\n\u00e9secret")
    with pytest.raises(UsageProblem, match="SPICERACK_TOKEN") as refused:
        ManagerClient("http://127.0.0.1:1")
    assert "secret" not in str(refused.value)
