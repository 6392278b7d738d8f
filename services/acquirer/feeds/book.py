"""The book of providers and feeds: those of the file, and those that people said, followed on the bus."""

from collections.abc import Callable, Mapping
from pathlib import Path

from services.acquirer.feeds.model import AcquirerFile
from services.acquirer.feeds.saved import Followed, together
from shared.bus.newest import Newest, follow_all
from shared.bus.port import Bus
from shared.contracts.messages.acquisition import FeedVersion, ProviderVersion
from shared.contracts.topology import Stream, Topology
from shared.model.base import FrozenModel


class FeedBook:
    """What one acquirer follows; words over the API are heard by all acquirers of the collection.

    Args:
        bus: where words are said.
        topology: of the deployment.
        collection: that is filled.
        file: of this acquirer; what it says counts here.
        secrets: the directory whose files people may name over the API.
    """

    def __init__(
        self, bus: Bus, *, topology: Topology, collection: str, file: AcquirerFile, secrets: Path | None
    ) -> None:
        self.in_file = file
        self.secrets = secrets
        self._followed = Followed(file)
        self._listeners: list[Callable[[], None]] = []
        self.providers = Newest(
            bus,
            stream=Stream.WORKFLOWS,
            kind=ProviderVersion,
            subject=lambda name: topology.provider(collection, name),
            name_of=lambda one: one.provider,
            is_over=lambda one: one.settings is None and not one.paused,
            heard=self._hear,
        )
        self.feeds = Newest(
            bus,
            stream=Stream.WORKFLOWS,
            kind=FeedVersion,
            subject=lambda name: topology.feed(collection, name),
            name_of=lambda one: one.feed,
            is_over=lambda one: one.settings is None,
            heard=self._hear,
        )

    @property
    def file(self) -> AcquirerFile:
        """All that is followed."""
        return self._followed.file

    def refused(self, place: str) -> str:
        """Return why what was said at `providers.NAME` or `feeds.NAME` is not followed; empty: it is."""
        return self._followed.refused.get(place, "")

    def all_refused(self) -> Mapping[str, str]:
        """Return why things that were said are not followed, by `providers.NAME` or `feeds.NAME`."""
        return self._followed.refused

    def is_paused(self, provider: str) -> bool:
        """Tell whether people said that nothing is asked of a provider."""
        said = self.providers.get(provider)
        return said is not None and said.paused

    def listen(self, listener: Callable[[], None]) -> None:
        """Have a function called whenever something was said."""
        self._listeners.append(listener)

    async def run(self, *, ready: Callable[[], None]) -> None:
        """Follow until cancelled; `ready` is called once all that was said before is known.

        Raises:
            ExceptionGroup: of BusError: call it again.
        """
        await follow_all(self.providers, self.feeds, ready=ready)

    def _hear(self, _: FrozenModel) -> None:
        self._followed = together(
            self.in_file, self.providers.every(), self.feeds.every(), secrets=self.secrets
        )
        for listener in self._listeners:
            listener()
