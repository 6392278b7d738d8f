"""The fold of the stream of descriptions: the newest of each content. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from shared.contracts.messages.description import Description
from shared.descriptions.believe import Doubt, Heard
from shared.model.entry import Entry


class Descriptions:
    """The newest description of each content, in memory: for tens of thousands, not for millions."""

    def __init__(self) -> None:
        self._by_content: dict[str, Description] = {}
        self.doubted: Counter[Doubt] = Counter()
        """Messages that were not believed, by the reason."""
        self.sequence = 0
        """Of the stream: up to which all was taken in."""

    def __len__(self) -> int:
        """Return how many contents are described."""
        return len(self._by_content)

    def take(self, heard: Heard) -> None:
        """Take a message in, in the order of the stream. One that is not believed says nothing."""
        self.sequence = max(self.sequence, heard.sequence)
        if heard.description is not None:
            self._by_content[heard.content] = heard.description
        elif heard.doubt is not None:
            self.doubted[heard.doubt] += 1
            # The stream keeps the newest alone, so that every reader has to forget what it replaced.
            self._by_content.pop(heard.content, None)

    def of(self, content: str) -> Description | None:
        """Return the description of a content."""
        return self._by_content.get(content)


@dataclass(frozen=True, slots=True)
class DescribedFile:
    """One file of a tree, and what its content is."""

    entry: Entry
    description: Description | None
    """None while nobody has described it."""

    @property
    def path(self) -> str:
        """The path in the collection."""
        return self.entry.path


def described_files(
    entries: Iterable[Entry], of: Callable[[str], Description | None]
) -> Iterator[DescribedFile]:
    """Yield the live files among entries with their descriptions, in the order of the entries.

    Args:
        entries: of a tree, e.g. `ProjectionView.live()`.
        of: looks a content up, e.g. `Descriptions.of`.
    """
    for entry in entries:
        if entry.state.is_plain_file and entry.state.content is not None:
            yield DescribedFile(entry, of(entry.state.content))
