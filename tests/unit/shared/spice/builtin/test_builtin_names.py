"""Names that CSPICE knows without kernels."""

import spiceypy

from shared.spice.builtin.bodies import codes_by_name, names_by_code
from shared.spice.builtin.frames import frames_by_code, frames_by_name


def test_bodies_are_those_of_cspice() -> None:
    """Each name has the code that CSPICE gives it, and each code the name that CSPICE prefers."""
    assert {name: spiceypy.bodn2c(name) for name in codes_by_name()} == dict(codes_by_name())
    assert {code: spiceypy.bodc2n(code) for code in names_by_code()} == dict(names_by_code())


def test_frames_are_those_of_cspice() -> None:
    """Each frame has the code, center, class and class id that CSPICE gives it, and none is left out."""
    found = {code: (one.center, one.frame_class, one.class_id) for code, one in frames_by_code().items()}

    assert {name: spiceypy.namfrm(name) for name in frames_by_name()} == {
        name: one.code for name, one in frames_by_name().items()
    }
    assert {code: spiceypy.frinfo(code)[:3] for code in found} == found
    kinds = [set(spiceypy.bltfrm(number)) for number in range(1, 7)]
    assert set().union(*kinds) == set(found)
