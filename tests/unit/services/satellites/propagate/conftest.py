"""The kernels that are tested: numpy always, the native one where it is built."""

import pytest

from services.satellites.propagate.kernel.choose import best_kernel, native_is_usable
from services.satellites.propagate.kernel.numpy_kernel import NumpyKernel
from services.satellites.propagate.kernel.view import Kernel

NATIVE = pytest.param(
    "native",
    marks=pytest.mark.skipif(
        not native_is_usable(), reason="the native kernel is not built here: `make native` builds it"
    ),
)


@pytest.fixture(params=["numpy", NATIVE])
def kernel(request: pytest.FixtureRequest) -> Kernel:
    """Each kernel in turn."""
    return NumpyKernel() if request.param == "numpy" else best_kernel()
