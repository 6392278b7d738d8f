"""Parts with one planted bug each: the machine must find every one of them."""

from collections.abc import Callable
from datetime import datetime
from unittest.mock import patch

from services.manager.state.database.site_values import SiteValue
from services.manager.state.site_state import SiteState
from services.orchestrator.decide.decide import decide
from shared.catalog.fold.fold import Folded, Skip
from shared.catalog.fold.tree import TreeView
from shared.contracts.messages.batch import Batch, Decision
from shared.contracts.messages.signed import Signed
from shared.model.entry import Base


class FoldingMovesTheBase(SiteState):
    """Takes what the log says for what stands in the directory."""

    def fold(
        self, sequence: int, signed: Signed, *, trusts: Callable[[str], bool], incarnation: Callable[[], str]
    ) -> Folded | Skip:
        folded = super().fold(sequence, signed, trusts=trusts, incarnation=incarnation)
        if isinstance(folded, Folded):
            for entry in folded.entries:
                self.index.set_base(entry.path, Base(revision=entry.revision, state=entry.state))
        return folded


class DeletesWithoutTombstone(SiteState):
    """Removes what was deleted from the tree, instead of keeping that it was deleted."""

    def fold(
        self, sequence: int, signed: Signed, *, trusts: Callable[[str], bool], incarnation: Callable[[], str]
    ) -> Folded | Skip:
        folded = super().fold(sequence, signed, trusts=trusts, incarnation=incarnation)
        self._db.execute("DELETE FROM tree WHERE kind = 'deleted'")
        return folded


class TwoBatchesInFlight(SiteState):
    """Does not wait for the decision on a batch before it makes the next."""

    def make_batch(self, *, made_at: datetime) -> Signed | None:
        standing = self.values.outbox()
        self.values.keep_outbox(None)
        made = super().make_batch(made_at=made_at)
        if made is None and standing is not None:
            self.values.keep(SiteValue.OUTBOX, standing.model_dump_json())
            return standing
        return made


def decide_echoes(batch: Batch, tree: TreeView, *, revision: int) -> tuple[Decision, ...]:
    """Takes an echo for a change."""
    with patch("services.orchestrator.decide.decide._known_as", lambda change, batch, tree: None):
        return decide(batch, tree, revision=revision)
