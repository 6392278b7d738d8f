"""Routes about the rules of replicas: which sites hold what, and which way changes go."""

from typing import Annotated

from fastapi import APIRouter, Depends

from services.manager.plan.rule_desk import RuleDesk
from shared.contracts.http.sites.replica_rules import (
    RulesHistory,
    RulesPlan,
    RulesVersion,
    RulesWanted,
    version_of,
)
from shared.web.authorise import Asking, Scope, needs
from shared.web.catalog.parameters import PREFIX
from shared.web.dependencies import provided
from shared.web.problem import problems

router = APIRouter(prefix=f"{PREFIX}/replica-rules", tags=["sites"])

READ = [Depends(needs(Scope.READ, whole=True))]
ADMIN = [Depends(needs(Scope.ADMIN, whole=True))]

Desk = Annotated[RuleDesk, Depends(provided(RuleDesk))]


@router.get("", responses=problems(503), dependencies=READ)
async def read_replica_rules(desk: Desk) -> RulesVersion:
    """The rules that stand."""
    return version_of(await desk.store.newest())


@router.get("/history", responses=problems(503), dependencies=READ)
async def read_rules_history(desk: Desk) -> RulesHistory:
    """All versions of the rules."""
    versions = tuple(map(version_of, await desk.store.history()))
    return RulesHistory(collection=desk.store.collection, versions=versions)


@router.post("/plan", responses=problems(422, 503), dependencies=READ)
async def plan_replica_rules(wanted: RulesWanted, desk: Desk) -> RulesPlan:
    """What new rules would move and delete; nothing is done."""
    return await desk.plan(wanted)


@router.post("", responses=problems(409, 422, 503), dependencies=ADMIN)
async def write_replica_rules(wanted: RulesWanted, desk: Desk, caller: Asking) -> RulesVersion:
    """Replace the rules of the collection by a new version; every site keeps it within a moment."""
    return version_of(await desk.add(wanted, by=caller.name))
