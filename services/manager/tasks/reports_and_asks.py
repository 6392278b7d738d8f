"""What transfer workers report, and what people ask."""

import logging

from services.manager.context import Core
from services.manager.state.site_values import Fact
from services.manager.tasks.follow_log import LogFollower
from services.manager.tasks.release import release
from shared.bus.codec import BadMessageError, decode, decode_with
from shared.bus.port import Message
from shared.contracts.messages.ask import EVERYBODY, Ask, AskKind
from shared.contracts.messages.report import REPORT, Applied, Reason, Unplaced
from shared.contracts.messages.version import NewerSchemaError
from shared.contracts.messages.want import Want
from shared.contracts.topology import Stream
from shared.model.paths import parent
from shared.model.steps import Step
from shared.observability.task_context import handling

log = logging.getLogger(__name__)


async def pass_reports_of_a_later_life(core: Core) -> None:
    """Where the index is an older copy, begin with the reports from now on. Call it before anything is said.

    The site's own standing want says up to where it has heard. An index that has heard less was restored, and
    the directory perhaps with it: what was placed since is not there any more. Taken in, those reports would
    make what stands there, of old, look like a person's change to it. The next look finds what is placed.
    """
    parts = core.parts
    if not parts.state.facts.text(Fact.REPORTS_AFTER):
        return  # a new index: it begins with what comes from now on anyway
    said = await parts.bus.last(Stream.WANTS, parts.topology.want(parts.who.collection, parts.who.site))
    if said is None:
        return
    try:
        heard = decode(Want, said.data).heard
    except BadMessageError as error:
        log.warning("this site's last want cannot be read: %s", error)
        return
    if heard > parts.state.facts.number(Fact.REPORTS_AFTER):
        log.warning("the index is an older copy: what was placed since is looked for in the directory")
        subject = parts.topology.report(parts.who.collection, parts.who.site)
        parts.state.facts.keep(Fact.REPORTS_AFTER, await parts.bus.caught_up(Stream.REPORTS, subject))


async def follow_reports(core: Core) -> None:
    """Take in every report on this site, once, in order."""
    parts = core.parts
    subject = parts.topology.report(parts.who.collection, parts.who.site)
    after = await _resume(core, Fact.REPORTS_AFTER, Stream.REPORTS, subject)
    async for message in parts.bus.follow(Stream.REPORTS, subject, after=after):
        with handling(subject=message.subject, sequence=message.sequence, headers=message.headers):
            _hear(core, message)


def _hear(core: Core, message: Message) -> None:
    try:
        report = decode_with(REPORT, message.data)
    except BadMessageError as error:
        log.warning("ignored a report: %s", error)
        return
    except NewerSchemaError as error:
        # What was placed is found by the next look, and adopted.
        log.error("ignored a report, upgrade this manager: %s", error)
        core.dirt.add_all()
        return
    if isinstance(report, Applied):
        take(core, report, sequence=message.sequence)
        parts = core.parts
        revisions = {placed.revision for placed in report.placed}
        parts.traces.visible(parts.tracer, parts.who.site, revisions)
        parts.visible.placed(revisions, parts.clock.now())
    else:
        # Passed, too. Where a store was restored and numbers are given again, this site's follower takes new
        # reports for old ones; the orchestrator must not wait until it has heard of them.
        core.parts.state.facts.keep(Fact.REPORTS_AFTER, message.sequence)


def take(core: Core, applied: Applied, *, sequence: int) -> None:
    """Take in one report."""
    core.parts.state.take(applied, sequence=sequence)
    core.parts.steps.reached(Step.REPORT_TAKEN)
    for placed in applied.placed:
        core.notes.refused.pop(placed.path, None)
        core.parts.voice.placed(placed.path)
    # A look that came between the placing and this report may have seen a person's change to what was placed,
    # and not have known it for one: only a look from now on can tell.
    core.dirt.add(*{parent(placed.path) for placed in applied.placed})
    for unplaced in applied.unplaced:
        _take_unplaced(core, unplaced)
    core.notes.moved_on = core.notes.moved_on or bool(applied.placed)
    core.parts.voice.answered()
    core.stir()


def _take_unplaced(core: Core, unplaced: Unplaced) -> None:
    match unplaced.reason:
        case Reason.CHANGED:
            # The site's own look decides what stands there; until then it is not asked for again.
            core.parts.voice.postpone(unplaced.path)
            core.dirt.add(parent(unplaced.path), unplaced.path)
        case Reason.FAILED | Reason.NO_SPACE:
            core.notes.refused[unplaced.path] = unplaced.detail
            core.parts.voice.postpone(unplaced.path)
        case Reason.LACKING:
            core.parts.voice.lacks(unplaced.path, unplaced.revision)
        case Reason.CORRUPT:
            # The orchestrator heard it too, and tries another encoding.
            pass


async def follow_asks(core: Core, follower: LogFollower) -> None:
    """Do what people ask of this site."""
    parts = core.parts
    subject = parts.topology.ask(parts.who.collection, "*")
    after = await _resume(core, Fact.ASKS_AFTER, Stream.ASKS, subject)
    async for message in parts.bus.follow(Stream.ASKS, subject, after=after):
        try:
            ask = decode(Ask, message.data)
        except BadMessageError as error:
            log.warning("ignored an ask: %s", error, extra={"stream_sequence": message.sequence})
        except NewerSchemaError as error:
            log.error("ignored an ask, upgrade this manager: %s", error)
        else:
            # Not as the message at hand: a release begins to follow the log anew, which is no part of it.
            await _answer(core, follower, ask, message.sequence)
        parts.state.facts.keep(Fact.ASKS_AFTER, message.sequence)


async def _answer(core: Core, follower: LogFollower, ask: Ask, number: int) -> None:
    if ask.site not in (EVERYBODY, core.parts.who.site):
        return
    if ask.kind is AskKind.SCAN:
        core.notes.asked.heard(number)
        core.dirt.add_all()
    else:
        await release(core, follower)


async def _resume(core: Core, fact: Fact, stream: Stream, subject: str) -> int:
    """Return where to go on; a new index begins with what comes from now on."""
    facts = core.parts.state.facts
    if not facts.text(fact):
        facts.keep(fact, await core.parts.bus.caught_up(stream, subject))
    return facts.number(fact)
