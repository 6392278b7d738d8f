"""`spicerack verify`: read files once more where they lie, tell rot from changes, and repair what rotted."""

import sys
from typing import Annotated

import typer

from shared.contracts.http.sites.verify import RepairRow, SiteVerification, VerifyRequest
from shared.contracts.messages.verification import FOUND_MAX, Verdict, VerificationState
from shared.model.base import FrozenModel
from shared.model.names import is_name
from shared.model.paths import PathError, check_path
from spicerack.client.client import ManagerClient
from spicerack.commands.options import DEFAULT_URL, Json, Url, finite, new_app, real_time
from spicerack.commands.sites.sync import progress_on
from spicerack.commands.sites.verification import found_in, repair, verify
from spicerack.commands.sites.verify_lines import repair_lines, verification_lines
from spicerack.errors import CommandError, ExitCode, UsageProblem
from spicerack.text import printable

REPAIR_SECONDS = 300.0


class VerifyReport(FrozenModel):
    """What a verification found, and what became of what rotted."""

    sites: tuple[SiteVerification, ...]
    repairs: tuple[RepairRow, ...] = ()


def app() -> typer.Typer:
    """Return the command as Typer has it."""
    application = new_app()
    application.command("verify")(_verify)
    return application


def _verify(
    *,
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PATH]...", help="Files, and directories with all below. Default: all."),
    ] = None,
    url: Url = DEFAULT_URL,
    site: Annotated[str | None, typer.Option(help="This site alone. Default: every site.")] = None,
    sample: Annotated[
        float,
        typer.Option(metavar="PCT", max=100.0, callback=finite, help="Percent of the files, drawn anew."),
    ] = 100.0,
    repairing: Annotated[
        bool, typer.Option("--repair", help="Have placed again what rotted and another site has sound.")
    ] = False,
    timeout: Annotated[
        float, typer.Option(min=0.0, callback=finite, help="Seconds to wait at most for a repair.")
    ] = REPAIR_SECONDS,
    as_json: Json = False,
) -> int:
    """Read files once more where they lie, and compare them with what the log says.

    Rot is told from changes that no look has seen yet (drift). Exits with 1 where rot stays, or a file cannot
    be read. Example: spicerack verify --site flagstaff --sample 5
    """
    paths = paths or []
    request = _request(paths, site=site, percent=sample)
    with ManagerClient(url) as client, progress_on(sys.stderr) as show:
        progress = verify(client, request, time=real_time(), show=show)
        if request.paths and not any(site.read_files for site in progress.sites):
            raise CommandError(f"no site has a file at {printable(paths[0])}: `spicerack ls` lists them")
        rotten = [one.path for one in found_in(progress) if one.verdict is Verdict.ROT]
        rows: list[RepairRow] = []
        if repairing and rotten:
            rows = repair(client, rotten, patience=timeout, time=real_time(), show=show)
    report = VerifyReport(sites=progress.sites, repairs=tuple(rows))
    lines = [*verification_lines(progress.sites), *repair_lines(rows)]
    print(report.model_dump_json(indent=2) if as_json else "\n".join(lines))
    return ExitCode.DONE if is_well(report) else ExitCode.FAILED


def is_well(report: VerifyReport) -> bool:
    """Tell whether all that was read is sound or changed, or was repaired."""
    repaired = {(row.site, row.path) for row in report.repairs if row.repaired}
    ended = all(site.state is VerificationState.DONE for site in report.sites if site.online)
    rot = sum(site.rot for site in report.sites) - len(repaired)
    return ended and rot <= 0 and not any(site.unreadable for site in report.sites)


def _request(paths: list[str], *, site: str | None, percent: float) -> VerifyRequest:
    """Return what was typed. Raises UsageProblem."""
    if site is not None and not is_name(site):
        raise UsageProblem(f"{site!r} cannot name a site: `spicerack status` lists the sites")
    if len(paths) > FOUND_MAX:
        raise UsageProblem(f"{len(paths)} paths are too many: name {FOUND_MAX}, or directories")
    if percent <= 0:
        raise UsageProblem(f"--sample {percent:g} would read nothing: say more than 0, up to 100")
    try:
        checked = tuple(check_path(path.rstrip("/")) for path in paths)
    except PathError as error:
        raise UsageProblem(str(error)) from error
    return VerifyRequest(site=site, percent=percent, paths=checked)
