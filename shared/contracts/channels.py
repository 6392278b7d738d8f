"""What travels where: each kind of subject in the topology, with the event that its messages are. Pure."""

from dataclasses import dataclass
from functools import lru_cache

from shared.contracts.messages.version import CHUNKED_VERSION, SCHEMA_VERSION
from shared.contracts.topology import CHUNK, Stream

JSON = "application/json"
"""Of the data before compression; a zstd frame is told by its own magic number."""

BYTES = "application/octet-stream"

SUBJECTS_KEPT = 1024
"""Subjects whose kind is remembered: a process publishes on few, again and again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One kind of subject."""

    name: str
    """The word for it, in event types, span names and the AsyncAPI document."""
    template: str
    """Below the prefix, with a name in braces for what differs: a token, or all of it but its end."""
    stream: Stream
    content_type: str = JSON

    @property
    def event_type(self) -> str:
        """The CloudEvents type of its messages; its version is that of the payload."""
        return self.event_type_of(SCHEMA_VERSION)

    def event_type_of(self, version: int) -> str:
        """Return the CloudEvents type of a message with a payload of this version."""
        return f"spicerack.{self.name}.v{version}"

    def address(self, prefix: str) -> str:
        """Return the whole template."""
        return f"{prefix}.{self.template}"

    def matches(self, tokens: tuple[str, ...]) -> bool:
        """Tell whether the tokens below the prefix are those of a subject of this kind."""
        mine = self.template.split(".")
        if len(mine) != len(tokens):
            return False
        return all(_fits(own, token) for own, token in zip(mine, tokens, strict=True))


def _fits(own: str, token: str) -> bool:
    """Tell whether a token is that of a template: the same, or with the end that stands after the braces."""
    return token.endswith(own.partition("}")[2]) if own.startswith("{") else own == token


CHANNELS: tuple[Channel, ...] = (
    Channel(
        name="batch.chunk",
        template=f"batch.{{collection}}{CHUNK}.{{site}}",
        stream=Stream.BATCHES,
        content_type=BYTES,
    ),
    Channel(
        name="commit.chunk", template=f"log.{{collection}}{CHUNK}", stream=Stream.LOG, content_type=BYTES
    ),
    Channel(name="batch", template="batch.{collection}.{site}", stream=Stream.BATCHES),
    Channel(name="commit", template="log.{collection}", stream=Stream.LOG),
    Channel(name="want", template="want.{collection}.{site}", stream=Stream.WANTS),
    Channel(name="job.build", template="job.{site}.build", stream=Stream.JOBS),
    Channel(name="job.apply", template="job.{site}.apply", stream=Stream.JOBS),
    Channel(name="job.sign", template="job.{site}.sign", stream=Stream.JOBS),
    Channel(
        name="signature.head", template="sig.{collection}.{author}.{content}.0", stream=Stream.SIGNATURES
    ),
    Channel(
        name="signature.part",
        template="sig.{collection}.{author}.{content}.{part}",
        stream=Stream.SIGNATURES,
        content_type=BYTES,
    ),
    Channel(name="pack.manifest", template="pack.{collection}.{author}.{pack}.0", stream=Stream.PACKS),
    Channel(
        name="pack.part",
        template="pack.{collection}.{author}.{pack}.{part}",
        stream=Stream.PACKS,
        content_type=BYTES,
    ),
    Channel(
        name="checkpoint.manifest",
        template="checkpoint.{collection}.{revision}.0",
        stream=Stream.CHECKPOINTS,
    ),
    Channel(
        name="checkpoint.part",
        template="checkpoint.{collection}.{revision}.{part}",
        stream=Stream.CHECKPOINTS,
    ),
    Channel(name="report", template="report.{collection}.{site}", stream=Stream.REPORTS),
    Channel(name="ask", template="ask.{collection}.{site}", stream=Stream.ASKS),
    Channel(name="dead", template="dead.{consumer}", stream=Stream.DEAD, content_type=BYTES),
)
"""The first that matches counts: chunks are before what they are of, and part 0 of a pack, signature or
checkpoint is its head."""


def chunked_type(subject: str, *, prefix: str) -> dict[str, str]:
    """Return the headers by which a message that names chunks differs from what else is on its subject."""
    channel = channel_of(subject, prefix=prefix)
    return {} if channel is None else {"ce-type": channel.event_type_of(CHUNKED_VERSION)}


@lru_cache(maxsize=SUBJECTS_KEPT)
def channel_of(subject: str, *, prefix: str) -> Channel | None:
    """Return the kind of a subject; None where it is none of ours."""
    if not subject.startswith(f"{prefix}."):
        return None
    tokens = tuple(subject.removeprefix(f"{prefix}.").split("."))
    return next((channel for channel in CHANNELS if channel.matches(tokens)), None)
