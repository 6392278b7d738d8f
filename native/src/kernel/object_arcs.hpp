// The arcs of one object.
#pragma once

#include <cstddef>
#include "age.hpp"
#include "sphere.hpp"
#include "view.hpp"
#include "wiping.hpp"

namespace spicerack {

// Append the object's arcs that come within margin of the field. An object that SGP4 cannot place gives its
// whole orbit; one that decayed gives none.
void append_object_arcs(const Catalogue& sets, std::size_t row, const Age& age, const View& view,
                        Wiped<Arc>& found);

}  // namespace spicerack
