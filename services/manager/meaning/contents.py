"""The facts of described kernels that rules by meaning ask about, in memory.

It is read from the bus anew when a manager starts, and only where a rule by meaning is in force or planned.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from shared.contracts.messages.kernels.kernel_facts import KernelFacts
from shared.descriptions.assigned import values_of
from shared.descriptions.believe import Heard
from shared.descriptions.pools import made_at, timekeeping_pool
from shared.descriptions.timekeepers import Fetched
from shared.descriptions.times import TIMEKEEPERS
from shared.spice.coverage.model import Interval, Scale
from shared.spice.kinds.kind import Family
from shared.spice.sets.areas import Area, area_of
from shared.spice.text.model import Value

Spans = tuple[int, Scale, tuple[Interval, ...]]
"""The code of a subject, the scale of its times, and when it is covered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownContent:
    """One content that is described."""

    family: str = ""
    """Empty: it is no kernel."""
    form: str = ""
    coverage: tuple[Spans, ...] = ()
    members: tuple[str, ...] = ()
    """Of a meta-kernel, as it names them."""
    area: Area = ()
    """Of a shape; none is the whole body."""
    variables: Mapping[str, Sequence[Value] | Fetched] = field(default_factory=dict)
    """Those by which times turn into each other."""
    made: float = 0.0


NO_KERNEL = KnownContent()


class KnownContents:
    """Takes descriptions in. Implements `shared.descriptions.followed.DescriptionStore`."""

    def __init__(self) -> None:
        self._position = 0
        self._sequences: dict[str, int] = {}
        self._known: dict[str, KnownContent] = {}

    @property
    def position(self) -> int:
        """The sequence of the last message that was taken in."""
        return self._position

    def take(self, heard: Heard) -> None:
        """Note what is said of a content; one that is not believed counts as not described."""
        self._position = heard.sequence
        self._sequences[heard.content] = heard.sequence
        self._known.pop(heard.content, None)
        if heard.description is not None:
            findings = heard.description.findings
            facts = findings.kernel if findings is not None else None
            self._known[heard.content] = NO_KERNEL if facts is None else known_content(facts)

    def oldest(self) -> int | None:
        """Return the lowest sequence of the messages that stand."""
        return min(self._sequences.values(), default=None)

    def forget_descriptions(self) -> None:
        """Begin anew."""
        self._position = 0
        self._sequences.clear()
        self._known.clear()

    def all(self) -> Mapping[str, KnownContent]:
        """Return what is known now, by content: for a thread, while more comes in."""
        return dict(self._known)


def known_content(facts: KernelFacts) -> KnownContent:
    """Return what rules ask of a kernel."""
    keeps_time = facts.family in TIMEKEEPERS
    return KnownContent(
        family=facts.family,
        form=facts.form,
        coverage=tuple((one.code, Scale(one.scale), one.intervals) for one in facts.coverage),
        members=facts.members,
        area=_area(facts),
        variables=_variables(facts) if keeps_time else {},
        made=made_at(facts) if keeps_time else 0.0,
    )


def _area(facts: KernelFacts) -> Area:
    if facts.family != Family.DSK or len(facts.areas) != facts.segments_in_all:
        return ()
    return area_of(facts.areas)


def _variables(facts: KernelFacts) -> dict[str, Sequence[Value] | Fetched]:
    """Return variables; those that travel packed are unpacked when they are asked for."""
    return {
        name: partial(values_of, one) if isinstance(one, str) else one
        for name, one in timekeeping_pool(facts).items()
    }
