"""Turning a batch into exactly one commit, whoever else writes to the log meanwhile."""

import asyncio
import logging
from collections.abc import Callable, Iterable

from services.orchestrator.decide.decide import decide
from services.orchestrator.decide.key_entries import NOTHING, Ordered, key_entries
from shared.bus.chunks import MESSAGE_BYTES
from shared.bus.codec import BadMessageError, encode
from shared.bus.key_registry import Registry
from shared.bus.large_messages import publish_large
from shared.bus.port import AlreadyStoredError, Bus, BusTimeoutError, WrongLastSequenceError
from shared.catalog.follow.log_check import Compared, holds, look_at_log
from shared.catalog.follow.log_reader import LogReader
from shared.catalog.store.projection import Projection
from shared.contracts.messages.batch import BATCH_TEXT_MAX, Batch
from shared.contracts.messages.commit import Commit
from shared.contracts.messages.presence import SiteRecord
from shared.contracts.messages.signed import Signed
from shared.contracts.messages.version import check_version
from shared.contracts.topology import Topology
from shared.identity.keys import SigningKey, is_signed
from shared.model.steps import NO_STEPS, Step, Steps

log = logging.getLogger(__name__)

ATTEMPTS_MAX = 20
"""Compare-and-sets lost in a row before the batch is handed back to the queue."""


UNKNOWN_KEY_SECONDS = 60.0
"""How long nothing is appended after a commit by a key that nobody knows: four times what it takes an
orchestrator to see that a server's store has forgotten it, and to say its key again."""


class GapError(Exception):
    """A batch before this one is missing: it is handed back and comes again later."""


class UnknownSiteError(Exception):
    """The site is not registered (yet): its batch is handed back and comes again later."""


class UnknownOrchestratorError(Exception):
    """The log goes on with a commit of an orchestrator that is not registered (yet): the batch comes again.

    What is appended before that commit is believed would be chained to the one before it: a fork.
    """


class ContendedError(Exception):
    """Others kept writing to the log: the batch is handed back and comes again later."""


class Committer:
    """Decides batches of one collection and appends their commits."""

    def __init__(
        self,
        bus: Bus,
        *,
        topology: Topology,
        registry: Registry,
        reader: LogReader,
        projection: Projection,
        key: SigningKey,
        collection: str,
        new_log_id: Callable[[], str],
        steps: Steps = NO_STEPS,
        message_bytes: int = MESSAGE_BYTES,
        revoked: Callable[[], Ordered] = lambda: NOTHING,
        operators: Callable[[], Iterable[Signed]] = tuple,
    ) -> None:
        self._bus = bus
        self._topology = topology
        self._subject = topology.log(collection)
        self._registry = registry
        self._reader = reader
        self._projection = projection
        self._key = key
        self._collection = collection
        self._new_log_id = new_log_id
        self._steps = steps
        self._message_bytes = message_bytes
        self._revoked = revoked
        """Tells which keys a person has revoked."""
        self._operators = operators
        """Tells the orders about keys of operators."""
        self._compared = Compared()
        self._turn = asyncio.Lock()

    async def commit(self, signed: Signed) -> None:
        """Make sure that the log holds the decision on this batch. May be called any number of times.

        Raises:
            BadMessageError: the batch is not one that this log may hold; nobody can do anything with it.
            GapError, UnknownSiteError, UnknownOrchestratorError, UnsignedKeyError, ContendedError: it may be
                decided later.
            BusError: the bus failed.
        """
        batch, record = await self._checked(signed)
        async with self._turn:
            for _ in range(ATTEMPTS_MAX):
                # First of all look for our own batch: the last attempt may have been stored in spite of
                # its time-out, and another orchestrator may have decided it.
                last = await self._reader.catch_up()
                await self._make_sure_of_the_log()
                if not self._is_next(batch):
                    return
                # A server's store may have been restored to before this key was registered: who does not
                # know it would skip the commit, and all that follow it.
                await self._registry.register_orchestrator(self._key.public)
                if await self._append(batch, signed, last, record):
                    await self._reader.catch_up()
                    return
        raise ContendedError(f"batch {batch.sequence} of {batch.site} lost {ATTEMPTS_MAX} races")

    async def _make_sure_of_the_log(self) -> None:
        """Raise where the log is not the one folded, or not all of it could be: a store was rolled back.

        Its length alone says nothing: others may have written new commits where the lost ones were, and
        what is appended to those by their number would be chained to a commit that is no more.
        """
        folded = self._projection.position
        seen = await look_at_log(
            self._bus,
            topology=self._topology,
            collection=self._collection,
            folded=folded,
            compared=self._compared,
        )
        if seen is not None and not holds(seen, folded):
            raise ContendedError(f"the log is another than the one folded up to revision {folded.revision}")
        unknown_for = self._reader.unknown_for()
        if unknown_for is not None and unknown_for < UNKNOWN_KEY_SECONDS:
            raise UnknownOrchestratorError(
                f"the commit after revision {folded.revision} is of an orchestrator that is not registered"
            )

    async def _checked(self, signed: Signed) -> tuple[Batch, SiteRecord]:
        if len(signed.body) > BATCH_TEXT_MAX:
            raise BadMessageError(f"the batch has over {BATCH_TEXT_MAX} characters: no commit could hold it")
        check_version(signed.body)
        if not is_signed(signed):
            raise BadMessageError("the batch's signature is not its key's")
        try:
            batch = Batch.model_validate_json(signed.body)
        except ValueError as error:
            raise BadMessageError(f"the batch is malformed: {error}") from error
        if batch.collection != self._collection:
            raise BadMessageError(f"the batch is of collection {batch.collection}")
        record = await self._registry.site(batch.collection, batch.site)
        if record is None:
            raise UnknownSiteError(f"site {batch.site} is not registered")
        if record.key != signed.key:
            raise BadMessageError(f"the batch is not signed with the key of site {batch.site}")
        if (batch.site, signed.key) in self._revoked():
            raise BadMessageError(
                f"the key of site {batch.site} was revoked: its host needs another key, and a release"
            )
        return batch, record

    def _is_next(self, batch: Batch) -> bool:
        position = self._projection.position
        if batch.log_id is not None and batch.log_id != position.log_id:
            raise BadMessageError(f"the batch is for log {batch.log_id}, this log is {position.log_id}")
        decided = self._projection.decided(batch.site, batch.incarnation)
        if batch.sequence > decided + 1:
            raise GapError(f"batch {batch.sequence} of {batch.site} came, {decided + 1} is the next")
        return batch.sequence == decided + 1

    async def _append(self, batch: Batch, signed: Signed, last: int, record: SiteRecord) -> bool:
        position = self._projection.position
        commit = Commit(
            collection=self._collection,
            log_id=position.log_id or self._new_log_id(),
            previous_revision=position.revision,
            previous_hash=position.hash,
            batch=signed,
            decisions=decide(batch, self._projection, revision=last + 1),
            keys=key_entries(
                self._projection.keys,
                record=record,
                own=self._key.public,
                revoked=self._revoked(),
                operators=self._operators(),
            ),
        )
        body = self._key.sign(commit.model_dump_json(exclude_none=True))
        numbered = f"{batch.site}.{batch.incarnation}.{batch.sequence}"
        self._steps.reached(Step.COMMIT_DECIDED)
        try:
            await publish_large(
                self._bus,
                self._topology,
                self._subject,
                encode(body),
                message_id=f"{self._collection}.{numbered}.{last}.{self._key.public[:16]}",
                expected_last_subject_sequence=last,
                message_bytes=self._message_bytes,
            )
        except (WrongLastSequenceError, AlreadyStoredError, BusTimeoutError) as error:
            log.info("batch %s: %s; looking at the log again", numbered, error)
            return False
        self._steps.reached(Step.COMMIT_APPENDED)
        return True
