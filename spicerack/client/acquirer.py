"""A typed client of an acquirer's HTTP API."""

import json
from typing import Literal
from urllib.parse import quote

from pydantic import TypeAdapter

from shared.contracts.http.acquirer import (
    AcquirerStatus,
    FeedRow,
    FeedSettings,
    GranuleAnswer,
    GranuleName,
    GranulePage,
    GranuleRow,
    GranuleStatistics,
    ProviderRow,
    ProviderSettings,
    Reconciliation,
    RefusedRow,
)
from shared.contracts.messages.acquisition import Settings
from spicerack.client.service_client import ServiceClient, given

PREFIX = "/api/v1"

PROVIDERS: TypeAdapter[list[ProviderRow]] = TypeAdapter(list[ProviderRow])


REFUSED: TypeAdapter[list[RefusedRow]] = TypeAdapter(list[RefusedRow])

Kind = Literal["providers", "feeds"]


class AcquirerClient(ServiceClient):
    """Speaks to one acquirer. Use it as a context manager."""

    service = "acquirer"
    option = "--acquirer-url"
    remedy = "start one with `spicerack up --with acquirer` or say --acquirer-url"

    def status(self) -> AcquirerStatus:
        """Return how it stands."""
        return self.get("/status", AcquirerStatus)

    def providers(self) -> list[ProviderRow]:
        """Return all providers with their feeds."""
        return PROVIDERS.validate_json(self.send("GET", f"{PREFIX}/providers").content)

    def refused(self) -> list[RefusedRow]:
        """Return what was saved and is not followed."""
        return REFUSED.validate_json(self.send("GET", f"{PREFIX}/refused-settings").content)

    def provider(self, name: str) -> ProviderSettings:
        """Return how a provider is set."""
        return self.get(f"{PREFIX}/providers/{quote(name)}", ProviderSettings)

    def feed(self, name: str) -> FeedSettings:
        """Return how a feed is set."""
        return self.get(f"{PREFIX}/feeds/{quote(name)}", FeedSettings)

    def save(self, kind: Kind, name: str, settings: Settings, *, version: int | None = None) -> None:
        """Save a provider or a feed, where it is as of `version`, if one is said."""
        where, body = f"{PREFIX}/{kind}/{quote(name)}", json.dumps(settings)
        self.send("PUT", where, body=body, headers=_matching(version))

    def remove(self, kind: Kind, name: str, *, version: int | None = None) -> None:
        """Remove a provider or a feed that was saved."""
        self.send("DELETE", f"{PREFIX}/{kind}/{quote(name)}", headers=_matching(version))

    def pause(self, provider: str) -> ProviderRow:
        """Ask a provider for nothing more."""
        return self.read(self.send("POST", f"{PREFIX}/providers/{quote(provider)}/pause"), ProviderRow)

    def resume(self, provider: str) -> ProviderRow:
        """Ask a provider again."""
        return self.read(self.send("POST", f"{PREFIX}/providers/{quote(provider)}/resume"), ProviderRow)

    def look(self, feed: str) -> FeedRow:
        """Look at a feed now."""
        return self.read(self.send("POST", f"{PREFIX}/feeds/{quote(feed)}/look"), FeedRow)

    def reconciliation(self, feed: str, *, every: bool, limit: int, read: bool) -> Reconciliation:
        """Compare a provider's last listing with the files of the site, which are read anew where `read`."""
        asked = given(every=every, limit=limit, read=read)
        return self.get(f"{PREFIX}/feeds/{quote(feed)}/reconciliation", Reconciliation, asked)

    def reconciliation_csv(self, feed: str, *, every: bool, read: bool, others: bool = False) -> str:
        """Return the same as CSV, whole; `others` are files that cannot have come by the feed."""
        asked = given(every=every, read=read, others=others, format="csv")
        return self.send("GET", f"{PREFIX}/feeds/{quote(feed)}/reconciliation", asked).text

    def granules(
        self,
        *,
        status: str | None = None,
        feed: str | None = None,
        blame: str | None = None,
        granule: str | None = None,
        limit: int,
    ) -> GranulePage:
        """Return granules that fit, those that changed last first."""
        asked = given(status=status, feed=feed, blame=blame, granule=granule, limit=limit)
        return self.get(f"{PREFIX}/granules", GranulePage, asked)

    def statistics(self, *, field: str, **filters: str | None) -> GranuleStatistics:
        """Return how many granules there are, by a field."""
        return self.get(f"{PREFIX}/statistics/granules", GranuleStatistics, given(field=field, **filters))

    def granule(self, feed: str, granule: str) -> GranuleAnswer:
        """Return one granule."""
        return self.get(f"{PREFIX}/granules/one", GranuleAnswer, given(feed=feed, granule=granule))

    def retry(self, feed: str, granule: str) -> GranuleRow:
        """Fetch a granule again."""
        body = GranuleName(feed=feed, granule=granule).model_dump_json()
        return self.read(self.send("POST", f"{PREFIX}/granules/retry", body=body), GranuleRow)


def _matching(version: int | None) -> dict[str, str]:
    return {} if version is None else {"If-Match": f'"{version}"'}
