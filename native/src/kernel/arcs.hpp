// The arcs of a catalogue that meet a field during an exposure.
#pragma once

#include "sphere.hpp"
#include "view.hpp"
#include "wiping.hpp"

namespace spicerack {

// All arcs that come within margin of the field, by row of the catalogue, then time. The answer is the same
// whatever the number of threads (at least 1).
Wiped<Arc> arcs(const Catalogue& sets, const View& view, unsigned threads);

}  // namespace spicerack
