"""The HTTP interface of one archive."""

from services.archive import status
from services.archive.api import content, pages
from services.archive.api.ocs import (
    aggregate,
    delete_frame,
    derived,
    frames,
    ingest,
    listing,
    not_here,
    people,
    post_thumbnails,
    thumbnails,
    zipped,
)
from services.archive.api.ocs.zip_request import FORM, JSON
from services.archive.api.own import events
from services.archive.api.own import frames as own_frames
from services.archive.api.vo import datalink, described, sia, tap
from shared.access.api import tokens
from shared.web.application import Api
from shared.web.limits import KIB, BodyRule, WebLimits

IDENTIFIERS_BYTES = 4 * 1024 * KIB
"""Of the frames of a whole answer, which `pyvo` asks about at once: 20 000 identifiers of 200 bytes."""

API = Api(
    title="SpiceRack archive",
    routers=(
        status.router,
        listing.router,
        aggregate.router,
        frames.router,
        delete_frame.router,
        thumbnails.router,
        post_thumbnails.router,
        derived.router,
        zipped.router,
        ingest.router,
        people.router,
        not_here.refusing_router(),
        content.router,
        pages.router,
        own_frames.router,
        events.router,
        described.router,
        sia.router,
        tap.router,
        datalink.router,
        tokens.router,
    ),
    # A page of another origin sends JSON only after it has asked, and nothing is changed here.
    # TAP's questions come as forms, and so may those for zips.
    limits=WebLimits(
        bodies={
            "/frames/zip/": BodyRule(media_types=(JSON, FORM), reads=True),
            "/vo/tap/sync": BodyRule(media_types=(FORM,), reads=True),
            "/vo/datalink": BodyRule(media_types=(FORM,), reads=True, bytes_max=IDENTIFIERS_BYTES),
        }
    ),
)
