"""The HTTP interface of the SPICE service."""

from services.spice.api import accounts, coverage, kernel_sets, kernels, meta_kernels, missions, status
from services.spice.faces.first import routes as first
from services.spice.faces.imap import routes as imap
from services.spice.faces.spiceql import kernels as spiceql_kernels
from services.spice.faces.spiceql import names as spiceql_names
from services.spice.faces.spiceql import orientations as spiceql_orientations
from services.spice.faces.spiceql import states as spiceql_states
from services.spice.faces.spiceql import times as spiceql_times
from services.spice.geometry.api import jobs, questions
from services.spice.geometry.api.limits import LIMITS
from services.spice.geometry.webgeocalc import routes as webgeocalc
from shared.web.application import Api

FOREIGN = (
    webgeocalc.router,
    spiceql_states.router,
    spiceql_orientations.router,
    spiceql_times.router,
    spiceql_names.router,
    spiceql_kernels.router,
    imap.router,
    first.router,
)
"""The faces of others: their clients say parameters that decide nothing here, or that nobody knows."""

API = Api(
    title="SpiceRack SPICE service",
    routers=(
        status.router,
        kernels.router,
        coverage.router,
        missions.router,
        meta_kernels.router,
        kernel_sets.router,
        accounts.router,
        questions.router,
        jobs.router,
        *FOREIGN,
    ),
    strict=True,
    lenient=FOREIGN,
    limits=LIMITS,
)
