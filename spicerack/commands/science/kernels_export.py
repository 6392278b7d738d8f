"""`spicerack kernels export`: PDS4 labels, and ISIS databases, for a folder of kernels."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from shared.spice.coverage.intervals import union
from shared.spice.coverage.model import Interval, Scale
from shared.spice.coverage.to_tdb import where_known
from shared.spice.describe.describe import describe
from shared.spice.describe.model import Description
from shared.spice.kinds.by_name import claimed
from shared.spice.kinds.kind import Family, Form
from shared.spice.names.order import newest
from shared.spice.names.parse import parse_name
from shared.spice.source.inventory import identified
from shared.spice.source.isis_database import OBJECTS, IsisKernel, database_text
from shared.spice.source.label_text import Labelled, label_text
from shared.spice.text.model import TextKernel, Value
from shared.spice.times.iso import Rounding, utc_text
from shared.spice.times.known_leaps import KNOWN_LEAPS
from shared.spice.times.timekeeping import timekeeping
from spicerack.commands.options import write
from spicerack.commands.science.kernel_files import open_file
from spicerack.errors import CommandError, UsageProblem
from spicerack.text import counted

EXPORT_EXAMPLE = "spicerack kernels export isis /data/mro/kernels --mission mro --to /isis/mro/kernels"

TIMEKEEPERS = (Family.LSK, Family.SCLK, Family.FK)

DATABASE = "kernels.0001.db"


def kernels_export(
    form: Annotated[Literal["isis", "pds4"], typer.Argument(help="Databases of ISIS, or labels of PDS4.")],
    directory: Annotated[Path, typer.Argument(metavar="DIR", exists=True, file_okay=False)],
    to: Annotated[Path, typer.Option(metavar="DIR", help="Where to write; files there are not replaced.")],
    mission: Annotated[str, typer.Option(metavar="NAME", help="ISIS' name of the mission's data.")] = "",
    bundle: Annotated[str, typer.Option(metavar="LID", help="The bundle, `urn:nasa:pds:mro.spice`.")] = "",
) -> None:
    """Write what ISIS searches kernels by, or a PDS4 label for each kernel."""
    described = {path: _described(directory / path, path) for path in _kernels(directory)}
    timed, untimed = _sorted_out(_timed(described))
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    alike: tuple[str, ...] = ()
    if form == "isis":
        if not mission:
            raise UsageProblem("say --mission, the name of the mission's data in ISIS")
        texts = dict(_databases(timed, mission, now))
    else:
        if not bundle.lower().startswith("urn:"):
            raise UsageProblem("say --bundle, the identifier of the bundle: urn:nasa:pds:mro.spice")
        timed, alike = _identified_apart(timed)
        texts = {_label_path(path): _label(directory, path, one, bundle) for path, one in timed.items()}
    for path, text in texts.items():
        _write(to / path, text)
    write(f"{counted(len(texts), 'file')} written below {to}\n")
    left_out = "; ".join(_left_out(untimed, alike))
    if left_out:
        raise CommandError(f"{left_out}; then export again to another folder")


def _left_out(untimed: Sequence[str], alike: Sequence[str]) -> Iterator[str]:
    if untimed:
        yield (
            f"{counted(len(untimed), 'kernel')} left out, since the kernel of their clock or the LSK is not "
            f"there: add it: {', '.join(untimed)}"
        )
    if alike:
        yield (
            "left out, since labels would give them one identifier and version: rename all but one: "
            f"{', '.join(alike)}"
        )


def _kernels(root: Path) -> Iterator[str]:
    for path in sorted(root.rglob("*")):
        if path.is_file() and claimed(path.name) is not None:
            yield path.relative_to(root).as_posix()


def _described(file: Path, path: str) -> Description:
    with open_file(file) as opened:
        return describe(opened, path)


def _timed(described: Mapping[str, Description]) -> dict[str, Description]:
    """Return descriptions with times in TDB, by the leap seconds and clocks of the folder."""
    keepers = [one for one in described.values() if one.glance.kind.family in TIMEKEEPERS]
    assignments = tuple(each for one in keepers for each in one.assignments)
    pool: Mapping[str, tuple[Value, ...]] = TextKernel(assignments, ()).pool()
    keeping = timekeeping(pool)
    return {
        path: replace(one, coverage=tuple(where_known(each, keeping) for each in one.coverage))
        for path, one in described.items()
    }


def _sorted_out(timed: Mapping[str, Description]) -> tuple[dict[str, Description], tuple[str, ...]]:
    """Return the kernels whose times are known, and the paths of those that keep them by an unknown clock."""
    unknown = {
        path
        for path, told in timed.items()
        if any(one.scale is Scale.TICKS and one.intervals for one in told.coverage)
    }
    known = {path: told for path, told in timed.items() if path not in unknown}
    return known, tuple(sorted(unknown))


def _identified_apart(timed: Mapping[str, Description]) -> tuple[dict[str, Description], tuple[str, ...]]:
    """Return the kernels that no other is identified as in PDS4, and those that others are, in words."""
    groups: dict[tuple[str, str], list[str]] = {}
    for path, told in timed.items():
        groups.setdefault(identified(str(told.glance.kind.family), Path(path).name), []).append(path)
    alike = {name: paths for name, paths in groups.items() if len(paths) > 1}
    lost = {path for paths in alike.values() for path in paths}
    words = (f"{' and '.join(paths)} (both {' '.join(name)})" for name, paths in sorted(alike.items()))
    return {path: told for path, told in timed.items() if path not in lost}, tuple(words)


def _intervals(told: Description) -> tuple[Interval, ...]:
    """Return when a kernel covers anything."""
    return union(span for one in told.coverage for span in one.intervals)


def _databases(timed: Mapping[str, Description], mission: str, now: str) -> Iterator[tuple[str, str]]:
    names = [parse_name(path) for path in timed]
    latest = {name.family: name.path for name in newest(names).values()}
    for kind in OBJECTS:
        found = [
            IsisKernel(f"kernels/{path}", int(parse_name(path).quality), spans)
            for path, told in timed.items()
            if told.glance.kind.family == kind and not told.broken and (spans := _intervals(told))
        ]
        if found:
            leaps = Path(latest.get(Family.LSK, "naif????.tls")).name
            clock = latest.get(Family.SCLK, "")
            yield (
                f"{kind}/{DATABASE}",
                database_text(
                    kind,
                    found,
                    mission=mission,
                    leap_seconds=f"kernels/lsk/{leaps}",
                    clock=f"kernels/{clock}" if clock else "",
                    made=now,
                ),
            )


def _label_path(path: str) -> str:
    return str(Path(path).with_suffix(".xml"))


def _label(root: Path, path: str, told: Description, bundle: str) -> str:
    file = root / path
    spans = _intervals(told)
    with file.open("rb") as opened:
        md5 = hashlib.file_digest(opened, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
    status = file.stat()
    return label_text(
        Labelled(
            bundle=bundle,
            file=file.name,
            family=str(told.glance.kind.family),
            is_text=told.glance.kind.form is Form.TEXT,
            size=status.st_size,
            md5=md5,
            start=utc_text(spans[0][0], KNOWN_LEAPS, Rounding.UP) if spans else "",
            stop=utc_text(spans[-1][1], KNOWN_LEAPS, Rounding.DOWN) if spans else "",
            created=datetime.fromtimestamp(status.st_mtime, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        )
    )


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise CommandError(f"{path} is there already: name another folder by --to") from error
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror or error}") from error
