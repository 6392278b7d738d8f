"""`spicerack archive deleteframes`: frames that are kept no longer, shown first, then deleted as commits."""

import json
import sys
import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from shared.contracts.http.changes import ChangeState
from shared.observability.clock import SystemClock
from spicerack.client.archive.client import ArchiveClient
from spicerack.client.archive.retention import COLUMNS, DoomedFile, Plan, Rule, RuleFile, plan_of
from spicerack.client.gateway.async_client import AsyncClient
from spicerack.client.gateway.changing import Delete
from spicerack.commands.files.change_lines import change_line
from spicerack.commands.files.gateway import Collection, GatewayUrl, Where, speak
from spicerack.commands.options import DEFAULT_URL, Json, Url, write
from spicerack.commands.science.archive_service import ArchiveUrl, archive_at
from spicerack.errors import CommandError, UsageProblem
from spicerack.text import counted, printable, size_text

AT_ONCE = 1000
"""Files of one commit: OCS' own portion; a reader of the log sees what went together."""

FILES_MAX = 100_000
"""Of one plan, unless more are allowed: who mistyped a year does not empty an archive."""

List = Annotated[list[str] | None, typer.Option(metavar="A,B", help="Separated by commas, or repeated.")]
Day = Annotated[str | None, typer.Option(metavar="DATE", help="A night; it is not among them itself.")]


def delete_frames(
    *,
    days_old: Annotated[int | None, typer.Option(metavar="N", help="Nights over N days ago.")] = None,
    start: Day = None,
    end: Day = None,
    reduction_level: Annotated[int | None, typer.Option(help="0 is raw.")] = None,
    request_id: Annotated[int | None, typer.Option(help="Of the observatory.")] = None,
    observation_id: Annotated[int | None, typer.Option(help="Of the observatory.")] = None,
    site: Annotated[str | None, typer.Option(help="Of the observatory.")] = None,
    telescope: Annotated[str | None, typer.Option(help="Of the site.")] = None,
    include_types: List = None,
    exclude_types: List = None,
    include_proposals: List = None,
    exclude_proposals: List = None,
    include_instruments: List = None,
    exclude_instruments: List = None,
    rules: Annotated[
        Path | None, typer.Option(metavar="FILE", help="TOML with rules, in the place of all of these.")
    ] = None,
    plan: Annotated[str | None, typer.Option(metavar="ID", help="Delete, if this is still the plan.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Delete what fits, unseen: for timers.")] = False,
    at_most: Annotated[int, typer.Option(metavar="N", min=1, help="Files of one plan.")] = FILES_MAX,
    url: Url = DEFAULT_URL,
    archive: ArchiveUrl = None,
    gateway: GatewayUrl = None,
    collection: Collection = None,
    as_json: Json = False,
) -> None:
    """Delete frames that are kept no longer: shown as a plan first, then as commits; their history stays."""
    said = {
        **{"days_old": days_old, "start": start, "end": end, "reduction_level": reduction_level},
        **{"request_id": request_id, "observation_id": observation_id, "site": site, "telescope": telescope},
        **{"include_types": _words(include_types), "exclude_types": _words(exclude_types)},
        **{"include_proposals": _words(include_proposals), "exclude_proposals": _words(exclude_proposals)},
        "include_instruments": _words(include_instruments),
        "exclude_instruments": _words(exclude_instruments),
    }
    wanted = _rules(rules, {name: value for name, value in said.items() if value is not None})
    today = SystemClock().now().date()
    with archive_at(url, archive) as client:
        made = _plan(client, wanted, today, at_most)
    _show(made, as_json=as_json)
    if plan is not None and plan != made.id:
        raise CommandError(f"the plan is {made.id} now, not {plan}, and nothing was deleted: look again")
    if not made.files:
        return
    if plan is None and not yes:
        print(f"nothing was deleted yet: say --plan {made.id}", file=sys.stderr)
        return
    speak(Where(url, gateway, collection), lambda client: _delete(client, made, as_json=as_json))


def _plan(client: ArchiveClient, rules: list[Rule], today: date, at_most: int) -> Plan:
    rows = (row for rule in rules for row in client.frames(rule.filters(today), columns=COLUMNS))
    return plan_of(rows, at_most=at_most)


def _rules(path: Path | None, said: dict[str, object]) -> list[Rule]:
    """Return the rules that were typed, or those of a file. Raises UsageProblem."""
    if path is not None and said:
        raise UsageProblem(f"--rules and --{next(iter(said)).replace('_', '-')}: say one of them")
    try:
        if path is None:
            return [Rule.model_validate(said)]
        return list(RuleFile.model_validate(tomllib.loads(path.read_text())).rules.values())
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(one) for one in first["loc"])
        raise UsageProblem(f"{where}{': ' if where else ''}{first['msg']}") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageProblem(f"{path} cannot be read: {error}") from error


def _words(said: list[str] | None) -> tuple[str, ...] | None:
    """Return the words of a list; an empty one stays, and is refused: a variable that is not set made it."""
    return None if said is None else tuple(word for one in said for word in one.split(","))


def _show(plan: Plan, *, as_json: bool) -> None:
    if as_json:
        paths = [one.path for one in plan.files]
        write(json.dumps({"plan": plan.id, "files": len(paths), "bytes": plan.size, "paths": paths}) + "\n")
        return
    for kind, instrument, count, first, last in plan.counts():
        write(printable(f"{kind}  {instrument}  {counted(count, 'file')}  {first} to {last}") + "\n")
    write(f"plan {plan.id}: {counted(len(plan.files), 'file')}, {size_text(plan.size)}\n")


async def _delete(client: AsyncClient, plan: Plan, *, as_json: bool) -> None:
    for begin in range(0, len(plan.files), AT_ONCE):
        some = plan.files[begin : begin + AT_ONCE]
        change = await client.commit([_deletion(one) for one in some], message=f"deleteframes {plan.id}")
        write(change_line(change, as_json=as_json))
        if change.state not in (ChangeState.COMMITTED, ChangeState.WAITING):
            raise CommandError(f"the commit did not come ({change.state}): {change.detail}; run it again")


def _deletion(one: DoomedFile) -> Delete:
    return Delete(path=one.path, if_match=one.content)
