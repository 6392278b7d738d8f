"""The one table of subjects: what travels where, who says it, who hears it, and what it is. Pure.

Subjects, the streams' subjects, permissions, event types, `docs/subjects.md` and `docs/asyncapi.yaml` follow
from it: a new subject is one entry here and one model. A manager is a sender of jobs where a person has a
dead one tried again.
"""

from collections.abc import Mapping
from functools import lru_cache

from shared.contracts.channel import BYTES, Channel, Read
from shared.contracts.messages.acquisition import FeedVersion, GranulesDone, ProviderVersion
from shared.contracts.messages.ask import Ask
from shared.contracts.messages.batch import Batch
from shared.contracts.messages.checkpoint import Checkpoint, CheckpointPart
from shared.contracts.messages.chunked import Chunked
from shared.contracts.messages.commit import Commit
from shared.contracts.messages.description import Description
from shared.contracts.messages.frames.frame_event import FrameEvent
from shared.contracts.messages.frames.frame_record import FrameRecord
from shared.contracts.messages.frames.thumbnail_record import ThumbnailRecord
from shared.contracts.messages.kernels.geometry_question import (
    GeometryAnswered,
    GeometryAsked,
    GeometryRefused,
    GeometryTaken,
)
from shared.contracts.messages.signed import Signed
from shared.contracts.messages.step import (
    StepBeat,
    StepCancelled,
    StepFailed,
    StepJob,
    StepLog,
    StepMade,
    StepStarted,
    StepSucceeded,
)
from shared.contracts.messages.transfers.job import ApplyJob, BuildJob, SignJob
from shared.contracts.messages.transfers.manifest import Manifest, SignatureHead
from shared.contracts.messages.transfers.read import ReadAlive, ReadCredit, ReadEnded, ReadRequest
from shared.contracts.messages.transfers.report import Applied, Built, SignatureMade
from shared.contracts.messages.transfers.want import Want
from shared.contracts.messages.version import CHUNKED_VERSION
from shared.contracts.messages.workflow import (
    ExecutionRecord,
    WorkflowRule,
    WorkflowSchedule,
    WorkflowVersion,
)
from shared.contracts.streams import CHUNK, Stream
from shared.model.names import NAME_PATTERN

SUBJECTS_KEPT = 1024
"""Subjects whose kind is remembered: a process publishes on few, again and again."""

MANAGER, ORCHESTRATOR, TRANSFER = "manager", "orchestrator", "transfer"
DESCRIBER, GATEWAY, SPICE, ARCHIVE = "describer", "gateway", "spice", "archive"
WORKFLOW, RUNNER, ACQUIRER = "workflow", "runner", "acquirer"

PARAMETERS = {
    "collection": f"The collection: {NAME_PATTERN}.",
    "site": f"The site: {NAME_PATTERN}; `_` in an ask stands for all.",
    "author": "The site whose worker publishes it.",
    "content": "BLAKE3-256 of the content, 64 hexadecimal digits.",
    "frame": "BLAKE3-256 of basename and MD5 of a version of a frame, or of a thumbnail's name, 64 digits.",
    "pack": "One attempt at one pack, 32 hexadecimal digits.",
    "part": "1 and up.",
    "reading": "One reading of one content from one holder, 32 hexadecimal digits.",
    "workflow": f"The workflow: {NAME_PATTERN}.",
    "rule": f"The rule: {NAME_PATTERN}.",
    "schedule": f"The schedule: {NAME_PATTERN}.",
    "provider": f"The provider: {NAME_PATTERN}.",
    "feed": f"The feed: {NAME_PATTERN}.",
    "execution": f"One execution of a workflow: {NAME_PATTERN}.",
    "queue": "The site whose runners take the step; `_` where any may.",
    "step": "The task's id, with `-` for each dot.",
    "place": "BLAKE3-128 of the path, 32 hexadecimal digits.",
    "revision": "The last commit that was folded, by its stream sequence.",
    "consumer": "The durable consumer whose handler gave the message up.",
}
"""What differs between the subjects of a channel, for the documents."""

CHANNELS: tuple[Channel, ...] = (
    Channel(
        name="batch.chunk",
        template=f"batch.{{collection}}{CHUNK}.{{site}}",
        stream=Stream.BATCHES,
        content_type=BYTES,
        senders=(MANAGER,),
        receivers=(ORCHESTRATOR,),
        reads=(Read.GET,),
        summary="A piece of a batch over one message, right before what names it.",
    ),
    Channel(
        name="commit.chunk",
        template=f"log.{{collection}}{CHUNK}",
        stream=Stream.LOG,
        content_type=BYTES,
        senders=(ORCHESTRATOR,),
        receivers=(MANAGER, ORCHESTRATOR, DESCRIBER, SPICE, ARCHIVE),
        reads=(Read.GET,),
        summary="A piece of a commit over one message, right before what names it.",
    ),
    Channel(
        name="batch",
        template="batch.{collection}.{site}",
        stream=Stream.BATCHES,
        models=(Signed,),
        signed=Batch,
        chunked=Chunked,
        senders=(MANAGER,),
        receivers=(ORCHESTRATOR,),
        reads=(Read.QUEUE,),
        summary="What one site saw change in one quiet window, signed by the site.",
    ),
    Channel(
        name="commit",
        template="log.{collection}",
        stream=Stream.LOG,
        models=(Signed,),
        signed=Commit,
        chunked=Chunked,
        senders=(ORCHESTRATOR,),
        receivers=(MANAGER, ORCHESTRATOR, DESCRIBER, SPICE, ARCHIVE),
        summary="The decision on one batch, signed, with the batch.",
    ),
    Channel(
        name="want",
        template="want.{collection}.{site}",
        stream=Stream.WANTS,
        models=(Want,),
        senders=(MANAGER,),
        receivers=(ORCHESTRATOR, MANAGER, GATEWAY, SPICE),
        reads=(Read.GET,),
        summary="What a site has placed, and what it asks for next; the newest counts.",
    ),
    Channel(
        name="job.build",
        template="job.{site}.build",
        stream=Stream.JOBS,
        models=(BuildJob,),
        senders=(ORCHESTRATOR, MANAGER),
        receivers=(TRANSFER,),
        reads=(Read.QUEUE,),
        summary="Build one pack and publish its parts.",
    ),
    Channel(
        name="job.apply",
        template="job.{site}.apply",
        stream=Stream.JOBS,
        models=(ApplyJob,),
        senders=(ORCHESTRATOR, MANAGER),
        receivers=(TRANSFER,),
        reads=(Read.QUEUE,),
        summary="Stage, verify and publish placements at one site.",
    ),
    Channel(
        name="job.sign",
        template="job.{site}.sign",
        stream=Stream.JOBS,
        models=(SignJob,),
        senders=(ORCHESTRATOR, MANAGER),
        receivers=(TRANSFER,),
        reads=(Read.QUEUE,),
        summary="Publish the librsync signature of a content.",
    ),
    Channel(
        name="signature.head",
        template="sig.{collection}.{author}.{content}.0",
        stream=Stream.SIGNATURES,
        models=(SignatureHead,),
        senders=(TRANSFER,),
        receivers=(TRANSFER,),
        reads=(Read.DIRECT,),
        summary="Part 0 of a signature, published after the others.",
    ),
    Channel(
        name="signature.part",
        template="sig.{collection}.{author}.{content}.{part}",
        stream=Stream.SIGNATURES,
        content_type=BYTES,
        senders=(TRANSFER,),
        receivers=(TRANSFER,),
        reads=(Read.DIRECT,),
        summary="A piece of a librsync signature.",
    ),
    Channel(
        name="pack.manifest",
        template="pack.{collection}.{author}.{pack}.0",
        stream=Stream.PACKS,
        models=(Manifest,),
        senders=(TRANSFER,),
        receivers=(TRANSFER,),
        reads=(Read.DIRECT,),
        summary="Part 0 of a pack: how each content lies in its stream.",
    ),
    Channel(
        name="pack.part",
        template="pack.{collection}.{author}.{pack}.{part}",
        stream=Stream.PACKS,
        content_type=BYTES,
        senders=(TRANSFER,),
        receivers=(TRANSFER,),
        reads=(Read.DIRECT,),
        summary="A piece of a pack's byte stream.",
    ),
    Channel(
        name="checkpoint.manifest",
        template="checkpoint.{collection}.{revision}.0",
        stream=Stream.CHECKPOINTS,
        models=(Signed,),
        signed=Checkpoint,
        senders=(ORCHESTRATOR,),
        receivers=(MANAGER, ORCHESTRATOR, DESCRIBER, SPICE, ARCHIVE),
        reads=(Read.FOLLOW, Read.DIRECT),
        summary="Part 0 of what a log folds to, signed, published last.",
    ),
    Channel(
        name="checkpoint.part",
        template="checkpoint.{collection}.{revision}.{part}",
        stream=Stream.CHECKPOINTS,
        models=(CheckpointPart,),
        senders=(ORCHESTRATOR,),
        receivers=(MANAGER, ORCHESTRATOR, DESCRIBER, SPICE, ARCHIVE),
        reads=(Read.FOLLOW, Read.DIRECT),
        summary="Rows of what a log folds to.",
    ),
    Channel(
        name="report",
        template="report.{collection}.{site}",
        stream=Stream.REPORTS,
        models=(Applied, Built, SignatureMade),
        senders=(TRANSFER,),
        receivers=(MANAGER, ORCHESTRATOR),
        summary="What transfer workers did, or could not do.",
    ),
    Channel(
        name="ask",
        template="ask.{collection}.{site}",
        stream=Stream.ASKS,
        models=(Ask,),
        senders=(MANAGER, GATEWAY, ACQUIRER),
        receivers=(MANAGER,),
        anyones=("site",),
        summary="What a person asks of sites, from whichever manager they spoke to.",
    ),
    Channel(
        name="read.request",
        template="read.{collection}.{site}",
        stream=None,
        models=(ReadRequest,),
        senders=(GATEWAY, SPICE),
        receivers=(TRANSFER,),
        anyones=("site",),
        shared_out=True,
        summary="Send the bytes of a content that the site holds; one of its workers answers.",
    ),
    Channel(
        name="read.credit",
        template="read.{collection}.{site}.{reading}",
        stream=None,
        models=(ReadCredit,),
        senders=(GATEWAY, SPICE),
        receivers=(TRANSFER,),
        anyones=("site",),
        summary="How far a reading may go, to the worker that answers it; a sign of life, too.",
    ),
    Channel(
        name="read.state",
        template="bytes.{collection}.{author}.{site}.{reading}.0",
        stream=None,
        models=(ReadAlive, ReadEnded),
        senders=(TRANSFER,),
        receivers=(GATEWAY, SPICE),
        anyones=("site",),
        summary="How a reading goes: the holder looks for the content, or all was sent, or why not.",
    ),
    Channel(
        name="read.part",
        template="bytes.{collection}.{author}.{site}.{reading}.{part}",
        stream=None,
        content_type=BYTES,
        senders=(TRANSFER,),
        receivers=(GATEWAY, SPICE),
        anyones=("site",),
        summary="A piece of what is read, in order.",
    ),
    Channel(
        name="geometry.question",
        template="geometry.{collection}.{site}",
        stream=None,
        models=(GeometryAsked,),
        senders=(SPICE,),
        receivers=(SPICE,),
        shared_out=True,
        summary="Answer a question of geometry: one process of the site that is free does.",
    ),
    Channel(
        name="geometry.word",
        template="geometry.{collection}.{site}.{handed}",
        stream=None,
        models=(GeometryTaken, GeometryAnswered, GeometryRefused),
        senders=(SPICE,),
        receivers=(SPICE,),
        summary="What became of a question that was handed on: taken, answered, or why not.",
    ),
    Channel(
        name="description",
        template="description.{collection}.{content}",
        stream=Stream.DESCRIPTIONS,
        models=(Signed,),
        signed=Description,
        senders=(DESCRIBER,),
        receivers=(DESCRIBER, MANAGER, SPICE, ARCHIVE, GATEWAY, WORKFLOW, RUNNER),
        summary="What one content is, signed by the describer that looked at its bytes.",
    ),
    Channel(
        name="record",
        template="record.{collection}.{frame}",
        stream=Stream.RECORDS,
        models=(FrameRecord, ThumbnailRecord),
        senders=(ARCHIVE,),
        receivers=(ARCHIVE, GATEWAY),
        summary="What an ingester posted: a version of a frame, of which the first counts, or a thumbnail.",
    ),
    Channel(
        name="event.frame",
        template="event.{collection}.frame.{version}",
        stream=Stream.EVENTS,
        models=(FrameEvent,),
        senders=(ARCHIVE,),
        receivers=(ARCHIVE,),
        summary="A version of a frame came and is described; said once, for ever.",
    ),
    Channel(
        name="workflow",
        template="workflow.{collection}.{workflow}",
        stream=Stream.WORKFLOWS,
        models=(WorkflowVersion,),
        senders=(WORKFLOW,),
        receivers=(WORKFLOW,),
        summary="One version of a workflow's definition, in the Amazon States Language.",
    ),
    Channel(
        name="workflow.rule",
        template="rule.{collection}.{rule}",
        stream=Stream.WORKFLOWS,
        models=(WorkflowRule,),
        senders=(WORKFLOW,),
        receivers=(WORKFLOW,),
        summary="Which files start an execution of which workflow.",
    ),
    Channel(
        name="workflow.schedule",
        template="schedule.{collection}.{schedule}",
        stream=Stream.WORKFLOWS,
        models=(WorkflowSchedule,),
        senders=(WORKFLOW,),
        receivers=(WORKFLOW,),
        summary="When an execution of which workflow is started.",
    ),
    Channel(
        name="acquisition.provider",
        template="provider.{collection}.{provider}",
        stream=Stream.WORKFLOWS,
        models=(ProviderVersion,),
        senders=(ACQUIRER,),
        receivers=(ACQUIRER,),
        summary="Where files are acquired from, as it was said over the API, and whether that is paused.",
    ),
    Channel(
        name="acquisition.feed",
        template="feed.{collection}.{feed}",
        stream=Stream.WORKFLOWS,
        models=(FeedVersion,),
        senders=(ACQUIRER,),
        receivers=(ACQUIRER,),
        summary="Which files of a provider are acquired, as it was said over the API.",
    ),
    Channel(
        name="acquisition.done",
        template="acquired.{collection}.{feed}",
        stream=Stream.ACQUIRED,
        models=(GranulesDone,),
        senders=(ACQUIRER,),
        receivers=(ACQUIRER,),
        summary="Which granules of a feed came to a good end, as their provider listed them.",
    ),
    Channel(
        name="execution.chunk",
        template=f"exec.{{collection}}{CHUNK}.{{workflow}}.{{execution}}",
        stream=Stream.EXECUTIONS,
        content_type=BYTES,
        senders=(WORKFLOW,),
        receivers=(WORKFLOW,),
        reads=(Read.GET,),
        summary="A piece of an append over one message, right before what names it.",
    ),
    Channel(
        name="execution",
        template="exec.{collection}.{workflow}.{execution}",
        stream=Stream.EXECUTIONS,
        models=(ExecutionRecord,),
        chunked=Chunked,
        senders=(WORKFLOW,),
        receivers=(WORKFLOW,),
        summary="One append to the log of an execution, with compare-and-set.",
    ),
    Channel(
        name="step",
        template="step.{collection}.{queue}.{execution}.{step}",
        stream=Stream.STEPS,
        models=(StepJob,),
        senders=(WORKFLOW,),
        receivers=(RUNNER,),
        reads=(Read.QUEUE,),
        summary="One task of an execution, for a runner.",
    ),
    Channel(
        name="step.result",
        template="stepresult.{collection}.{execution}.{step}",
        stream=Stream.STEPRESULTS,
        models=(StepStarted, StepSucceeded, StepFailed, StepCancelled),
        senders=(RUNNER, WORKFLOW),
        receivers=(WORKFLOW, RUNNER),
        summary="What became of a task, recorded once with compare-and-set.",
    ),
    Channel(
        name="step.made",
        template="stepmade.{collection}.{content}.{place}",
        stream=Stream.STEPRESULTS,
        models=(StepMade,),
        senders=(RUNNER,),
        receivers=(WORKFLOW,),
        reads=(Read.GET,),
        summary="A step publishes this content at this path: which execution does, said before it is there.",
    ),
    Channel(
        name="step.beat",
        template="stepbeat.{collection}.{execution}",
        stream=None,
        models=(StepBeat,),
        senders=(RUNNER,),
        receivers=(WORKFLOW,),
        summary="A sign of life of a task that runs.",
    ),
    Channel(
        name="step.log",
        template="steplog.{collection}.{execution}.{step}",
        stream=Stream.STEPLOGS,
        models=(StepLog,),
        senders=(RUNNER,),
        receivers=(WORKFLOW,),
        summary="Lines that a task wrote.",
    ),
    Channel(
        name="dead",
        template="dead.{consumer>}",
        stream=Stream.DEAD,
        content_type=BYTES,
        senders=(ORCHESTRATOR, TRANSFER, RUNNER),
        receivers=(MANAGER,),
        reads=(Read.GET,),
        summary="A message that nobody could handle, for people; headers say why.",
    ),
)
"""The first that matches counts: chunks are before what they are of, and part 0 of a pack, signature or
checkpoint is its head."""

BY_NAME = {channel.name: channel for channel in CHANNELS}


def subjects_of(channels: tuple[Channel, ...], stream: Stream, *, prefix: str) -> tuple[str, ...]:
    """Return what a stream takes: one pattern for all channels with the same first word and length."""
    families: dict[tuple[str, int], list[str]] = {}
    for channel in channels:
        if channel.stream is stream:
            tokens = channel.pattern(prefix).split(".")
            family = families.setdefault((tokens[1], len(tokens)), tokens)
            families[tokens[1], len(tokens)] = [
                mine if mine == own else "*" for mine, own in zip(family, tokens, strict=True)
            ]
    return tuple(".".join(tokens) for tokens in families.values())


def chunked_type(subject: str, *, prefix: str) -> dict[str, str]:
    """Return the headers by which a message that names chunks differs from what else is on its subject."""
    channel = channel_of(subject, prefix=prefix)
    return {} if channel is None else {"ce-type": channel.event_type_of(CHUNKED_VERSION)}


@lru_cache(maxsize=SUBJECTS_KEPT)
def channel_of(subject: str, *, prefix: str) -> Channel | None:
    """Return the kind of a subject; None where it is none of ours."""
    first = subject.removeprefix(f"{prefix}.").partition(".")[0]
    return find_channel(_families().get(first, ()), subject, prefix=prefix)


@lru_cache(maxsize=1)
def _families() -> Mapping[str, tuple[Channel, ...]]:
    """Return the channels by the first token below the prefix, which no template leaves open.

    Subjects of executions and steps are all different, and no memory of subjects helps them.
    """
    found: dict[str, tuple[Channel, ...]] = {}
    for channel in CHANNELS:
        first = channel.template.partition(".")[0]
        found[first] = (*found.get(first, ()), channel)
    return found


def find_channel(channels: tuple[Channel, ...], subject: str, *, prefix: str) -> Channel | None:
    """Return the first of the channels that has a subject; None where none has."""
    if not subject.startswith(f"{prefix}."):
        return None
    tokens = tuple(subject.removeprefix(f"{prefix}.").split("."))
    return next((channel for channel in channels if channel.matches(tokens)), None)
