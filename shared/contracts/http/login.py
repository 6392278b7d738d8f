"""Questions and answers about logging in at an identity provider. Pure."""

from typing import Annotated

from pydantic import ConfigDict, StringConstraints

from shared.model.base import FrozenModel

Code = Annotated[str, StringConstraints(min_length=1, max_length=4096)]
"""Providers make codes of some hundred characters, and are free to make longer ones."""

Verifier = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._~-]{43,128}$")]
"""RFC 7636, section 4.1."""

Address = Annotated[str, StringConstraints(min_length=1, max_length=2048)]


class LoginPlace(FrozenModel):
    """Where a person logs in."""

    authorize: str
    """The provider's page (RFC 6749, section 3.1)."""
    client: str
    """What this rack's page is called there."""
    scope: str


class LoginAnswer(FrozenModel):
    """Whether people can log in here, and where."""

    place: LoginPlace | None = None
    """None: only a token lets in."""


class LoginAsked(FrozenModel):
    """The code that a person came back with."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: Code
    verifier: Verifier
    redirect: Address
    """The address that the person came back to: the provider compares it."""


class TokenGiven(FrozenModel):
    """A token of the provider."""

    token: str
    seconds: int
    """For which it is good, as the provider says; 0 where it does not say."""
