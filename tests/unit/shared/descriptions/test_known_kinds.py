"""The kinds that our describers tell are known where nobody describes."""

from services.describer.documents import describer as documents
from services.describer.fits import describer as fits
from shared.descriptions.kinds import KNOWN_KINDS


def test_the_kinds_of_our_describers_are_known():
    """A rule that names another one is told so; a slip of the pen waits for ever else."""
    assert {"spk", fits.KIND, documents.KIND, "packing"} <= KNOWN_KINDS
    assert not {"SPK", "sp", ""} & KNOWN_KINDS
