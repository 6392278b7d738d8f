"""One kind of subject: its template, and what can be asked of it. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from shared.contracts.messages.version import SCHEMA_VERSION
from shared.contracts.streams import Stream
from shared.model.base import FrozenModel

JSON = "application/json"
"""Of the data before compression; a zstd frame is told by its own magic number."""

BYTES = "application/octet-stream"

TEMPLATES_KEPT = 256
"""Templates whose tokens are remembered: above the number of channels."""


class Read(StrEnum):
    """How receivers at a site read a channel, which is what the server has to let them do."""

    QUEUE = "queue"
    """Through the durable consumer of those who share the work (`Topology.worker`, `Topology.decider`)."""
    FOLLOW = "follow"
    """Through a consumer, and single messages from the leader."""
    GET = "get"
    """Single messages from the leader."""
    DIRECT = "direct"
    """Single messages from any replica."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One kind of subject."""

    name: str
    """The word for it, in event types, span names and the AsyncAPI document."""
    template: str
    """Below the prefix, with a name in braces for what differs: a token, or all of it but its end; `{name>}`
    stands for all tokens that are left."""
    stream: Stream | None
    """What keeps its messages. None: nothing does; a message reaches those who listen just then (core NATS),
    and is lost where nobody does."""
    summary: str
    """What a message is, in a sentence."""
    senders: tuple[str, ...]
    receivers: tuple[str, ...]
    models: tuple[type[FrozenModel], ...] = ()
    """The payload is one of these; bytes where there is none. Signed messages travel as `Signed`."""
    signed: type[FrozenModel] | None = None
    """What the body of a `Signed` payload is."""
    chunked: type[FrozenModel] | None = None
    """What stands there where it is larger than one message may be."""
    content_type: str = JSON
    reads: tuple[Read, ...] = (Read.FOLLOW,)
    anyones: tuple[str, ...] = ()
    """Parameters in which a site may name others, too."""
    shared_out: bool = False
    """Of what no stream keeps: whether one of the listeners at a site hears each message (a queue group), or
    all of them."""

    @property
    def event_type(self) -> str:
        """The CloudEvents type of its messages; its version is that of the payload."""
        return self.event_type_of(SCHEMA_VERSION)

    def event_type_of(self, version: int) -> str:
        """Return the CloudEvents type of a message with a payload of this version."""
        return f"spicerack.{self.name}.v{version}"

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of what differs between its subjects, in their order."""
        return tuple(
            token[1:].partition("}")[0].rstrip(">") for token in self.template.split(".") if token[0] == "{"
        )

    def address(self, prefix: str) -> str:
        """Return the whole template."""
        return f"{prefix}.{self._plain()}"

    def subject(self, prefix: str, **tokens: str | int) -> str:
        """Return the subject with these parameters, which may be wildcards. Raises KeyError if one lacks."""
        return f"{prefix}.{self._plain().format_map(tokens)}"

    def pattern(self, prefix: str, **tokens: str) -> str:
        """Return the narrowest pattern of the subjects with these parameters and any others."""
        return ".".join((prefix, *(_wild(token, tokens) for token in self.template.split("."))))

    def matches(self, tokens: tuple[str, ...]) -> bool:
        """Tell whether the tokens below the prefix are those of a subject of this kind."""
        mine = _tokens(self.template)
        if mine[-1].endswith(">}"):
            tokens = (*tokens[: len(mine) - 1], ".".join(tokens[len(mine) - 1 :]))
        if len(mine) != len(tokens):
            return False
        return all(_fits(own, token) for own, token in zip(mine, tokens, strict=True))

    def _plain(self) -> str:
        return self.template.replace(">}", "}")


@lru_cache(maxsize=TEMPLATES_KEPT)
def _tokens(template: str) -> tuple[str, ...]:
    return tuple(template.split("."))


def _fits(own: str, token: str) -> bool:
    """Tell whether a token is that of a template: the same, or with the end that stands after the braces."""
    if not own.startswith("{"):
        return own == token
    return bool(token) and token.endswith(own.partition("}")[2])


def _wild(own: str, tokens: dict[str, str]) -> str:
    """Return a token of a pattern: a wildcard stands for a whole token alone."""
    if not own.startswith("{"):
        return own
    name, _, end = own[1:].partition("}")
    value = tokens.get(name.rstrip(">"), "*")
    if value in ("*", ">"):
        return ">" if name.endswith(">") else "*"
    return value + end
