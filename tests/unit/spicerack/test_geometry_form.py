"""The form of an answer of geometry, where nobody says it."""

from pathlib import Path

import pytest

from spicerack.commands.science.geometry import Form, form_of


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("st.json", Form.JSON),
        ("st.PARQUET", Form.PARQUET),
        ("st.arrow", Form.ARROW),
        ("st.csv", Form.CSV),
        ("st.txt", Form.CSV),
        ("json", Form.CSV),
        (None, Form.CSV),
    ],
)
def test_an_answer_has_the_form_that_its_file_is_called_by(name: str | None, form: Form) -> None:
    """A table of commas under the name of another form would be read wrongly, or not at all."""
    assert form_of(None if name is None else Path(name)) is form
