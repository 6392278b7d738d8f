"""The describer of kernels: the suite of describers, and what is its own."""

import random
from itertools import islice

import pytest

from services.describer.kernels.coarsen import coarsened
from services.describer.kernels.describer import KernelDescriber
from services.describer.work.trim import trimmed
from shared.contracts.messages.description import Severity
from shared.contracts.messages.kernels.kernel_facts import COMMENTS_MAX, INTERVALS_MAX, CoverageOf
from shared.descriptions.assigned import assigned
from testing.describers.conformance import Bytes, DescriberBench, DescriberConformance
from tests.kernels.long_clock import long_clock, records
from tests.kernels.made import made
from tests.kernels.real import kernels

KINDS = {
    "craft_v1.bsp": "spk",
    "craft_v1.bc": "ck",
    "frame_v1.bpc": "pck",
    "phobos_v1.bds": "dsk",
    "events_v1.bes": "ek",
    "naif9.tls": "lsk",
    "craft_9.tsc": "sclk",
    "craft_v1.tf": "fk",
    "craft_v1.tm": "mk",
}


class TestKernelDescriber(DescriberConformance):
    """Kernels of every kind, made by CSPICE."""

    @pytest.fixture
    def bench(self):
        """One kernel of each kind."""
        return DescriberBench(KernelDescriber(), {name: (kind, made(name)) for name, kind in KINDS.items()})


def facts(name, content=None):
    """Return the facts of a kernel that was made, or of other bytes under its name."""
    return KernelDescriber().describe(Bytes(made(name) if content is None else content), name).kernel


def test_an_spk_tells_its_coverage_in_tdb_and_utc():
    """The gap is told, and UTC is rounded inwards."""
    coverage = {one.code: one for one in facts("craft_v1.bsp").coverage}
    craft = coverage[-999]
    assert craft.intervals == ((0.0, 172_800.0), (259_200.0, 345_600.0))
    assert craft.utc[0] == ("2000-01-01T11:58:55.816074Z", "2000-01-03T11:58:55.816014Z")
    assert facts("craft_v1.bsp").utc_until == "2017-01-01"


def test_a_ck_tells_ticks_and_the_clock_that_it_needs():
    """Ticks become times only by a clock, which is another kernel."""
    told = facts("craft_v1.bc")
    assert told.coverage[0].scale == "ticks"
    assert told.coverage[0].utc == ()
    assert (told.needs_clocks, told.needs_leap_seconds) == ((-999,), True)


def test_a_meta_kernel_tells_its_members():
    """In the order in which they are loaded."""
    assert facts("craft_v1.tm").members == ("a.bsp",)


def test_a_text_kernel_tells_what_it_assigns_and_defines():
    """Clocks and frames are told whole: coverage of others turns by them."""
    told = facts("craft_v1.tf")
    assert ("TESTCRAFT", -999000) in told.frames
    assert {one.name: one.values for one in told.assignments}["FRAME_TESTCRAFT"] == (-999000.0,)


def test_codes_that_are_none_and_comments_without_end_are_left_out():
    """A text may hold any number; a message may not."""
    text = "KPL/FK\n\\begindata\nFRAME_HUGE = 1E300\nFRAME_TINY = 7\n\\begintext\n"
    assert facts("a.tf", text.encode()).frames == (("TINY", 7),)
    assert len(facts("craft_v1.bsp").comments) <= COMMENTS_MAX


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<!DOCTYPE html><html></html>", "web-page"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", "lfs-pointer"),
        (b"", "empty"),
    ],
)
def test_what_is_no_kernel_under_the_name_of_one_is_a_finding(content, code):
    """It is described, as broken."""
    found = KernelDescriber().describe(Bytes(content), "de440.bsp")
    assert (code, Severity.BROKEN) in [(one.code, one.severity) for one in found.problems]


def test_coarse_intervals_cover_all_and_keep_the_widest_gaps():
    """Nothing that is covered is left out."""
    fine = [(0.0, 1.0), (2.0, 3.0), (10.0, 11.0), (11.5, 12.0)]
    assert coarsened(fine, 2) == ((0.0, 3.0), (10.0, 12.0))
    assert coarsened(fine, 1) == ((0.0, 12.0),)
    assert coarsened(fine, 9) == tuple(fine)


def test_findings_that_are_too_large_lose_the_least_needed_first():
    """What was left out is named, and coverage is the last to go."""
    describer = KernelDescriber()
    found = describer.describe(Bytes(made("craft_v1.tf")), "craft_v1.tf")
    spans = tuple((at * 3.3**0.5, at * 3.3**0.5 + 0.1) for at in range(INTERVALS_MAX))
    coverage = CoverageOf(subject="body", code=1, scale="tdb", intervals=spans)
    large = found.model_copy(update={"kernel": found.kernel.model_copy(update={"coverage": (coverage,)})})
    small = trimmed(large, bytes_max=5_000).kernel
    assert small.left_out[:1] == ("assignments",)
    assert "gaps" in small.left_out
    (kept,) = small.coverage
    assert (kept.intervals[0][0], kept.intervals[-1][1]) == (spans[0][0], spans[-1][1])
    assert not kept.exact


def test_facts_without_end_are_refused():
    """Of another kind nothing can be left out."""
    found = KernelDescriber().describe(Bytes(made("craft_v1.tf")), "craft_v1.tf")
    assert trimmed(found.model_copy(update={"facts": {"x": list(range(10_000))}}), bytes_max=5_000) is None


def test_every_real_kernel_fits_whole_but_for_comments():
    """No fact that others build on is left out of any."""
    for path in islice(kernels(), 0, None, 5):
        found = trimmed(KernelDescriber().describe(Bytes(path.read_bytes()), path.name))
        assert set(found.kernel.left_out) <= {"comments"}, path


def test_a_clock_with_very_many_records_is_told_whole_and_packed():
    """Its values come back; other assignments are told as numbers, and nothing is left out."""
    data = long_clock()
    findings = trimmed(KernelDescriber().describe(Bytes(data), "craft_9.tsc"))
    told = findings.kernel
    pool = {one.name: one.values for one in assigned(told)}
    assert told.left_out == ()
    assert [told.assignments[one.at].name for one in told.packed] == ["SCLK01_COEFFICIENTS_999"]
    assert pool["SCLK01_COEFFICIENTS_999"] == tuple(value for record in records() for value in record)
    assert pool["SCLK01_MODULI_999"] == (4294967296.0, 65536.0)


def test_packed_values_are_left_out_where_they_do_not_fit_and_count_as_none_where_they_are_broken():
    """The rest of the kernel is told all the same."""
    findings = KernelDescriber().describe(Bytes(long_clock()), "craft_9.tsc")

    def packing(data):
        one = findings.kernel.packed[0]._replace(data=data)
        return findings.kernel.model_copy(update={"packed": (one,)})

    large = packing(random.Random(1).randbytes(300_000).hex())
    small = trimmed(findings.model_copy(update={"kernel": large})).kernel
    assert (small.packed, small.left_out, small.clocks) == ((), ("packed",), (-999,))
    broken = packing("?")
    assert {one.name: one.values for one in assigned(broken)}["SCLK01_COEFFICIENTS_999"] == ()
