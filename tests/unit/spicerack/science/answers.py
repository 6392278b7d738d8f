"""Answers of the SPICE service as tests make them. No test module."""

from shared.contracts.http.knowledge.kernels import CoverageAnswer, CoveredSubject, KernelRow, Span


def span(start: float, stop: float) -> Span:
    """Return a span whose texts are its numbers."""
    return Span(start=start, stop=stop, start_utc=f"t{start:g}", stop_utc=f"t{stop:g}")


def row(path: str, *spans: Span, **more: object) -> KernelRow:
    """Return a kernel that covers body -74 so."""
    values: dict[str, object] = {
        "path": path,
        "content": "0" * 64,
        "size": 2048,
        "revision": 1,
        "kind": "spk",
        "quality": "untold",
        "described": True,
        "coverage": (CoveredSubject(subject="body", code=-74, spans=spans),),
    }
    return KernelRow.model_validate({**values, **more})


def coverage(*spans: Span, **more: object) -> CoverageAnswer:
    """Return when body -74 is covered."""
    values: dict[str, object] = {"revision": 1, "subject": "body", "code": -74, "name": "MRO", "spans": spans}
    return CoverageAnswer.model_validate({**values, **more})
