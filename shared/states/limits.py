"""Bounds on what a definition, an expression and an execution may cost."""

from pydantic import Field

from shared.model.base import FrozenModel

_KIB = 1024


class Limits(FrozenModel):
    """The bounds of one workflow service. Defaults follow the original service where it publishes one."""

    definition_bytes: int = Field(default=1024 * _KIB, gt=0)
    """The original service's bound on a definition (1 MB)."""
    definition_depth: int = Field(default=100, gt=0)
    """Nesting of a definition: our parser and the templates recurse once a level."""
    definition_states: int = Field(default=2_000, gt=0)
    """States of a definition, all levels together: each is kept compiled in memory."""
    expression_characters: int = Field(default=16_384, gt=0)
    """Length of one path, intrinsic or JSONata expression: compiling is at least linear in it."""
    payload_bytes: int = Field(default=256 * _KIB, gt=0)
    """Size as JSON of one input, output or variable set: the original service's 256 KiB."""
    variables_bytes: int = Field(default=10 * 1024 * _KIB, gt=0)
    """Size as JSON of all variables that a state can read: the original service's 10 MiB."""
    result_bytes: int = Field(default=16 * 1024 * _KIB, gt=0)
    """Size as JSON of the items of a Map and of the gathered results of a Map or Parallel.

    The original service has 256 KiB here too, and sends larger results to a ResultWriter; 10 000 results
    of a kilobyte must fit, since a history of ours may be chunked."""
    payload_depth: int = Field(default=100, gt=0)
    """Nesting of a payload: evaluation recurses once a level."""
    history_events: int = Field(default=250_000, gt=0)
    """Events of one execution. The original service has 25 000; 10 000 Map items of a task take 50 000."""
    map_items: int = Field(default=100_000, gt=0)
    """Items of one Map: they are held in memory while it runs. All of them can be worked on in batches; one
    by one, `history_events` bounds them, which is told before the first begins."""
    inline_concurrency: int = Field(default=40, gt=0)
    """Iterations at once of an INLINE Map without a smaller MaxConcurrency (the original service's bound)."""
    distributed_concurrency: int = Field(default=1_000, gt=0)
    """Iterations at once of a DISTRIBUTED Map without a smaller MaxConcurrency: each holds one open task."""
    decisions_at_once: int = Field(default=1_000, gt=0)
    """Events that one call of the interpreter may decide: nothing else is done meanwhile, a tenth of a second
    on a slow machine, and one append must fit into one atomic publish."""
    jsonata_milliseconds: int = Field(default=1_000, gt=0)
    """Time of one JSONata evaluation: endless tail calls have no other bound in the engine."""
    jsonata_depth: int = Field(default=500, gt=0)
    """Calls of JSONata functions within each other: the engine's own stack is finite."""
    jsonata_sequence: int = Field(default=100_000, gt=0)
    """Length of one sequence within a JSONata evaluation: it is held in memory."""
