"""The trimming of a frame's facts that are too large for a message: the least needed goes first."""

from collections.abc import Iterator

from shared.contracts.messages.frames.frame_facts import FrameFacts, HeaderValue

LONG = 80
"""Characters of a value that are left: those of a card."""

FEW = 100
"""Parts that are left."""

COUNTS = (1_000, 300)
"""Keywords that are left, step by step."""


def smaller_frames(frame: FrameFacts) -> Iterator[FrameFacts]:
    """Yield facts that are smaller and smaller; what was left out is named in them."""
    frame = _without(frame, "hdus", hdus=frame.hdus[:FEW]) if len(frame.hdus) > FEW else frame
    yield frame
    frame = _without(frame, "headers", headers={name: _short(each) for name, each in frame.headers.items()})
    yield frame
    for count in COUNTS:
        if len(frame.headers) > count:
            frame = _without(frame, "headers", headers=dict(list(frame.headers.items())[:count]))
            yield frame
    frame = _without(frame, "missing", missing=frame.missing[:FEW])
    yield frame
    if frame.footprint is not None:
        yield _without(frame, "footprint", footprint=None, no_footprint="too-large")


def _short(value: HeaderValue) -> HeaderValue:
    return value[:LONG] if isinstance(value, str) else value


def _without(frame: FrameFacts, field: str, **changes: object) -> FrameFacts:
    names = tuple(dict.fromkeys((*frame.left_out, field)))
    return frame.model_copy(update={**changes, "left_out": names})
