"""Compiled definitions: frozen values that the interpreter walks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from shared.states.expressions.conditions import Condition
from shared.states.expressions.intrinsics.call import Call
from shared.states.expressions.jsonata import Jsonata
from shared.states.expressions.paths import Path
from shared.states.expressions.reference import Step
from shared.states.expressions.templates import Constant, Template

Source: TypeAlias = Constant | Path | Call | Jsonata
"""A setting that is written out or computed when the state is entered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataFlow:
    """The way of the data through a state.

    JSONPath states use the paths, JSONata states `arguments` and `output`. An input or output path of None
    selects the empty object; a result path of None discards the result.
    """

    jsonata: bool
    input_path: Path | None
    arguments: Template | None = None
    result_selector: Template | None = None
    result_path: tuple[Step, ...] | None = ()
    output_path: Path | None
    output: Template | None = None
    assign: Template | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Retrier:
    """One rule of Retry. Delays are seconds; `max_delay` None means no cap."""

    errors: frozenset[str]
    interval: int
    max_attempts: int
    backoff: float
    max_delay: int | None
    full_jitter: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Catcher:
    """One rule of Catch."""

    errors: frozenset[str]
    next: str
    result_path: tuple[Step, ...] | None = ()
    output: Template | None = None
    assign: Template | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What all states have. `next` None means that the level ends here."""

    name: str
    data: DataFlow
    next: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovering(State):
    """A state that may retry and catch."""

    retry: tuple[Retrier, ...] = ()
    catch: tuple[Catcher, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass(State):
    """A state that shapes data."""

    result: Constant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Succeed(State):
    """A state that ends its level."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fail(State):
    """A state that fails its level."""

    error: Source | None = None
    cause: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait(State):
    """A state that waits: a number of seconds, or until a timestamp."""

    until: bool
    value: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of a Choice."""

    condition: Condition
    next: str
    output: Template | None = None
    assign: Template | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(State):
    """A state that goes where the first rule that holds says."""

    rules: tuple[Rule, ...]
    default: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Task(Recovering):
    """A state whose work somebody else does. Time-outs are seconds."""

    resource: str
    timeout: Source | None = None
    heartbeat: Source | None = None
    credentials: Template | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """One level of states: the whole, a branch, or the processor of a Map."""

    start_at: str
    states: Mapping[str, State]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parallel(Recovering):
    """A state that runs several branches on the same input."""

    branches: tuple[Machine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """An ItemReader or ResultWriter: a resource, what it gets, and its configuration as written."""

    resource: str
    arguments: Template | None
    config: Template | None
    max_items: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Batcher:
    """An ItemBatcher: the largest batches in items and in bytes, and what each gets besides."""

    max_items: Source | None
    max_bytes: Source | None
    batch_input: Template | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Map(Recovering):
    """A state that runs its processor for each item."""

    processor: Machine
    mode: Literal["INLINE", "DISTRIBUTED"]
    items: Template | Path | None
    item_selector: Template | None
    max_concurrency: Source
    tolerated_count: Source | None
    tolerated_percentage: Source | None
    reader: Transfer | None = None
    batcher: Batcher | None = None
    writer: Transfer | None = None
    label: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A whole compiled definition. `digest` is the SHA-256 of its text in hexadecimal: its version."""

    machine: Machine
    digest: str
    comment: str | None
    timeout_seconds: int | None
