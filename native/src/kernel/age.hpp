// How old an element set is at mid exposure, and how wrong it may be for that.
#pragma once

#include <cstddef>

#include "view.hpp"

namespace spicerack {

struct Age {
    double minutes = 0.0;  // since the epoch; negative before it
    double late = 0.0;     // how early or late the object may be, s
    double cross = 0.0;    // how far the object may be beside its orbit, km
};

Age age_of(const Catalogue& sets, std::size_t row, const View& view);

}  // namespace spicerack
