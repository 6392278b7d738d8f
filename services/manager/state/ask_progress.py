"""Asks of people to this site: the last one to scan, and how far it was answered."""

from dataclasses import dataclass


@dataclass(slots=True)
class AskProgress:
    """Numbers of asks; each answers all before it."""

    last: int = 0
    """Heard of."""
    looked: int = 0
    """The whole root was looked at since."""
    answered: int = 0
    """And everything that was found has been decided."""
    revision: int = 0
    """The head after that."""

    def heard(self, number: int) -> None:
        """Take note of an ask."""
        self.last = max(self.last, number)

    def has_looked(self, number: int) -> None:
        """Take note that the whole root was looked at after the ask with this number."""
        self.looked = max(self.looked, number)

    def answer(self, revision: int) -> None:
        """Take note that everything found so far has been decided."""
        if self.answered != self.looked:
            self.answered, self.revision = self.looked, revision
