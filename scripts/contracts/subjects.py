"""The tables of `docs/subjects.md`: subjects, streams and buckets, from the code."""

from pathlib import Path

from shared.contracts.channel import Channel
from shared.contracts.topology import StreamSpec, Topology

PAGE = Path(__file__).parents[2] / "docs" / "subjects.md"
BEGIN, END = "<!-- tables -->\n", "<!-- end of tables -->\n"
"""What stands between them is written by `make contracts`."""


def subjects_page(topology: Topology = Topology()) -> str:  # noqa: B008  it is frozen
    """Return the page with its tables as the code has them."""
    before, _, rest = PAGE.read_text().partition(BEGIN)
    return before + BEGIN + tables(topology) + END + rest.partition(END)[2]


def tables(topology: Topology) -> str:
    """Return the three tables."""
    subjects = [_subject_row(channel, topology.prefix) for channel in topology.channels]
    streams = [_stream_row(spec) for spec in topology.streams()]
    buckets = [f"| `{spec.name}` | {spec.summary} |" for spec in topology.buckets()]
    return "\n\n".join(
        (
            _table("| subject | kind | from, to | what |", subjects),
            _table("| stream | takes | stays | when full | copies on a cluster |", streams),
            _table("| bucket | holds |", buckets) + "\n",
        )
    )


def _table(head: str, rows: list[str]) -> str:
    rule = "|" + "---|" * (head.count("|") - 1)
    return "\n".join((head, rule, *rows))


def _subject_row(channel: Channel, prefix: str) -> str:
    address = channel.address(prefix).replace("{", "<").replace("}", ">")
    way = f"{' and '.join(channel.senders)} to {' and '.join(channel.receivers)}"
    return f"| `{address}` | `{channel.name}` | {way} | {channel.summary} |"


def _stream_row(spec: StreamSpec) -> str:
    takes = ", ".join(f"`{subject}`" for subject in spec.subjects)
    full = (
        "is never full" if not spec.max_bytes else "refuses" if spec.refuse_when_full else "drops its oldest"
    )
    copies = "1: it can be made again" if spec.single_replica else "3"
    return f"| {spec.name} | {takes} | {spec.stays} | {full} | {copies} |"
