"""Names of IMAP's kernels."""

import pytest

from services.spice.faces.imap.names import imap_name

NAMES = {
    "imap_2025_301_2025_302_01.ah.bc": ("attitude_history", "01"),
    "imap_2025_301_2025_302_03.ap.bc": ("attitude_predict", "03"),
    "imap_dps_2025_301_2025_302_001.ah.bc": ("pointing_attitude", "001"),
    "imap_recon_20250924_20251001_v02.bsp": ("ephemeris_reconstructed", "02"),
    "imap_recon_od012_20250924_20251001_v02.bsp": ("ephemeris_reconstructed", "02"),
    "imap_pred_20250924_20251001.bsp": ("ephemeris_predicted", ""),
    "imap_90days_20250924_20251001_v01.bsp": ("ephemeris_90days", "01"),
    "de440.bsp": ("planetary_ephemeris", "440"),
    "L1_de431.bsp": ("lagrange_point", "431"),
    "pck00011.tpc": ("planetary_constants", "00011"),
    "naif0012.tls": ("leapseconds", "0012"),
    "imap_sclk_0005.tsc": ("spacecraft_clock", "0005"),
    "imap_001.tf": ("imap_frames", "001"),
    "imap_science_0001.tf": ("science_frames", "0001"),
    "imap_sdc_metakernel_2025_v001.tm": ("metakernel", "001"),
    "imap_2025_301_a01.spice.mk": ("metakernel", "01"),
    "IMAP_2025_301_e02.mk": ("metakernel", "02"),
    "earth_250101_250901_250901.bpc": ("earth_attitude", "250901"),
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_tells_type_and_version(name: str) -> None:
    """As IMAP's own client reads it."""
    read = imap_name(name)
    assert read is not None
    assert (read.kind, read.version) == NAMES[name]


@pytest.mark.parametrize(
    "name", ["", "imap.bsp", "mro_psp60.bsp", "naif0012.tls.txt", "imap_2025_301_02.repoint.csv"]
)
def test_other_names_are_none_of_imaps(name: str) -> None:
    """They are not told."""
    assert imap_name(name) is None
