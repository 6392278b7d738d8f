// Rings: the whole orbit of an object whose place on it cannot be trusted.
#pragma once

#include "age.hpp"
#include "sphere.hpp"
#include "view.hpp"
#include "wiping.hpp"

namespace spicerack {

// The arcs of the mean ellipse, turned by the secular terms of J2, as seen at mid exposure.
Wiped<Arc> ring(const Catalogue& sets, std::size_t row, const Age& age, const View& view);

}  // namespace spicerack
