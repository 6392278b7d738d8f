"""The subjects of one site's queue of questions. Pure."""

from dataclasses import dataclass

from shared.contracts.topology import Topology


@dataclass(frozen=True, slots=True)
class SiteQueue:
    """Where questions of one collection wait for a free process of one site."""

    topology: Topology
    collection: str
    site: str

    @property
    def questions(self) -> str:
        """The subject of which one process takes each question."""
        return self.topology.geometry_question(self.collection, self.site)

    @property
    def group(self) -> str:
        """The name under which all processes listen to it."""
        return f"spice-{self.site}"

    def words(self, handed: str) -> str:
        """Return the subject of what is said of one question."""
        return self.topology.geometry_word(self.collection, self.site, handed)
