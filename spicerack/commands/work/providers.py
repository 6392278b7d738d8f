"""`spicerack providers`: where files come from, and how the last look at each feed ended."""

from typing import Annotated

import typer

from shared.contracts.http.acquirer import ProviderRow
from spicerack.commands.options import DEFAULT_URL, Json, Url, new_app, write, write_lines
from spicerack.commands.work.acquirer_service import AcquirerUrl, acquirer_at
from spicerack.commands.work.granule_lines import provider_lines
from spicerack.commands.work.provider_settings import delete_table, set_tables, show_table
from spicerack.commands.work.reconcile import reconcile

Feed = Annotated[str, typer.Argument(metavar="FEED", help="Of which provider does not matter.")]
Provider = Annotated[str, typer.Argument(metavar="NAME", help="Of the provider.")]


def app() -> typer.Typer:
    """Return the command as Typer has it."""
    application = new_app("Look after providers that files are acquired from.")
    for name, command in (
        ("list", _list),
        ("look", _look),
        ("reconcile", reconcile),
        ("set", set_tables),
        ("show", show_table),
        ("delete", delete_table),
        ("pause", _pause),
        ("resume", _resume),
    ):
        application.command(name)(command)
    return application


def _list(url: Url = DEFAULT_URL, acquirer_url: AcquirerUrl = None, as_json: Json = False) -> None:
    """List providers with their feeds."""
    with acquirer_at(url, acquirer_url) as client:
        found, refused = client.providers(), client.refused()
    if as_json:
        write("[" + ",\n".join(one.model_dump_json(indent=1) for one in found) + "]\n")
        return
    _print(found)
    write_lines(f"✗ {one.what} {one.name} was saved, and is not followed: {one.reason}" for one in refused)


def _look(
    feed: Feed,
    url: Url = DEFAULT_URL,
    acquirer_url: AcquirerUrl = None,
) -> None:
    """Look at a feed now, not when its time comes."""
    with acquirer_at(url, acquirer_url) as client:
        client.look(feed)


def _pause(provider: Provider, url: Url = DEFAULT_URL, acquirer_url: AcquirerUrl = None) -> None:
    """Ask a provider for nothing more until `resume`; what runs comes to its end."""
    with acquirer_at(url, acquirer_url) as client:
        _print([client.pause(provider)])


def _resume(provider: Provider, url: Url = DEFAULT_URL, acquirer_url: AcquirerUrl = None) -> None:
    """Ask a provider again."""
    with acquirer_at(url, acquirer_url) as client:
        _print([client.resume(provider)])


def _print(rows: list[ProviderRow]) -> None:
    write_lines(line for row in rows for line in provider_lines(row))
