"""The comparison of screenshots by blocks: letters may differ, what stands where may not. No test module."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

Levels = npt.NDArray[np.float64]

BLOCK = 16
"""Pixels of a block's side: a line of text is one high."""

LEVELS = 12
"""Of 256, by which two blocks differ visibly."""

DIFFERENCE_MAX = 0.15
"""Of the blocks that hold something: times, addresses and figures are less; a part of a page that is gone, or
lies elsewhere, is more, and another page is three quarters."""


def difference(one: Path, other: Path) -> float:
    """Return which part of what either of two pictures shows differs, without the rest of a larger one."""
    first, second = _blocks(one), _blocks(other)
    rows, columns = (min(pair) for pair in zip(first.shape, second.shape, strict=True))
    first, second = first[:rows, :columns], second[:rows, :columns]
    shown = _differs(first, np.median(first)) | _differs(second, np.median(second))
    return float((_differs(first, second) & shown).sum() / shown.sum())


def _differs(one: Levels, other: Levels | np.float64) -> npt.NDArray[np.bool_]:
    return np.abs(one - other) > LEVELS


def _blocks(path: Path) -> Levels:
    with Image.open(path) as image:
        size = (image.width // BLOCK, image.height // BLOCK)
        return np.asarray(image.convert("L").resize(size, Image.Resampling.BOX), dtype=np.float64)
