"""The describers of an installation, and their settings."""

import pytest

from services.describer.plug_ins import DescriberError, load_describers, read_tables


def test_settings_are_tables_of_describers(tmp_path):
    """Without a file there are none."""
    file = tmp_path / "describers.toml"
    file.write_text("[fits]\nrevision = 1\n")
    assert read_tables(file) == {"fits": {"revision": 1}}
    assert read_tables(None) == {}
    versions = {one.name: one.version for one in load_describers(tables=read_tables(file))}
    assert versions["fits"] % 1000 == 1


@pytest.mark.parametrize("text", ["fits = 1", "[fits", None])
def test_a_file_that_holds_no_tables_is_refused(tmp_path, text):
    """By the name of its setting."""
    file = tmp_path / "describers.toml"
    if text is not None:
        file.write_text(text)
    with pytest.raises(DescriberError, match="SPICERACK_DESCRIBE_FILE"):
        read_tables(file)


@pytest.mark.parametrize("name", ["fist", "kernels"])
def test_settings_of_a_describer_that_takes_none_are_refused(name):
    """A typing error in a name is one as well."""
    with pytest.raises(DescriberError, match=f"no describer called {name} takes settings"):
        load_describers(tables={name: {}})
