"""Names of conflict copies fit into a directory, and no pattern of kernels matches them."""

from datetime import datetime, timedelta, timezone
from fnmatch import fnmatch

import pytest

from shared.model.conflict_name import conflict_component, original_path, renamed_component
from shared.model.paths import NAME_MAX, PATH_MAX, check_path
from tests.unit.services.orchestrator.decide.deciding import MADE_AT


def named(name: str, *, site: str = "esac", tag: str = "0123abcd") -> str:
    """Return the conflict name of a component."""
    return conflict_component(name, made_at=MADE_AT, site=site, tag=tag)


def test_the_mark_follows_the_extension():
    """`*.bc` does not match a conflict copy."""
    assert named("mro.bc") == "mro.bc.conflict-20260304T050607Z-esac-0123abcd"
    assert not fnmatch(named("mro.bc"), "*.bc")


def test_the_time_is_utc():
    """A batch from another time zone gets the same name."""
    local = datetime(2026, 3, 4, 7, 6, 7, tzinfo=timezone(timedelta(hours=2)))
    assert conflict_component("f", made_at=local, site="a", tag="0") == "f.conflict-20260304T050607Z-a-0"


@pytest.mark.parametrize("name", ["n" * NAME_MAX, "é" * 127 + "x", "\U0001f680" * 63])
@pytest.mark.parametrize("tag", ["0" * 8, "0" * 64])
def test_long_names_are_cut_between_characters(name: str, tag: str):
    """The longest name, site and tag still make a component, in valid UTF-8."""
    result = named(name, site="s" * 63, tag=tag)
    assert len(result.encode()) <= NAME_MAX
    assert check_path(result) == result
    assert name.startswith(result.partition(".conflict-")[0])


def test_only_the_component_that_lost_is_renamed():
    """A file below a directory that lost keeps its own name."""
    assert renamed_component("a/d/x", "a/d", "d.lost") == "a/d.lost/x"
    assert renamed_component("d/x", "d", "d.lost") == "d.lost/x"
    assert renamed_component("a/x", "a/x", "x.lost") == "a/x.lost"


def test_a_path_that_becomes_too_long_goes_to_the_root():
    """A path may be as long as it may be: its copy still has a place."""
    path = "/".join(["n" * 254] * 16)
    assert len(path) <= PATH_MAX
    assert renamed_component(path, path, "n" * 255 + "x" * 40) == "n" * 255 + "x" * 40


@pytest.mark.parametrize("path", ["x.bc", "d/x.bc", "d/y/x.bc"])
def test_the_original_of_a_conflict_copy_is_found(path: str):
    """Where the author made it, as long as nothing was cut, whichever component lost."""
    name = path.rpartition("/")[2]
    assert original_path(renamed_component(path, path, named(name))) == path
    if "/" in path:
        assert original_path(renamed_component(path, "d", named("d"))) == path


def test_what_is_no_conflict_copy_has_no_original():
    """Other paths stand for themselves."""
    assert original_path("d/x.bc") is None
