"""Which model each kind of message is. Pure.

Signed messages travel as `Signed`; the text that was signed is a model of its own.
"""

from dataclasses import dataclass

from shared.contracts.messages.ask import Ask
from shared.contracts.messages.batch import Batch
from shared.contracts.messages.checkpoint import Checkpoint, CheckpointPart
from shared.contracts.messages.chunked import Chunked
from shared.contracts.messages.commit import Commit
from shared.contracts.messages.job import ApplyJob, BuildJob, SignJob
from shared.contracts.messages.manifest import Manifest, SignatureHead
from shared.contracts.messages.report import Applied, Built, SignatureMade
from shared.contracts.messages.signed import Signed
from shared.contracts.messages.want import Want
from shared.model.base import FrozenModel


@dataclass(frozen=True, slots=True)
class MessageKind:
    """One kind of message."""

    models: tuple[type[FrozenModel], ...] = ()
    """The payload is one of these; bytes where there is none."""
    signed: type[FrozenModel] | None = None
    """What the body of a `Signed` payload is."""
    chunked: type[FrozenModel] | None = None
    """What stands there where it is larger than one message may be."""


KINDS: dict[str, MessageKind] = {
    "batch": MessageKind((Signed,), Batch, Chunked),
    "batch.chunk": MessageKind(),
    "commit": MessageKind((Signed,), Commit, Chunked),
    "commit.chunk": MessageKind(),
    "want": MessageKind((Want,)),
    "job.build": MessageKind((BuildJob,)),
    "job.apply": MessageKind((ApplyJob,)),
    "job.sign": MessageKind((SignJob,)),
    "signature.head": MessageKind((SignatureHead,)),
    "signature.part": MessageKind(),
    "pack.manifest": MessageKind((Manifest,)),
    "pack.part": MessageKind(),
    "checkpoint.manifest": MessageKind((Signed,), Checkpoint),
    "checkpoint.part": MessageKind((CheckpointPart,)),
    "report": MessageKind((Applied, Built, SignatureMade)),
    "ask": MessageKind((Ask,)),
    "dead": MessageKind(),
}
"""By the name of the channel (`shared.contracts.channels`)."""
