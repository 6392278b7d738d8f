"""The description of any content: the one entrance for whoever wants to know a kernel."""

from shared.spice.describe.daf import describe_daf
from shared.spice.describe.das import describe_das
from shared.spice.describe.glance import glance
from shared.spice.describe.model import Description
from shared.spice.describe.text import describe_text
from shared.spice.kinds.kind import Form
from shared.spice.reading import ReadAt


def describe(source: ReadAt, name: str) -> Description:
    """Return all that a content tells under its name.

    No bytes make it raise, whatever they hold; errors of input and output pass through. Memory is bounded by
    the bounds of the parts: TEXT_MAX of text, SEGMENTS_MAX segments, INTERVALS_MAX intervals.
    """
    seen = glance(source, name)
    match seen.kind.form:
        case Form.DAF:
            return describe_daf(source, seen)
        case Form.DAS:
            return describe_das(source, seen)
        case Form.TEXT:
            return describe_text(source, seen)
        case _:
            return Description(glance=seen, problems=seen.problems)
