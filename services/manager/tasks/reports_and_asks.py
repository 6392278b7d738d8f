"""The tasks that take in reports of transfer workers and asks of people."""

import logging

from services.manager.context import ManagerContext
from services.manager.look.problems import Skipped
from services.manager.state.database.site_values import SiteValue
from services.manager.state.ordered_release import take_release
from services.manager.state.revoked_keys import check_released_key
from services.manager.tasks.follow_log import LogFollower
from services.manager.tasks.release import release
from shared.bus.codec import BadMessageError, decode, decode_with
from shared.bus.port import Message
from shared.contracts.messages.ask import EVERYBODY, Ask, AskKind
from shared.contracts.messages.transfers.report import REPORT, Applied, Reason, Unplaced
from shared.contracts.messages.transfers.want import Want
from shared.contracts.messages.version import NewerSchemaError
from shared.contracts.topology import Stream
from shared.model.paths import ancestors, parent
from shared.model.steps import Step
from shared.observability.task_context import handling
from shared.web.problem import RefusedError

log = logging.getLogger(__name__)


async def pass_reports_of_a_later_life(context: ManagerContext) -> None:
    """Where the index is an older copy, begin with the reports from now on. Call it before anything is said.

    The site's own standing want says up to where it has heard. An index that has heard less was restored, and
    the directory perhaps with it: what was placed since is not there any more. Taken in, those reports would
    make what stands there, of old, look like a person's change to it. The next look finds what is placed.
    """
    if not context.state.values.text(SiteValue.REPORTS_AFTER):
        return  # a new index: it begins with what comes from now on anyway
    said = await context.bus.last(
        Stream.WANTS, context.topology.want(context.identity.collection, context.identity.site)
    )
    if said is None:
        return
    try:
        heard = decode(Want, said.data).heard
    except BadMessageError as error:
        log.warning("this site's last want cannot be read: %s", error)
        return
    if heard > context.state.values.number(SiteValue.REPORTS_AFTER):
        context.state.provenance.doubt_all()
        log.warning("the index is an older copy: what was placed since is looked for in the directory")
        subject = context.topology.report(context.identity.collection, context.identity.site)
        context.state.values.keep(
            SiteValue.REPORTS_AFTER, await context.bus.caught_up(Stream.REPORTS, subject)
        )


async def follow_reports(context: ManagerContext, follower: LogFollower) -> None:
    """Take in every report on this site, once, in order."""
    subject = context.topology.report(context.identity.collection, context.identity.site)
    after = await _resume(context, SiteValue.REPORTS_AFTER, Stream.REPORTS, subject)
    async for message in context.bus.follow(Stream.REPORTS, subject, after=after):
        with handling(subject=message.subject, sequence=message.sequence, headers=message.headers):
            await _hear(context, follower, message)


async def _hear(context: ManagerContext, follower: LogFollower, message: Message) -> None:
    try:
        report = decode_with(REPORT, message.data)
    except BadMessageError as error:
        log.warning("ignored a report: %s", error)
        return
    except NewerSchemaError as error:
        # What was placed is found by the next look, and adopted.
        log.error("ignored a report, upgrade this manager: %s", error)
        context.dirty.add_all()
        return
    if isinstance(report, Applied):
        # Orchestrators may have read further than this site: what was placed then is told by the log alone.
        logged = (placed.revision for placed in report.placed if placed.state is None)
        await follower.reach(max(logged, default=0))
        take(context, report, sequence=message.sequence)
        revisions = {placed.revision for placed in report.placed}
        context.traces.visible(context.tracer, context.identity.site, revisions)
        context.visible.placed(revisions, context.clock.now())
    else:
        # Passed, too. Where a store was restored and numbers are given again, this site's follower takes new
        # reports for old ones; the orchestrator must not wait until it has heard of them.
        context.state.values.keep(SiteValue.REPORTS_AFTER, message.sequence)


def take(context: ManagerContext, applied: Applied, *, sequence: int) -> None:
    """Take in one report."""
    context.state.take(applied, sequence=sequence)
    context.steps.reached(Step.REPORT_TAKEN)
    mended = [placed.path for placed in applied.placed if context.publisher.placed(placed.path)]
    for placed in applied.placed:
        if placed.uncarried:
            context.observed.uncarried.add(placed.path, placed.uncarried)
    # A look that came between the placing and this report may have seen a person's change to what was placed,
    # and not have known it for one: only a look from now on can tell.
    context.dirty.add(*{parent(placed.path) for placed in applied.placed})
    left = [_below_what_is_skipped(context, unplaced) for unplaced in applied.unplaced]
    for unplaced in left:
        _take_unplaced(context, unplaced)
    if mended or any(unplaced.reason.lasting for unplaced in left):
        context.state.values.keep_refused(context.publisher.postponed.kept())
    context.observed.moved_on = context.observed.moved_on or bool(applied.placed)
    context.publisher.answered()
    context.wake()


def _below_what_is_skipped(context: ManagerContext, unplaced: Unplaced) -> Unplaced:
    """Return why nothing is placed below what no collection holds: no look will see anything change there."""
    above = next((one for one in ancestors(unplaced.path) if _is_skipped(context, one)), None)
    if unplaced.reason is not Reason.CHANGED or above is None:
        return unplaced
    detail = (
        f"{unplaced.path!r} cannot be placed, since {above!r} is no directory here but a link or special "
        "file: move it away, or put a directory in its place"
    )
    return unplaced.model_copy(update={"reason": Reason.FAILED, "detail": detail})


def _is_skipped(context: ManagerContext, path: str) -> bool:
    return isinstance(context.observed.problems.get(path), Skipped)


def _take_unplaced(context: ManagerContext, unplaced: Unplaced) -> None:
    match unplaced.reason:
        case Reason.CHANGED:
            # The site's own look decides what stands there; until then it is not asked for again.
            context.publisher.postpone(unplaced)
            context.dirty.add(parent(unplaced.path), unplaced.path)
        case Reason.FAILED | Reason.NO_SPACE:
            if unplaced.twin is not None:
                context.publisher.wait_for_twin(unplaced, unplaced.twin)
            else:
                context.publisher.postpone(unplaced)
        case Reason.LACKING:
            context.publisher.lacks(unplaced.path, unplaced.revision)
        case Reason.CORRUPT:
            # The orchestrator heard it too, and tries another encoding.
            pass


async def follow_asks(context: ManagerContext, follower: LogFollower) -> None:
    """Do what people ask of this site."""
    subject = context.topology.ask(context.identity.collection, "*")
    after = await _resume(context, SiteValue.ASKS_AFTER, Stream.ASKS, subject)
    async for message in context.bus.follow(Stream.ASKS, subject, after=after):
        try:
            ask = decode(Ask, message.data)
        except BadMessageError as error:
            log.warning("ignored an ask: %s", error, extra={"stream_sequence": message.sequence})
        except NewerSchemaError as error:
            log.error("ignored an ask, upgrade this manager: %s", error)
        else:
            # Not as the message at hand: a release begins to follow the log anew, which is no part of it.
            await _answer(context, follower, ask, message.sequence)
        context.state.values.keep(SiteValue.ASKS_AFTER, message.sequence)


async def _answer(context: ManagerContext, follower: LogFollower, ask: Ask, number: int) -> None:
    if ask.site not in (EVERYBODY, context.identity.site):
        return
    match ask.kind:
        case AskKind.SCAN:
            _scan(context, ask, number)
        case AskKind.RELEASE:
            if await _may_release(context, ask):
                await release(context, follower)
        case AskKind.VERIFY:
            context.verifier.ask(ask, number)
        case AskKind.CANCEL:
            context.verifier.cancel(ask.of)
        case AskKind.REPAIR:
            context.repairer.ask(ask)


async def _may_release(context: ManagerContext, ask: Ask) -> bool:
    operators, standing, identity = context.operators(), context.hold, context.identity
    reason, key = None if standing is None else standing.hold.reason, context.key.public
    try:
        await check_released_key(
            context.said, collection=identity.collection, site=identity.site, reason=reason or "", key=key
        )
        if operators:
            take_release(
                ask.order, context.orders, identity=identity, operators=operators, reason=reason, key=key
            )
    except RefusedError as error:
        log.error("a release of this site was asked for, and is not heeded: %s", error)
        context.observed.releases_refused += 1
        return False
    return True


def _scan(context: ManagerContext, ask: Ask, number: int) -> None:
    if ask.directories:
        context.dirty.add(*ask.directories)
        return
    context.observed.asked.heard(number)
    context.publisher.try_now()
    context.dirty.add_all()


async def _resume(context: ManagerContext, fact: SiteValue, stream: Stream, subject: str) -> int:
    """Return where to go on; a new index begins with what comes from now on."""
    values = context.state.values
    if not values.text(fact):
        values.keep(fact, await context.bus.caught_up(stream, subject))
    return values.number(fact)
