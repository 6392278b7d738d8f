"""`spicerack providers set` and its like: providers and feeds beside those of acquirers' files."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, time
from pathlib import Path
from typing import Annotated, Any

import typer

from shared.contracts.http.acquirer import FeedSettings, ProviderSettings
from spicerack.client.acquirer import Kind
from spicerack.commands.options import DEFAULT_URL, Json, Url, write, write_lines
from spicerack.commands.work.acquirer_service import AcquirerUrl, acquirer_at
from spicerack.commands.work.toml_lines import toml_lines
from spicerack.errors import UsageProblem

KINDS: tuple[Kind, ...] = ("providers", "feeds")
"""In the order in which they are saved: a feed names its provider."""

Name = Annotated[str, typer.Argument(metavar="NAME", help="Of the provider, or with --feed of the feed.")]
IsFeed = Annotated[bool, typer.Option("--feed", help="NAME is a feed's.")]
IfVersion = Annotated[
    int | None,
    typer.Option(
        metavar="N", min=0, help="Only where it is as of this version, as `show` says it; 0: not there."
    ),
]


def set_tables(
    *,
    file: Annotated[Path, typer.Argument(metavar="FILE.toml", help="Tables as of an acquirer's file.")],
    if_version: IfVersion = None,
    url: Url = DEFAULT_URL,
    acquirer_url: AcquirerUrl = None,
) -> None:
    """Save the providers and feeds of a file: all acquirers of the collection follow them from now on."""
    tables = list(_tables(file))
    if if_version is not None and len(tables) != 1:
        raise UsageProblem(f"--if-version is of one table, and {file} has {len(tables)}")
    with acquirer_at(url, acquirer_url) as client:
        for kind, name, settings in tables:
            client.save(kind, name, settings, version=if_version)
            write_lines([f"{kind.rstrip('s')} {name}: saved"])


def show_table(
    *,
    name: Name,
    feed: IsFeed = False,
    url: Url = DEFAULT_URL,
    acquirer_url: AcquirerUrl = None,
    as_json: Json = False,
) -> None:
    """Show how a provider or a feed is set, as a table that `set` takes."""
    with acquirer_at(url, acquirer_url) as client:
        found = client.feed(name) if feed else client.provider(name)
    if as_json:
        write(found.model_dump_json(indent=1) + "\n")
        return
    write_lines(f"# {line}" for line in _about(found))
    write_lines(toml_lines(("feeds" if feed else "providers", name), found.settings))


def delete_table(
    *,
    name: Name,
    feed: IsFeed = False,
    if_version: IfVersion = None,
    url: Url = DEFAULT_URL,
    acquirer_url: AcquirerUrl = None,
) -> None:
    """Have acquirers follow a provider or a feed no more that was saved; what came from it stays."""
    with acquirer_at(url, acquirer_url) as client:
        client.remove("feeds" if feed else "providers", name, version=if_version)


def _tables(file: Path) -> Iterator[tuple[Kind, str, dict[str, Any]]]:
    """Yield the tables of a file, providers first. Raises UsageProblem."""
    try:
        said = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageProblem(f"{file} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageProblem(f"{file} is no TOML: {error}") from error
    strange = sorted(said.keys() - set(KINDS))
    if strange or not said:
        raise UsageProblem(
            f"{file} has {', '.join(strange) or 'nothing'}: say [providers.NAME] and [feeds.NAME]"
        )
    for kind in KINDS:
        for name, settings in _named(file, kind, said.get(kind, {})).items():
            yield kind, name, _as_json(settings)


def _named(file: Path, kind: str, tables: object) -> Mapping[str, Any]:
    if not isinstance(tables, dict) or not all(isinstance(one, dict) for one in tables.values()):
        raise UsageProblem(f"{file}: {kind} are tables: say [{kind}.NAME]")
    return tables


def _as_json(value: Any) -> Any:  # noqa: ANN401 - whatever TOML has
    """Return what TOML has as JSON has it: times are text there."""
    if isinstance(value, dict):
        return {key: _as_json(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_as_json(one) for one in value]
    return value.isoformat() if isinstance(value, date | time) else value


def _about(found: ProviderSettings | FeedSettings) -> Iterator[str]:
    yield f"saved, version {found.version}" if found.saved else "of the acquirer's file"
    if isinstance(found, ProviderSettings) and found.paused:
        yield "paused"
    if found.refused:
        yield f"not followed: {found.refused}"
