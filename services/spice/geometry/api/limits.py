"""Bounds on the requests of geometry. Pure."""

from shared.web.limits import KIB, BodyRule, WebLimits

QUESTION_BYTES = 32 * KIB * KIB
"""Of a body: a million times as numbers."""

LIMITS = WebLimits(
    bodies={
        "/api/v1/spice/geometry": BodyRule(bytes_max=QUESTION_BYTES),
        "/api/v1/spice/accounts": BodyRule(bytes_max=QUESTION_BYTES),
        "/webgeocalc/": BodyRule(is_mark=True),
        "/spiceql/": BodyRule(bytes_max=QUESTION_BYTES, is_mark=True),
    }
)
