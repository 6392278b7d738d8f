"""Routes about operators: whose keys are heeded, and what they have signed."""

from typing import Annotated

from fastapi import APIRouter, Depends

from services.manager.plan.order_desk import OrderDesk
from shared.contracts.http.sites.orders import AccessSaid, OrderBook, OrderGiven, OrderTaken
from shared.web.authorise import Scope, needs
from shared.web.catalog.parameters import PREFIX
from shared.web.dependencies import provided
from shared.web.problem import problems

router = APIRouter(prefix=f"{PREFIX}/orders", tags=["sites"])

Desk = Annotated[OrderDesk, Depends(provided(OrderDesk))]


@router.get("", responses=problems(503), dependencies=[Depends(needs(Scope.READ, whole=True))])
async def read_orders(desk: Desk) -> OrderBook:
    """The operators' keys that are heeded, and what people have said, signed or not."""
    return await desk.book()


@router.get("/access", responses=problems(503), dependencies=[Depends(needs(Scope.ADMIN, whole=True))])
async def read_access(desk: Desk) -> AccessSaid:
    """What doors heed of the collection, as it stands: tokens (by their hashes) and rules, signed or not."""
    return await desk.access()


@router.post(
    "", responses=problems(404, 409, 422, 503), dependencies=[Depends(needs(Scope.ADMIN, whole=True))]
)
async def give_order(given: OrderGiven, desk: Desk) -> OrderTaken:
    """Take what an operator's key has signed."""
    return await desk.take(given)
