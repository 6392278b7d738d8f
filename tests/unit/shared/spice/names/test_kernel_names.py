"""Names of kernels: mission, slot, quality, version, and what is newest."""

from datetime import date

import pytest

from shared.spice.names.dates import date_of, day_of_year, short_date
from shared.spice.names.missions import mission_of
from shared.spice.names.model import Quality, Relation
from shared.spice.names.order import current, newest, relation
from shared.spice.names.parse import parse_name
from tests.kernels.real import kernels


def _relation(one: str, other: str, *, same_bytes: bool = False) -> Relation:
    return relation(parse_name(one), parse_name(other), same_bytes=same_bytes)


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("mro_v9.tf", "mro_v10.tf"),
        ("mro_v9.tf", "MRO_V10.TF"),
        ("naif0009.tls", "naif0010.tls"),
        ("naif0011.tls", "naif0012.tls"),
        ("pck00008.tpc", "pck00011.tpc"),
        ("msl_v99.tm", "msl_v100.tm"),
        ("spp_v99.tf", "spp_v100.tf"),
        ("lro_clkcor_2019283_v00.tsc", "lro_clkcor_2020057_v00.tsc"),
        ("lro_clkcor_2019239_v01.tsc", "lro_clkcor_2019283_v00.tsc"),
        ("lro_frames_2012255_v02.tf", "lro_frames_2014049_v01.tf"),
        ("MRO_SCLKSCET.00113.tsc", "MRO_SCLKSCET.00274.tsc"),
        ("mro_sclkscet_00099_65536.tsc", "MRO_SCLKSCET.00101.65536.tsc"),
        ("nsy_sclkscet_00018.tsc", "NSY_SCLKSCET.00019.tsc"),
        ("m2020_168_sclkscet_refit_v02.tsc", "m2020_168_sclkscet_refit_v03.tsc"),
        ("msl_76_sclkscet_refit_s4.tsc", "msl_76_sclkscet_refit_s10.tsc"),
        ("kplo_200926_000099.tsc", "kplo_200926_000100.tsc"),
        ("em16_tgo_step_20190703.tsc", "em16_tgo_step_20191109.tsc"),
        ("MEX_190911_STEP.TSC", "MEX_200219_STEP.TSC"),
        ("cas00171.tsc", "cas00172.tsc"),
        ("cpck05Mar2004.tpc", "cpck15Dec2017.tpc"),
        ("insight_icc_20190114_c03.ti", "insight_icc_20190114_c10.ti"),
        ("m2020_cruise_od011_v2.bsp", "m2020_cruise_od012_v1.bsp"),
        ("juno_rec_130805_140805_151231.bsp", "juno_rec_130805_140805_160101.bsp"),
        ("orx_171006_180105_180411_od011_v1.bsp", "orx_171006_180105_180411_od012_v1.bsp"),
        ("maven_orb_rec_210101_210401_v1.bsp", "maven_orb_rec_210101_210401_v2.bsp"),
        (
            "em16_tgo_hga_ssm_20190101_20200101_s20171007_v01.bc",
            "em16_tgo_hga_ssm_20190101_20200101_s20191109_v01.bc",
        ),
        (
            "em16_tgo_hga_ssm_20190101_20200101_s20191109_v01.bc",
            "em16_tgo_hga_ssm_20190101_20200101_s20191109_v02.bc",
        ),
        (
            "em16_tgo_sc_ssp_20190101_20200101_s20200109_v05.bc",
            "em16_tgo_sc_ssm_20190101_20200101_s20191109_v01.bc",
        ),
        ("em16_tgo_fsp_048_01_20160314_20181231_v02.bsp", "em16_tgo_fsp_048_01_20160314_20181231_v03.bsp"),
        ("mro_sc_psp_210706_210712p.bc", "mro_sc_psp_210706_210712.bc"),
        ("mvn_sc_pred_200101_200107_v09.bc", "mvn_sc_rel_200101_200107_v01.bc"),
        ("juno_sc_rec_200101_200107_v01.bc", "juno_sc_rec_200101_200107_v02.bc"),
        ("04135_04171pa.bc", "04135_04171ra.bc"),
        ("04135_04171ra.bc", "04135_04171rb.bc"),
        ("040909P_SCPSE_04135_04171.bsp", "040909R_SCPSE_04135_04171.bsp"),
        ("ORMM__071201000000_00467.BSP", "ORMM__071201000000_00468.BSP"),
        ("ATNM_P071201000000_00468.BC", "ATNM_R071201000000_00467.BC"),
        (
            "trj_260101-270101-dco251231235959-cruise012-predict-OD012-v1.bsp",
            "trj_260101-270101-dco251231235959-cruise012-reconstruct-OD012-v1.bsp",
        ),
        ("de438s.bsp", "de440s.bsp"),
        ("de421.bsp", "de440.bsp"),
        ("mars_s45_v01.bds", "mars_s45_v02.bds"),
        ("mar085.bsp", "mar097.bsp"),
        ("earth_000101_190812_190521.bpc", "earth_000101_201104_200813.bpc"),
        ("imap_2023_101_2023_103_01.ah.bc", "imap_2023_101_2023_103_02.ah.bc"),
        ("imap_2023_101_2023_103_09.ap.bc", "imap_2023_101_2023_103_01.ah.bc"),
        ("imap_science_0001.tf", "imap_science_0010.tf"),
        ("imap_sdc_metakernel_2025_v009.tm", "imap_sdc_metakernel_2025_v010.tm"),
    ],
)
def test_the_newer_of_two_versions_is_known(older: str, newer: str) -> None:
    """Versions, solutions and dates are compared as numbers, quality before all, and case does not count."""
    assert _relation(newer, older) is Relation.NEWER
    assert _relation(older, newer) is Relation.OLDER
    assert [each.path for each in newest(map(parse_name, [older, newer])).values()] == [newer]
    assert [each.path for each in current(map(parse_name, [newer, older]))] == [newer]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("cas_v40.tf", "cas_v40_usgs.tf"),  # SpiceQL's string maximum takes the second for newer
        ("pck00010.tpc", "pck00010_msgr_v23.tpc"),
        ("de432s.bsp", "de440.bsp"),
        ("mar097.bsp", "mar097_20160314_20300101.bsp"),
        ("MRO_SCLKSCET.00101.tsc", "MRO_SCLKSCET.00102.65536.tsc"),
        ("m2020_168_sclkscet_00007.tsc", "m2020_168_sclkscet_refit_v03.tsc"),
        ("msl_v29.tm", "msl_chronos_v30.tm"),
        ("em16_tgo_v24.tf", "em16_tgo_ops_v03.tf"),
        ("a_v1.bsp", "a_v2.bc"),
        ("mro_v1.tf", "odd name.tf"),
        ("mars_n00.bds", "mars_s90.bds"),
    ],
)
def test_names_of_different_lines_are_unrelated(one: str, other: str) -> None:
    """A suffix in the middle, another instrument or another kind makes another line."""
    assert _relation(one, other) is Relation.UNRELATED


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("mro_psp9.bsp", "mro_psp10.bsp"),
        ("mro_sc_psp_210629_210705.bc", "mro_sc_psp_210706_210712.bc"),
        ("moc42r_2009243_2009274_v08.bc", "moc42r_2010001_2010032_v01.bc"),  # one series to SpiceQL
        ("m2020_surf_rover_tlm_0000_0089_v2.bc", "m2020_surf_rover_tlm_0089_0179_v1.bc"),
        ("m01_map9_v2.bsp", "m01_map10_v1.bsp"),
        ("mro_2020_v09.tm", "mro_2021_v02.tm"),
        ("em16_tgo_fsp_048_01_20160314_20181231_v02.bsp", "em16_tgo_fsp_065_01_20181120_20190429_v02.bsp"),
        ("04135_04171ra.bc", "04171_04212ra.bc"),
        ("991231_v1.bc", "000101_v1.bc"),
        ("mars_s00.bds", "mars_s45.bds"),  # tiles by their latitudes
        ("mars_s00_e090_v2.bds", "mars_s45_e090_v1.bds"),
    ],
)
def test_names_of_other_times_complement_each_other(earlier: str, later: str) -> None:
    """Neither replaces the other, so both stay; the later one is the newest of the line."""
    assert _relation(earlier, later) is Relation.COMPLEMENT
    assert len(current(map(parse_name, [earlier, later]))) == 2
    assert [each.path for each in newest(map(parse_name, [later, earlier])).values()] == [later]


@pytest.mark.parametrize(
    ("one", "other"), [("a_v1.bc", "a_v01.bc"), ("a_v1.BC", "a_v1.bc"), ("x/a_v1.bc", "y/a_v1.bc")]
)
def test_equal_versions_with_other_bytes_are_a_conflict(one: str, other: str) -> None:
    """The same version under two spellings or in two folders is the same or a conflict, by its bytes."""
    assert _relation(one, other, same_bytes=True) is Relation.SAME
    assert _relation(one, other) is Relation.CONFLICT


@pytest.mark.parametrize(
    "name",
    ["earth_latest_high_prec.bpc", "latest_leapseconds.tls", "em16_ops.tm", "JUICE_OPS.TM", "mro_psp.bsp"],
)
def test_moving_names_are_no_conflict(name: str) -> None:
    """A name without version, or one that says `latest`, is meant to get new bytes."""
    assert _relation(name, name) is Relation.MOVED
    assert _relation(name, name, same_bytes=True) is Relation.SAME


def test_qualities_are_told_from_names() -> None:
    """Words, letters and the phases of TGO tell it; nothing is guessed."""
    told = {
        name: parse_name(name).quality for name in ("mro_v1.tf", "LRO_2010_GRGM660PRIM.bsp", "a_nadir_v1.bc")
    }
    assert list(told.values()) == [Quality.UNTOLD, Quality.SMITHED, Quality.NADIR]
    assert parse_name("themis_nightir_merged_2018Jul13_ck.bc").quality is Quality.SMITHED
    assert parse_name("ATNM_MEASURED_2019_V04.BC").quality is Quality.RECONSTRUCTED
    assert parse_name("imap_90days_20260101_20260401_v01.bsp").quality is Quality.PREDICTED
    assert parse_name("clipper_sc_pb_250101_250201_v01.bc").quality is Quality.PREDICTED


@pytest.mark.parametrize(
    ("path", "mission"),
    [
        ("mro_v16.tf", "mro"),
        ("MEX_V14.TF", "mex"),
        ("ORHM_______________00076.BSP", "mex"),
        ("ROS_V38.TF", "rosetta"),
        ("em16/ck/x.bc", "em16"),
        ("mars2020_spice/x.bc", None),
        ("pds/insight_spice/spk/x.bsp", "insight"),
        ("naif0012.tls", "generic"),
        ("de440s.bsp", "generic"),
        ("moc42r_2009243_2009274_v08.bc", "lro"),
        ("04135_04171ra.bc", "cassini"),
        ("trj_260101-270101.bsp", "clipper"),
        ("new_horizons_1454.tsc", "nh"),
        ("cpck15Dec2017.tpc", "cassini"),
        ("", None),
        ("x.bc", None),
    ],
)
def test_missions_are_told_by_name_else_by_folder(path: str, mission: str | None) -> None:
    """The name's first part decides, then the nearest folder."""
    assert mission_of(path) == mission


def test_dates_of_names_are_read() -> None:
    """Each form of the archives; years of two digits turn at the beginning of space flight."""
    assert date_of("20190703") == date(2019, 7, 3)
    assert date_of("2019239") == date(2019, 8, 27)
    assert date_of("571004") == date(1957, 10, 4)
    assert date_of("560101") == date(2056, 1, 1)
    assert date_of("071201000000") == date(2007, 12, 1)
    assert date_of("15dec2017") == date(2017, 12, 15)
    assert short_date("04135") == date(2004, 5, 14)
    for odd in ("000100", "20191301", "2019366", "203001001", "2019000", "31feb2020", "1beg0020", ""):
        assert date_of(odd) is None
    assert day_of_year(2020, 366) == date(2020, 12, 31)
    assert short_date("00000") is None


def test_every_real_name_is_read_and_current_ones_are_few() -> None:
    """All names are read; of the 28 versions of one meta-kernel one is current, of each CK the newest."""
    names = [parse_name(str(path.relative_to(path.parents[2]))) for path in kernels()]
    lines = newest(names)
    assert lines["msl.tm"].path.endswith("msl_v29.tm")
    assert lines["naif.tls"].path.endswith("naif0012.tls")
    assert lines["em16.tm"].path.endswith("em16_v004.tm")
    left = {each.path.rpartition("/")[2] for each in current(names)}
    assert "em16_tgo_hga_ssm_20190101_20200101_s20191109_v02.bc" in left
    assert "em16_tgo_hga_ssm_20190101_20200101_s20191109_v01.bc" not in left


@pytest.mark.parametrize(
    "odd",
    [
        "",
        "/",
        ".",
        "a_1beg2020.bc",
        "...",
        "v1",
        "_" * 300,
        "9" * 300 + ".bc",
        "\udcff_v1.bc",
        "²_v².bc",
        "a" * 255,
    ],
)
def test_odd_names_are_their_own_line(odd: str) -> None:
    """No name makes the reading fail."""
    assert parse_name(odd).path == odd
    assert _relation(odd, odd, same_bytes=True) is Relation.SAME
