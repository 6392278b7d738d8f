"""The REST API of one manager."""

from services.manager.api import (
    collections,
    dead_letters,
    history,
    log_audit,
    membership,
    orders,
    pauses,
    quarantine,
    replica_rules,
    sites,
    trash,
    verify,
)
from services.manager.api.dead_letter_box import DeadLetterBox
from services.manager.api.overview import Overview
from services.manager.context import ManagerContext
from services.manager.plan.member_desk import MemberDesk
from services.manager.plan.order_desk import OrderDesk
from services.manager.plan.planning import Planner
from services.manager.plan.rule_desk import RuleDesk
from services.manager.quarantine import Quarantine
from services.manager.trash import TrashBox
from shared.access.api import rules as access_rules
from shared.access.api import tokens
from shared.service.rack_view import RackView
from shared.web.application import Api

API = Api(
    title="SpiceRack manager",
    routers=(
        sites.router,
        membership.router,
        orders.router,
        pauses.router,
        replica_rules.router,
        collections.router,
        history.router,
        log_audit.router,
        dead_letters.router,
        quarantine.router,
        verify.router,
        trash.router,
        tokens.router,
        access_rules.router,
    ),
)


def parts_of(context: ManagerContext, rack: RackView) -> tuple[object, ...]:
    """Return what the handlers ask for."""
    rules, members = RuleDesk(context, rack), MemberDesk(context, rack)
    return (
        context,
        Overview(context, rack),
        DeadLetterBox(context.bus, context.topology),
        Quarantine(context),
        TrashBox(context),
        Planner(context, rack),
        rules,
        members,
        OrderDesk(context, members, rules),
    )
