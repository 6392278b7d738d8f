"""Names of collections and sites: safe as a subject token, a DNS label and a file name at once."""

import re
from typing import Annotated

from pydantic import StringConstraints

NAME_PATTERN = r"^[a-z0-9][a-z0-9-]{0,62}$"
"""63 characters is the longest DNS label (RFC 1035, 2.3.4)."""

CollectionName = Annotated[str, StringConstraints(pattern=NAME_PATTERN)]
SiteName = Annotated[str, StringConstraints(pattern=NAME_PATTERN)]


def is_name(text: str) -> bool:
    """Tell whether `text` may name a collection or a site."""
    return re.fullmatch(NAME_PATTERN[1:-1], text) is not None
