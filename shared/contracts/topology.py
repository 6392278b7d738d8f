"""Subjects, streams, consumers and buckets under one prefix. Code never spells a subject elsewhere. Pure."""

from dataclasses import dataclass, field, replace

from blake3 import blake3

from shared.contracts.buckets import BUCKETS, Bucket, BucketSpec
from shared.contracts.channel import Channel
from shared.contracts.channels import CHANNELS, subjects_of
from shared.contracts.streams import CHUNK, STREAMS, Stream, StreamSpec

__all__ = ["CHUNK", "Bucket", "BucketSpec", "ConsumerSpec", "Stream", "StreamSpec", "Topology"]

ACK_WAIT = 30.0
"""Seconds: three signs of life fit in, on a machine that is busy."""


PLACE_BYTES = 16
"""Of the hash that stands for a path in a subject: a path may be longer than a subject, and have spaces."""

CONSUMER_STREAMS = {
    "orchestrator": Stream.BATCHES,
    "transfer": Stream.JOBS,
    "manager": Stream.REPORTS,
    "runner": Stream.STEPS,
}
"""The stream of a durable consumer by the first word of its name, so that a name says all to `fetch`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsumerSpec:
    """A durable pull consumer with explicit acks."""

    name: str
    stream: Stream
    subject: str
    ack_wait: float = ACK_WAIT
    max_ack_pending: int = 256


@dataclass(frozen=True, slots=True)
class Topology:
    """Every subject, stream, consumer and bucket under one prefix."""

    prefix: str = "rack"
    ack_wait: float = ACK_WAIT
    """Seconds without a sign of life after which a message goes to another worker."""
    channels: tuple[Channel, ...] = field(default=CHANNELS, repr=False)

    def subject(self, channel: str, **parameters: str | int) -> str:
        """Return the subject of a channel with these parameters.

        Raises:
            KeyError: there is no such channel, or a parameter lacks.
        """
        found = next((one for one in self.channels if one.name == channel), None)
        if found is None:
            raise KeyError(channel)
        return found.subject(self.prefix, **parameters)

    def batch(self, collection: str, site: str) -> str:
        """Batches of one site: manager -> orchestrator."""
        return self.subject("batch", collection=collection, site=site)

    def batch_chunk(self, collection: str, site: str) -> str:
        """Chunks of batches over one message; no consumer of batches sees them."""
        return self.subject("batch.chunk", collection=collection, site=site)

    def log(self, collection: str) -> str:
        """Log of one collection: orchestrator -> all."""
        return self.subject("commit", collection=collection)

    def log_chunk(self, collection: str) -> str:
        """Chunks of commits over one message; who follows the log alone does not see them."""
        return self.subject("commit.chunk", collection=collection)

    def chunk_of(self, subject: str) -> str:
        """Return the subject of the chunks of what is published on a subject of batches or of a log."""
        kind, collection, *site = subject.removeprefix(f"{self.prefix}.").split(".")
        return ".".join((self.prefix, kind, f"{collection}{CHUNK}", *site))

    def want(self, collection: str, site: str) -> str:
        """Standing want of one site: manager -> orchestrator."""
        return self.subject("want", collection=collection, site=site)

    def job(self, site: str, kind: str) -> str:
        """Jobs of kind build, apply or sign, or `*` for all: orchestrator -> transfer."""
        return f"{self.subject('job.build', site=site).removesuffix('build')}{kind}"

    def signature(self, collection: str, author: str, content: str, part: int | str) -> str:
        """One part of a signature: transfer -> transfer."""
        return self.subject(
            "signature.part", collection=collection, author=author, content=content, part=part
        )

    def pack(self, collection: str, author: str, pack: str, part: int | str) -> str:
        """One part of a pack; part 0 is the manifest: transfer -> transfer."""
        return self.subject("pack.part", collection=collection, author=author, pack=pack, part=part)

    def checkpoint(self, collection: str, revision: int | str, part: int | str) -> str:
        """One part of what a log folds to; part 0 is the manifest: orchestrator -> all."""
        return self.subject("checkpoint.part", collection=collection, revision=revision, part=part)

    def report(self, collection: str, site: str) -> str:
        """Reports of one site's workers: transfer -> manager, orchestrator."""
        return self.subject("report", collection=collection, site=site)

    def ask(self, collection: str, site: str) -> str:
        """What a person asks of a site: scan, release; manager -> manager."""
        return self.subject("ask", collection=collection, site=site)

    def read(self, collection: str, site: str) -> str:
        """Requests to read contents at a site: gateway, spice -> transfer. Nothing keeps them."""
        return self.subject("read.request", collection=collection, site=site)

    def read_credit(self, collection: str, site: str, reading: str) -> str:
        """How far one reading at a site may go: gateway, spice -> transfer. Nothing keeps it."""
        return self.subject("read.credit", collection=collection, site=site, reading=reading)

    def read_part(self, collection: str, author: str, site: str, reading: str, part: int | str) -> str:
        """One part of what a site reads at its author; part 0 says how it goes: from transfer."""
        return self.subject(
            "read.part", collection=collection, author=author, site=site, reading=reading, part=part
        )

    def geometry_question(self, collection: str, site: str) -> str:
        """Questions of geometry for a free process of a site: spice -> spice. Nothing keeps them."""
        return self.subject("geometry.question", collection=collection, site=site)

    def geometry_word(self, collection: str, site: str, handed: str) -> str:
        """What is said of one question that was handed on: spice -> spice. Nothing keeps it."""
        return self.subject("geometry.word", collection=collection, site=site, handed=handed)

    def description(self, collection: str, content: str) -> str:
        """Description of one content: describer -> all."""
        return self.subject("description", collection=collection, content=content)

    def record(self, collection: str, frame: str) -> str:
        """Record of one version of a frame: archive -> all archives."""
        return self.subject("record", collection=collection, frame=frame)

    def frame_event(self, collection: str, version: str) -> str:
        """Event of one version of a frame: archive -> whoever works on frames."""
        return self.subject("event.frame", collection=collection, version=version)

    def workflow(self, collection: str, workflow: str) -> str:
        """Versions of one workflow: workflow -> workflow."""
        return self.subject("workflow", collection=collection, workflow=workflow)

    def workflow_rule(self, collection: str, rule: str) -> str:
        """Versions of one rule: workflow -> workflow."""
        return self.subject("workflow.rule", collection=collection, rule=rule)

    def workflow_schedule(self, collection: str, schedule: str) -> str:
        """Versions of one schedule: workflow -> workflow."""
        return self.subject("workflow.schedule", collection=collection, schedule=schedule)

    def provider(self, collection: str, provider: str) -> str:
        """Words on one provider: acquirer -> acquirer."""
        return self.subject("acquisition.provider", collection=collection, provider=provider)

    def feed(self, collection: str, feed: str) -> str:
        """Words on one feed: acquirer -> acquirer."""
        return self.subject("acquisition.feed", collection=collection, feed=feed)

    def acquired(self, collection: str, feed: str) -> str:
        """What was brought of one feed: acquirer -> acquirer."""
        return self.subject("acquisition.done", collection=collection, feed=feed)

    def execution(self, collection: str, workflow: str, execution: str) -> str:
        """Log of one execution: workflow -> workflow."""
        return self.subject("execution", collection=collection, workflow=workflow, execution=execution)

    def step(self, collection: str, queue: str, execution: str, task: str) -> str:
        """One task of an execution, for the runners of a queue: workflow -> runner."""
        step = task.replace(".", "-")
        return self.subject("step", collection=collection, queue=queue, execution=execution, step=step)

    def step_result(self, collection: str, execution: str, task: str) -> str:
        """What became of one task: runner -> workflow."""
        step = task.replace(".", "-")
        return self.subject("step.result", collection=collection, execution=execution, step=step)

    def step_beat(self, collection: str, execution: str) -> str:
        """Signs of life of the tasks of an execution: runner -> workflow. Nothing keeps them."""
        return self.subject("step.beat", collection=collection, execution=execution)

    def step_made(self, collection: str, content: str, path: str) -> str:
        """Which execution publishes a content at a path; `*` for any: runner -> workflow."""
        place = path if path == "*" else blake3(path.encode()).hexdigest(length=PLACE_BYTES)
        return self.subject("step.made", collection=collection, content=content, place=place)

    def step_log(self, collection: str, execution: str, task: str) -> str:
        """Lines of one task: runner -> workflow."""
        step = task.replace(".", "-")
        return self.subject("step.log", collection=collection, execution=execution, step=step)

    def dead(self, source: str) -> str:
        """Dead letters of one consumer, for people."""
        return self.subject("dead", consumer=source)

    def streams(self) -> tuple[StreamSpec, ...]:
        """All streams."""
        return tuple(
            replace(spec, subjects=subjects_of(self.channels, spec.name, prefix=self.prefix))
            for spec in STREAMS
        )

    def mirrored(self, stream: Stream, collection: str) -> tuple[str, ...]:
        """Return the patterns of all that a stream which is mirrored has of one collection."""
        if stream is Stream.PACKS:
            return (f"{self.prefix}.pack.{collection}.>",)
        return (self.log(collection), f"{self.log(collection)}{CHUNK}.>")

    def collection_in(self, subject: str) -> str:
        """Return the collection that a subject of a stream that is mirrored is of; `*`: of all."""
        return subject.removeprefix(f"{self.prefix}.").split(".")[1].removesuffix(CHUNK)

    def buckets(self) -> tuple[BucketSpec, ...]:
        """All buckets."""
        return BUCKETS

    def decider(self, collection: str) -> ConsumerSpec:
        """Batches of one collection, for the orchestrator that holds its lease (and whoever takes over)."""
        return ConsumerSpec(
            name=f"orchestrator-{collection}",
            stream=Stream.BATCHES,
            subject=self.batch(collection, "*"),
            ack_wait=self.ack_wait,
        )

    def worker(self, site: str) -> ConsumerSpec:
        """Jobs of one site, for its transfer workers."""
        return ConsumerSpec(
            name=f"transfer-{site}",
            stream=Stream.JOBS,
            subject=self.job(site, "*"),
            ack_wait=self.ack_wait,
        )

    def runner(self, collection: str, queue: str) -> ConsumerSpec:
        """Tasks of one queue of a collection, for its runners. No name holds the underscore between them."""
        return ConsumerSpec(
            name=f"runner-{collection}_{queue}",
            stream=Stream.STEPS,
            subject=self.step(collection, queue, "*", "*"),
            ack_wait=self.ack_wait,
        )

    def reader(self, site: str) -> ConsumerSpec:
        """Reports of one site, acknowledged one by one. No service needs it; the port's suite does."""
        return ConsumerSpec(name=f"manager-{site}", stream=Stream.REPORTS, subject=self.report("*", site))

    def stream_of(self, consumer: str) -> Stream:
        """Return the stream of a durable consumer, told by the first word of its name.

        Raises:
            ValueError: no consumer of this table is called so.
        """
        try:
            return CONSUMER_STREAMS[consumer.partition("-")[0]]
        except KeyError:
            raise ValueError(f"no consumer of the topology has the name {consumer!r}") from None
