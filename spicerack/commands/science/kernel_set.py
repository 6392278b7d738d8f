"""`spicerack kernel-set`: the least ordered set of kernels that a question needs."""

from typing import Annotated

import typer

from shared.contracts.http.knowledge.kernels import KernelSetQuestion
from shared.spice.times.read_time import BadTimeError, span_of_text
from spicerack.commands.options import DEFAULT_URL, Json, Url, new_app, write
from spicerack.commands.science.kernel_options import (
    TIMES,
    Bodies,
    Frames,
    Instruments,
    Quality,
    example,
)
from spicerack.commands.science.lines.catalogue_lines import missing_parts, rule_lines, set_lines
from spicerack.commands.science.spice_service import SpiceUrl, spice_at
from spicerack.errors import CommandError, UsageProblem

EXAMPLE = (
    "spicerack kernel-set --body MRO --body MARS --frame IAU_MARS --times 2021-07-06/2021-07-13 "
    "--paths | xargs spicerack get --to kernels"
)


def app() -> typer.Typer:
    """Return the command as Typer has it."""
    application = new_app()
    application.command("kernel-set", epilog=example(EXAMPLE))(_kernel_set)
    return application


def _kernel_set(
    *,
    body: Bodies = None,
    instrument: Instruments = None,
    frame: Frames = None,
    constants: Annotated[
        list[str] | None, typer.Option(metavar="NAME|CODE", help="A body whose radii are needed.")
    ] = None,
    masses: Annotated[
        list[str] | None, typer.Option(metavar="NAME|CODE", help="A body whose GM is needed.")
    ] = None,
    times: Annotated[
        list[str] | None, typer.Option(metavar="START/STOP", help=f"{TIMES} May be repeated.")
    ] = None,
    quality: Annotated[list[Quality] | None, typer.Option(help="One that will do. Default: any.")] = None,
    mission: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Only kernels of this, and generic ones.")
    ] = None,
    light_time: Annotated[
        bool,
        typer.Option("--light-time", help="Reach the barycenter of the solar system, as light time needs."),
    ] = False,
    margin: Annotated[float, typer.Option(metavar="SECONDS", min=0, help="Before and after each time.")] = 0,
    superseded: Annotated[
        bool,
        typer.Option(
            "--superseded/--no-superseded",
            help="Let versions that newer ones replaced fill what these leave.",
        ),
    ] = True,
    explain: Annotated[bool, typer.Option("--explain", help="Tell what was left out, and why.")] = False,
    paths: Annotated[bool, typer.Option("--paths", help="Print paths alone, for `xargs`.")] = False,
    root: Annotated[
        str | None, typer.Option(metavar="DIR", help="Print a meta-kernel of files below this folder.")
    ] = None,
    rule: Annotated[
        str | None,
        typer.Option(
            metavar="SITE", help="Print the rule by which a site holds these alone: see `rule set`."
        ),
    ] = None,
    url: Url = DEFAULT_URL,
    spice: SpiceUrl = None,
    as_json: Json = False,
) -> None:
    """Tell the least set of kernels, in the order of loading; fail if something has no kernel."""
    if sum((paths, root is not None, rule is not None, as_json)) > 1:
        raise UsageProblem("say one of --paths, --root, --rule and --json")
    question = KernelSetQuestion(
        bodies=tuple(body or ()),
        instruments=tuple(instrument or ()),
        frames=tuple(frame or ()),
        constants=tuple(constants or ()),
        masses=tuple(masses or ()),
        times=tuple(ends(one) for one in times or ()),
        qualities=tuple(quality or ()),
        missions=tuple(mission or ()),
        to_barycenter=light_time,
        margin_seconds=margin,
        superseded=superseded,
        explain=explain,
    )
    with spice_at(url, spice) as client:
        found = client.kernel_set(question)
        if root is not None and found.complete:
            write(client.kernel_set_text(question, root=root))
        if rule is not None and found.complete:
            write("\n".join(rule_lines(client.kernel_set_rule(question, site=rule))) + "\n")
    if as_json:
        write(found.model_dump_json(indent=1) + "\n")
    elif paths:
        write("".join(f"{one.path}\n" for one in found.members))
    elif root is None and rule is None:
        write("".join(f"{line}\n" for line in set_lines(found)))
    if not found.complete:
        raise CommandError(f"the collection lacks {'; '.join(missing_parts(found))}: add it, or ask for less")


def ends(times: str) -> tuple[str, str]:
    """Return the two ends of START/STOP; one time is both, and a date without a time its day."""
    start, _, stop = times.partition("/")
    if stop.strip():
        return start.strip(), stop.strip()
    try:
        first, last = span_of_text(start)
    except BadTimeError:
        # The service says what is wrong with it.
        return start.strip(), start.strip()
    return (start.strip(),) * 2 if first == last else (repr(first), repr(last))
