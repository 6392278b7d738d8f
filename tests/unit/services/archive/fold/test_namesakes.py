"""Which frame a file is a version of, where several directories hold one of the same basename."""

from services.archive.fold.frame import Frame, frames_of
from services.archive.fold.namesakes import namesake_name
from services.archive.fold.said import Described, Placed, Recorded, Said
from shared.access.public_dates import PublicDates
from tests.integration.archive.world import content_of, facts_of, placed, posted

ELSEWHERE = namesake_name("x", "b")


def frames(*log: Placed, records: tuple[str, ...] = (), untold: tuple[str, ...] = ()) -> dict[str, Frame]:
    """Return the frames that a log makes, by name; contents are described by the names of their bytes."""
    names = {"m1", "m2", "m3", "other"} - set(untold)
    said = Said(
        basename="x",
        placed=log,
        described={content_of(name): Described(1, facts_of(name)) for name in names},
        recorded=tuple(Recorded(number, posted("x", name)) for number, name in enumerate(records, 1)),
    )
    return {one.basename: one for one in frames_of(said, PublicDates())}


def paths(frame: Frame) -> list[str | None]:
    """Return where the versions of a frame stand, newest first."""
    return [one.version.path for one in frame.versions]


def test_a_file_in_another_directory_takes_no_frame_over() -> None:
    """It has a frame of its own, under a name that no file has."""
    found = frames(placed("a/x.fits", "m1", revision=1), placed("b/x.fits", "other", revision=2))
    assert {name: paths(one) for name, one in found.items()} == {"x": ["a/x.fits"], ELSEWHERE: ["b/x.fits"]}
    assert found["x"].id != found[ELSEWHERE].id
    assert found["x"].revision == 1


def test_who_came_first_does_not_depend_on_who_was_described_first() -> None:
    """A name is given to the first of those that are described."""
    log = (placed("a/x.fits", "m1", revision=1), placed("b/x.fits", "other", revision=2))
    assert paths(frames(*log, untold=("m1",))["x"]) == ["b/x.fits"]
    assert paths(frames(*log)["x"]) == ["a/x.fits"]


def test_a_file_that_moves_keeps_its_frame_and_its_versions() -> None:
    """In one commit, or copied first and deleted then; what comes to the old place later is another's."""
    begin = (placed("a/x.fits", "m1", revision=1), placed("a/x.fits", "m2", revision=2))
    at_once = (*begin, placed("b/x.fits", "m2", revision=3), placed("a/x.fits", None, revision=3))
    one_by_one = (*begin, placed("b/x.fits", "m2", revision=3), placed("a/x.fits", None, revision=4))
    for log in (at_once, one_by_one):
        found = frames(*log)
        assert list(found) == ["x"]
        assert paths(found["x"]) == ["b/x.fits", "a/x.fits"]
        found = frames(*log, placed("a/x.fits", "other", revision=9))
        assert paths(found["x"]) == ["b/x.fits", "a/x.fits"]
        assert paths(found[namesake_name("x", "a")]) == ["a/x.fits"]


def test_the_name_is_the_others_when_its_file_is_gone() -> None:
    """Versions of the file that is gone stay the frame's."""
    log = (placed("a/x.fits", "m1", revision=1), placed("b/x.fits", "other", revision=2))
    found = frames(*log, placed("a/x.fits", None, revision=3))
    assert paths(found["x"]) == ["b/x.fits", "a/x.fits"]
    assert list(found) == ["x"]


def test_a_preview_that_stays_holds_no_name() -> None:
    """It is no frame; bytes that nobody has described yet hold it, where a frame stood."""
    begin = (
        placed("a/x.fits", "m1", revision=1),
        placed("a/x.jpg", "picture", revision=2),
        placed("b/x.fits", "other", revision=3),
    )
    found = frames(*begin, placed("a/x.fits", None, revision=4))
    assert paths(found["x"]) == ["b/x.fits", "a/x.fits"]
    found = frames(*begin, placed("a/x.fits", "new", revision=4))
    assert paths(found["x"]) == ["a/x.fits"]


def test_a_frame_that_came_back_elsewhere_is_the_same() -> None:
    """Nobody had its name meanwhile."""
    log = (placed("a/x.fits", "m1", revision=1), placed("a/x.fits", None, revision=2))
    found = frames(*log, placed("b/x.fits", "m2", revision=5))
    assert paths(found["x"]) == ["b/x.fits", "a/x.fits"]


def test_files_that_are_no_frames_have_no_namesakes() -> None:
    """A preview in a directory of previews is none."""
    log = (placed("jpg/x.jpg", "picture", revision=1), placed("a/x.fits", "m1", revision=2))
    assert list(frames(*log)) == ["x"]


def test_what_was_posted_is_the_frames_wherever_it_stands() -> None:
    """A pipeline files a version by what its header says now; the newest posted one has the name."""
    log = (placed("a/x.fits", "m1", revision=1), placed("b/x.fits", "m2", revision=2))
    found = frames(*log, records=("m1", "m2"))
    assert paths(found["x"]) == ["b/x.fits", "a/x.fits"]
    assert list(found) == ["x"]


def test_a_name_that_somebody_took_is_the_frames_that_was_posted() -> None:
    """Names of exposures can be foreseen: who was first is told elsewhere from then on."""
    log = (placed("b/x.fits", "other", revision=1), placed("a/x.fits", "m1", revision=2))
    found = frames(*log, records=("m1",))
    assert {name: paths(one) for name, one in found.items()} == {"x": ["a/x.fits"], ELSEWHERE: ["b/x.fits"]}


def test_a_copy_of_an_earlier_posted_version_takes_nothing_back() -> None:
    """Whoever may read it may copy it to where they write."""
    log = (
        placed("a/x.fits", "m1", revision=1),
        placed("p/x.fits", "m2", revision=2),
        placed("b/x.fits", "m1", revision=3),
        placed("a/x.fits", None, revision=4),
    )
    assert paths(frames(*log, records=("m1", "m2"))["x"]) == ["p/x.fits", "a/x.fits"]
    log = (*log, placed("b/x.fits", "other", revision=5))
    found = frames(*log, records=("m1", "m2"))
    assert paths(found["x"]) == ["p/x.fits", "a/x.fits"]
    assert paths(found[ELSEWHERE]) == ["b/x.fits", "b/x.fits"]


def test_names_that_begin_with_a_dot_have_namesakes_that_no_file_is_called() -> None:
    """A file's basename has a dot at its beginning alone."""
    assert namesake_name(".x.fits", "b").startswith("@.x.fits.")
    assert len(namesake_name("x" * 1000, "b")) < 1000


def test_each_version_is_whose_it_says() -> None:
    """The frame is its newest's; links are told of those that whoever sees it may see."""
    said = Said(
        basename="x",
        placed=(placed("a/x.fits", "m1", revision=1), placed("a/x.fits", "m2", revision=2)),
        described={
            content_of("m1"): Described(1, facts_of("m1", proposal_id="P3", related=("bias",))),
            content_of("m2"): Described(2, facts_of("m2", proposal_id="EPO", related=("flat",))),
        },
    )
    (found,) = frames_of(said, PublicDates())
    assert [one.standing.proposal for one in found.versions] == ["EPO", "P3"]
    assert found.versions[0].standing.public_date < found.versions[1].standing.public_date
    assert [name for name, _ in found.related] == ["flat"]
