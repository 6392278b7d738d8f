"""The HTTP interface of the SPICE service."""

from services.spice.api import coverage, kernel_sets, kernels, meta_kernels, missions, status
from shared.web.application import Api

API = Api(
    title="SpiceRack SPICE service",
    routers=(
        status.router,
        kernels.router,
        coverage.router,
        missions.router,
        meta_kernels.router,
        kernel_sets.router,
    ),
)
