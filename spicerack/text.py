"""Text for people: aligned columns, sizes, and names that cannot harm a terminal. Pure."""

from collections.abc import Sequence
from datetime import datetime

KIB = 1024
UNITS = ("B", "KiB", "MiB", "GiB", "TiB", "PiB")


def printable(text: str) -> str:
    """Return `text` with what is not printable escaped: a file's name may hold terminal commands."""
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape", "surrogatepass").decode()
        for character in text
    )


def time_text(time: datetime) -> str:
    """Return a time in UTC as RFC 3339 has it, with a fraction where there is one."""
    return time.isoformat().replace("+00:00", "Z")


def size_text(size: int) -> str:
    """Return bytes in the largest binary unit of which there is at least one."""
    value, unit = float(size), 0
    while value >= KIB and unit < len(UNITS) - 1:
        value, unit = value / KIB, unit + 1
    return f"{size} B" if unit == 0 else f"{value:.1f} {UNITS[unit]}"


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return one line a row with columns aligned, the last column left as it is."""
    if not rows:
        return []
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]


def counted(count: int, noun: str) -> str:
    """Return a count with its noun, which takes an s for all but one."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
