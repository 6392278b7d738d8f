"""The choice of a kernel: the native one where it is installed and of today, else the one in numpy."""

from importlib import import_module

from services.satellites.propagate.kernel.numpy_kernel import NumpyKernel
from services.satellites.propagate.kernel.view import Kernel

GEOMETRY = 2
"""Of the answers of both kernels. Raised, here and in `spicerack_native`, by a change to what either answers:
a compiled kernel of before would go on with the geometry of before."""


def native_is_usable() -> bool:
    """Return whether the compiled kernel is installed here, and answers as this service does."""
    try:
        native = import_module("spicerack_native")
    except ModuleNotFoundError:
        return False
    return bool(getattr(native, "GEOMETRY", None) == GEOMETRY)


def kernel_name() -> str:
    """Return the name of the fastest kernel that is usable here: `native` or `numpy`."""
    return "native" if native_is_usable() else "numpy"


def best_kernel(threads: int = 1) -> Kernel:
    """Return the fastest kernel that is usable here; `threads` is for the native one."""
    if not native_is_usable():
        return NumpyKernel()
    kernel: Kernel = import_module("services.satellites.propagate.kernel.native_kernel").NativeKernel(threads)
    return kernel
