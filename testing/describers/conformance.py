"""The suite for every implementation of `Describer`. A test class inherits it and gives a `bench` fixture."""

import random
import re
from dataclasses import dataclass

from services.describer.work.trim import trimmed
from shared.contracts.messages.description import Findings
from shared.descriptions.port import Describer

CUTS = 20
"""Truncations of each sample, and as many with bytes turned."""

FOREIGN = {
    "readme.md": b"# A page\n\nof prose.\n",
    "empty": b"",
    "noise.bin": random.Random(1).randbytes(4096),
}
"""Contents that are of no family, under names that claim none."""


@dataclass(frozen=True, slots=True)
class Bytes:
    """Implements `Source` over memory."""

    content: bytes

    @property
    def size(self) -> int:
        """Bytes in all."""
        return len(self.content)

    def read_at(self, offset: int, count: int) -> bytes:
        """Return up to `count` bytes from `offset`."""
        return self.content[offset : offset + count]


@dataclass(frozen=True, slots=True)
class DescriberBench:
    """A describer under test, and contents of its family."""

    describer: Describer
    samples: dict[str, tuple[str, bytes]]
    """By name: the kind that is found, and the bytes."""


class DescriberConformance:
    """What `shared.descriptions.port.Describer` promises."""

    def test_its_name_and_version_fit_a_message(self, bench: DescriberBench) -> None:
        """Both travel with every description."""
        assert re.fullmatch(r"[a-z0-9][a-z0-9-]{0,31}", bench.describer.name)
        assert bench.describer.version >= 1

    def test_it_recognises_its_family_and_nothing_else(self, bench: DescriberBench) -> None:
        """What it takes for its own is not shown to any other describer."""
        for name, (_, content) in bench.samples.items():
            assert bench.describer.recognises(Bytes(content), name), name
        for name, content in FOREIGN.items():
            assert not bench.describer.recognises(Bytes(content), name), name

    def test_it_tells_the_kind_of_each_sample(self, bench: DescriberBench) -> None:
        """Whole samples have no broken part."""
        for name, (kind, content) in bench.samples.items():
            assert bench.describer.describe(Bytes(content), name).kind == kind, name

    def test_the_same_bytes_give_the_same_findings(self, bench: DescriberBench) -> None:
        """A description is made once in all the rack: another process must not come to another."""
        for name, (_, content) in bench.samples.items():
            first, second = (bench.describer.describe(Bytes(content), name) for _ in range(2))
            assert first.model_dump_json() == second.model_dump_json(), name

    def test_its_findings_travel(self, bench: DescriberBench) -> None:
        """They are read back as they were said, and fit into a message."""
        for name, (_, content) in bench.samples.items():
            findings = bench.describer.describe(Bytes(content), name)
            assert Findings.model_validate_json(findings.model_dump_json()) == findings, name
            assert trimmed(findings) is not None, name

    def test_no_bytes_make_it_raise(self, bench: DescriberBench) -> None:
        """Cut short or damaged anywhere, a content is described all the same."""
        chance = random.Random(7)
        for name, (_, content) in bench.samples.items():
            for _ in range(CUTS):
                self._survives(bench, name, content[: chance.randrange(len(content))])
                self._survives(bench, name, _damaged(content, chance))

    def _survives(self, bench: DescriberBench, name: str, content: bytes) -> None:
        if bench.describer.recognises(Bytes(content), name):
            findings = bench.describer.describe(Bytes(content), name)
            assert Findings.model_validate_json(findings.model_dump_json()) == findings


def _damaged(content: bytes, chance: random.Random) -> bytes:
    damaged = bytearray(content)
    for _ in range(chance.randrange(1, 9)):
        at = chance.randrange(min(len(damaged), 4096))
        damaged[at] = chance.randrange(256)
    return bytes(damaged)
