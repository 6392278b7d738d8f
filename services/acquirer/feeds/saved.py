"""Providers and feeds that people said over the API, beside those of the acquirer's file. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeVar

from pydantic import BaseModel, ValidationError

from services.acquirer.feeds.model import AcquirerFile, Feed, Provider, fault_of
from shared.contracts.messages.acquisition import FeedVersion, ProviderVersion, Settings

REFERENCES: Final = ("password_file", "private_key", "known_hosts", "certificate_authority")
"""Fields of a provider that name files."""

IN_FILE: Final = "the acquirer's file says it, and that counts: change it there"

Table = TypeVar("Table", bound=BaseModel)


class SettingsError(ValueError):
    """Settings of a provider or a feed are out of form; `str()` says where and why."""


@dataclass(frozen=True, slots=True)
class Followed:
    """What an acquirer follows: its file, and what people said."""

    file: AcquirerFile
    refused: Mapping[str, str] = field(default_factory=dict)
    """Why something that was said is not followed here, by `providers.NAME` or `feeds.NAME`."""


def words_of(error: ValidationError, *before: str) -> str:
    """Return the first fault in a table, with its place."""
    first = error.errors()[0]
    where = ".".join((*before, *(str(part) for part in first["loc"])))
    return f"{where or 'it'}: {first['msg']}"


def read_provider(name: str, settings: Settings, *, secrets: Path | None) -> Provider:
    """Return a provider that people said, its files being those of the directory of secrets.

    Raises:
        SettingsError: it is out of form.
    """
    provider = _read(Provider, "providers", name, settings)
    files: dict[str, Path] = {}
    for one in REFERENCES:
        said: Path | None = getattr(provider, one)
        if said is not None:
            files[one] = _secret(f"providers.{name}.{one}", said, secrets)
    return provider.model_copy(update=files)


def read_feed(name: str, settings: Settings, *, providers: Mapping[str, Provider]) -> Feed:
    """Return a feed that people said. Raises SettingsError."""
    feed = _read(Feed, "feeds", name, settings)
    fault = fault_of(name, feed, providers)
    if fault:
        raise SettingsError(fault)
    return feed


def together(
    file: AcquirerFile,
    providers: Iterable[ProviderVersion],
    feeds: Iterable[FeedVersion],
    *,
    secrets: Path | None,
) -> Followed:
    """Return what is followed: where file and people say one name, the file counts.

    Args:
        file: of this acquirer.
        providers: the newest words on each.
        feeds: likewise.
        secrets: the directory whose files people may name.
    """
    refused: dict[str, str] = {}
    known, followed = dict(file.providers), dict(file.feeds)
    for one in providers:
        if one.settings is None:
            continue
        try:
            _check_free(one.provider, file.providers)
            known[one.provider] = read_provider(one.provider, one.settings, secrets=secrets)
        except SettingsError as error:
            refused[f"providers.{one.provider}"] = str(error)
    for other in feeds:
        if other.settings is None:
            continue
        try:
            _check_free(other.feed, file.feeds)
            followed[other.feed] = read_feed(other.feed, other.settings, providers=known)
        except SettingsError as error:
            refused[f"feeds.{other.feed}"] = str(error)
    return Followed(AcquirerFile(providers=known, feeds=followed), refused)


def _check_free(name: str, said: Mapping[str, object]) -> None:
    if name in said:
        raise SettingsError(IN_FILE)


def _read(kind: type[Table], table: str, name: str, settings: Settings) -> Table:
    try:
        return kind.model_validate(settings)
    except ValidationError as error:
        raise SettingsError(words_of(error, table, name)) from error


def _secret(where: str, said: Path, secrets: Path | None) -> Path:
    """Return the file that was named: whoever may write providers must not read what else lies on the host.

    Raises:
        SettingsError: it lies elsewhere, or there is no directory for it.
    """
    if secrets is None:
        raise SettingsError(
            f"{where}: this acquirer has no directory of secrets: its operator must say "
            "SPICERACK_ACQUIRER_SECRETS"
        )
    if ".." in said.parts or not (secrets / said).is_relative_to(secrets):
        raise SettingsError(f"{where}: name a file below the acquirer's directory of secrets")
    return secrets / said
