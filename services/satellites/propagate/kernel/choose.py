"""The choice of a kernel: the native one where it is installed, else the one in numpy."""

from importlib import import_module
from importlib.util import find_spec

from services.satellites.propagate.kernel.numpy_kernel import NumpyKernel
from services.satellites.propagate.kernel.view import Kernel


def native_is_installed() -> bool:
    """Return whether the compiled kernel can be imported here."""
    return find_spec("spicerack_native") is not None


def kernel_name() -> str:
    """Return the name of the fastest kernel that is installed here: `native` or `numpy`."""
    return "native" if native_is_installed() else "numpy"


def best_kernel(threads: int = 1) -> Kernel:
    """Return the fastest kernel that is installed here; `threads` is for the native one."""
    if not native_is_installed():
        return NumpyKernel()
    kernel: Kernel = import_module("services.satellites.propagate.kernel.native_kernel").NativeKernel(threads)
    return kernel
