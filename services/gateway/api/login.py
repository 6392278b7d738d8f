"""The routes by which a person comes to a token: asked by who has none yet."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from services.gateway.login.provider import LoginProvider
from shared.contracts.http.login import LoginAnswer, LoginAsked, TokenGiven
from shared.web.catalog.parameters import PREFIX
from shared.web.dependencies import provided
from shared.web.problem import problems

router = APIRouter(prefix=f"{PREFIX}/login", tags=["access"])

OfProvider = Annotated[LoginProvider, Depends(provided(LoginProvider))]


@router.get("", responses=problems(503))
async def read_login(provider: OfProvider) -> LoginAnswer:
    """Where people log in; nothing where a token alone lets in."""
    return LoginAnswer(place=await provider.place())


@router.post("", responses=problems(401, 422, 503))
async def take_code(response: Response, provider: OfProvider, asked: LoginAsked) -> TokenGiven:
    """The token for a code of the identity provider, with the verifier of its challenge."""
    response.headers["Cache-Control"] = "no-store"  # RFC 6749, section 5.1
    return await provider.token(asked)
