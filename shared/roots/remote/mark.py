"""The place of the mark of a site's root at a store."""

from typing import Final

from shared.model.paths import CONTROL_DIRECTORY

MARK: Final = f"{CONTROL_DIRECTORY}/marker.json"

MARK_BYTES_MAX: Final = 64 * 1024
"""A mark has some hundred bytes; more is no mark."""
