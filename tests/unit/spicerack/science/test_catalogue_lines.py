"""Kernels, meta-kernels and kernel sets for a person."""

from typer.main import get_command

from shared.contracts.http.knowledge.kernels import (
    ConsideredKernel,
    KernelSetAnswer,
    KernelSetQuestion,
    MetaKernelAnswer,
    MetaKernelMember,
    MissingPart,
    SetMember,
)
from spicerack.commands.science.kernel_set import app, ends
from spicerack.commands.science.lines.catalogue_lines import kernel_line, meta_kernel_lines, set_lines
from tests.unit.spicerack.science.answers import row, span


def test_a_kernel_tells_what_somebody_should_know() -> None:
    """Its kind and quality always; what is wrong, and what replaced it, where it is so."""
    assert kernel_line(row("a.bsp", mission="mro")) == "a.bsp  spk, 2.0 KiB, mro, untold"
    bad = row("a\x1b", described=False, completeness="incomplete", worst="broken", superseded_by="b")
    assert kernel_line(bad) == (
        "a\\x1b  spk, 2.0 KiB, untold, not described yet, incomplete, broken, replaced by b"
    )


def test_members_of_a_meta_kernel_tell_what_became_of_them() -> None:
    """In their order, with the sites that hold them."""
    members = (
        MetaKernelMember(written="$A/x.bsp", path="x.bsp", state="held", sites=("a", "b"), superseded_by="y"),
        MetaKernelMember(written="$A/z.bsp", path=None, state="missing"),
    )
    found = MetaKernelAnswer(revision=1, path="m.tm", content="0" * 64, members=members, complete=False)

    assert meta_kernel_lines(found) == [
        "m.tm: 1 of 2 members held",
        "  held     x.bsp     at a, b; replaced by y",
        "  missing  $A/z.bsp",
    ]


def test_a_set_tells_its_members_and_what_it_lacks() -> None:
    """Members in the order of loading with their reason, gaps, and what was left out."""
    member = SetMember(
        path="a.bsp",
        content="0" * 64,
        size=5,
        revision=1,
        kind="spk",
        quality="smithed",
        needed_for=("body 1",),
    )
    found = KernelSetAnswer(
        revision=1,
        hash="0" * 64,
        members=(member,),
        complete=False,
        missing=(
            MissingPart(what="body 2", kind="spk", gaps=(span(0, 1),)),
            MissingPart(what="x", kind="fk"),
        ),
        undescribed=2,
        considered=(
            ConsideredKernel(path="a.bsp", chosen=True, why="it is needed"),
            ConsideredKernel(path="b.bsp", chosen=False, why="broken"),
        ),
    )
    assert set_lines(found) == [
        "a.bsp  spk  smithed  5 B  body 1",
        "missing: body 2 (spk) from t0 to t1",
        "missing: x (fk)",
        "left out: b.bsp: broken",
        "not considered: 2 kernels that nobody has described yet",
    ]


def test_one_time_is_both_ends_of_a_span() -> None:
    """As the catalogue's own `covers` has it."""
    assert ends("2021-07-06/2021-07-07") == ("2021-07-06", "2021-07-07")
    assert ends("2021-07-06") == ("678801669.1839746", "678888069.1839466")
    assert ends("2021-07-06T12:00") == ("2021-07-06T12:00", "2021-07-06T12:00")
    assert ends("soon") == ("soon", "soon")


def test_the_command_asks_as_the_service_does_where_nothing_is_said() -> None:
    """It left out older versions, which the service lets fill what newer ones leave."""
    told = {one.name: one.default for one in get_command(app()).params}

    assert told["superseded"] is KernelSetQuestion().superseded is True
