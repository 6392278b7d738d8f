"""What every provider keeps."""

from services.satellites.catalogue.gather import Gathering
from tests.unit.services.satellites.sky import NOW


class Gatherer:
    """A sink that reads what comes, as the service does."""

    def __init__(self, provider):
        self.gathering = Gathering(provider.name, provider.format, now=NOW)

    async def feed(self, data):
        """Read a piece."""
        assert len(data) <= 64 * 1024
        self.gathering.feed(data)

    async def next_body(self):
        """Begin another body."""
        self.gathering.next_body()


async def pulled(provider):
    """Return the catalogue numbers that a pull gives."""
    gatherer = Gatherer(provider)
    await provider.pull(gatherer)
    return set(gatherer.gathering.finish().sets.catalog_number.tolist())
