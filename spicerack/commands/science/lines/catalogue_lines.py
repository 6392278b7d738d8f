"""Kernels, meta-kernels and kernel sets of the catalogue as lines for a person. Pure."""

import json

from shared.contracts.http.knowledge.kernels import (
    KernelRow,
    KernelSetAnswer,
    MetaKernelAnswer,
    MetaKernelMember,
)
from shared.contracts.messages.sites.replica_rules import SiteRule
from spicerack.text import aligned, counted, printable, size_text


def kernel_line(row: KernelRow) -> str:
    """Return one kernel: its path, and what is known of it."""
    words = [row.kind, size_text(row.size), *([row.mission] if row.mission else []), row.quality]
    words += [] if row.described else ["not described yet"]
    words += [row.completeness] if row.completeness == "incomplete" else []
    words += [row.worst] if row.worst in ("broken", "warning") else []
    words += [f"replaced by {row.superseded_by}"] if row.superseded_by else []
    return f"{printable(row.path)}  {printable(', '.join(words))}"


def meta_kernel_lines(found: MetaKernelAnswer) -> list[str]:
    """Return a meta-kernel's members in the order of loading, and what became of each."""
    held = sum(one.state == "held" for one in found.members)
    head = f"{printable(found.path)}: {held} of {counted(len(found.members), 'member')} held"
    rows = [(one.state, printable(one.path or one.written), _more(one)) for one in found.members]
    return [head, *(f"  {line}" for line in aligned(rows))]


def _more(one: MetaKernelMember) -> str:
    where = f"at {', '.join(one.sites)}" if one.sites else ""
    newer = f"replaced by {one.superseded_by}" if one.superseded_by else ""
    return printable("; ".join(each for each in (where, newer) if each))


def set_lines(found: KernelSetAnswer) -> list[str]:
    """Return a kernel set in the order of loading, then what is missing, then what was left out and why."""
    rows = [
        (
            printable(one.path),
            one.kind,
            one.quality,
            size_text(one.size),
            printable(", ".join(one.needed_for)),
        )
        for one in found.members
    ]
    more = [f"missing: {printable(one)}" for one in missing_parts(found)]
    more += [
        f"left out: {printable(one.path)}: {printable(one.why)}" for one in found.considered if not one.chosen
    ]
    if found.undescribed:
        more.append(f"not considered: {counted(found.undescribed, 'kernel')} that nobody has described yet")
    return [*aligned(rows), *more]


def missing_parts(found: KernelSetAnswer) -> list[str]:
    """Return what no kernel gives, and over which gaps."""
    parts = []
    for one in found.missing:
        gaps = ", ".join(f"{gap.start_utc} to {gap.stop_utc}" for gap in one.gaps)
        parts.append(f"{one.what} ({one.kind}){f' from {gaps}' if gaps else ''}")
    return parts


def rule_lines(rule: SiteRule) -> list[str]:
    """Return a rule as files of rules have it."""
    # A string of JSON in ASCII is one of TOML, too.
    sites = ", ".join(map(json.dumps, rule.sites))
    included = [f"    {json.dumps(one)}," for one in rule.include]
    return ["[[rules]]", f"sites = [{sites}]", f'mode = "{rule.mode}"', "include = [", *included, "]"]
