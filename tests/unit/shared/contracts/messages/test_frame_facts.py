"""The facts of a FITS file as they travel."""

from shared.contracts.messages.frames.frame_facts import FrameFacts


def test_values_of_headers_keep_their_types():
    """A logical, an integer, a real, a text and no value are told apart after they have travelled."""
    headers = {"SIMPLE": True, "NAXIS": 1, "EXPTIME": 1.0, "OBJECT": "1", "BLANKED": None}
    found = FrameFacts.model_validate_json(FrameFacts(form="plain", headers=headers).model_dump_json())
    assert [(type(value), value) for value in found.headers.values()] == [
        (type(value), value) for value in headers.values()
    ]
