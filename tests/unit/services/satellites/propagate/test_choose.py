"""The choice of a kernel."""

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from services.satellites.propagate.kernel.choose import GEOMETRY, best_kernel, kernel_name


@pytest.mark.parametrize("installed", [SimpleNamespace(), SimpleNamespace(GEOMETRY=GEOMETRY - 1)])
def test_a_compiled_kernel_of_before_is_not_used(monkeypatch, installed):
    """Whoever upgrades the service alone has numpy, and no geometry of before."""
    monkeypatch.setitem(sys.modules, "spicerack_native", installed)

    assert (kernel_name(), best_kernel().name) == ("numpy", "numpy")


def test_the_kernel_of_this_tree_has_the_number_of_its_service():
    """What `make native` builds is used."""
    text = (Path(__file__).parents[5] / "native/src/spicerack_native/__init__.py").read_text()

    assert f"\nGEOMETRY = {GEOMETRY}\n" in text
