"""Publishing one description: signed, and only where nobody said anything meanwhile."""

import logging
from collections.abc import Callable
from datetime import datetime

from services.describer.context import DescriberContext
from services.describer.work.protocol import Looked
from shared.bus.codec import encode
from shared.bus.port import BusError, WrongLastSequenceError
from shared.contracts.messages.description import PACKING, Description, Told
from shared.model.entry import Entry

log = logging.getLogger(__name__)


class DescriptionPublisher:
    """Makes it once in all the rack, by compare-and-set on the subject of the content."""

    def __init__(self, context: DescriberContext, *, now: Callable[[], datetime]) -> None:
        self._context = context
        self._now = now

    async def publish(self, looked: Looked, entry: Entry, *, after: int) -> bool:
        """Publish what a look came to; tell whether anything stands on the subject now, ours or another's.

        Args:
            looked: what it came to.
            entry: the content, at the path that counts.
            after: the sequence of what stood on the subject when the look was decided on: what another
                describer has said since is not replaced.
        """
        context, content = self._context, entry.state.content
        if content is None:
            return True
        description = self._description(looked, entry, content)
        data = encode(context.key.sign(description.model_dump_json()))
        subject = context.topology.description(context.collection, content)
        try:
            await context.bus.publish(
                subject,
                data,
                expected_last_subject_sequence=after,
                bulk=True,
            )
        except WrongLastSequenceError:
            context.figures.outrun += 1
            return True
        except BusError as error:
            # It may be stored all the same: the stream will say so, or the content comes up again.
            log.warning("the description of %s was not published: %s", entry.path, error)
            return False
        self._count(description.told)
        return True

    def _description(self, looked: Looked, entry: Entry, content: str) -> Description:
        context = self._context
        told = Told.UNKNOWN
        if looked.failure:
            told = Told.FAILED
        elif looked.findings is not None:
            told = Told.RECOGNISED
        # Of what is packed all others have been asked in vain, as of what is unknown.
        all_asked = told is not Told.RECOGNISED or looked.describer == PACKING
        return Description(
            collection=context.collection,
            content=content,
            size=entry.state.size,
            name=entry.path,
            site=context.me.site,
            made_at=self._now(),
            told=told,
            describer=looked.describer,
            asked=tuple(one for one in context.asked() if all_asked or one.name == looked.describer),
            failure=looked.failure,
            findings=looked.findings,
        )

    def _count(self, told: Told) -> None:
        figures = self._context.figures
        match told:
            case Told.RECOGNISED:
                figures.recognised += 1
            case Told.UNKNOWN:
                figures.unknown += 1
            case Told.FAILED:
                figures.failed += 1
