// Boxes of sources against the field and its arcs.
#pragma once

#include <cstddef>
#include <span>

#include "sphere.hpp"

namespace spicerack {

constexpr std::size_t kMostCorners = 8;  // a source's box has four

// A corner in degrees, as callers send it.
struct Corner {
    double ra = 0.0;
    double dec = 0.0;
};

// The field that boxes must lie in, and the largest half extent of a box; radians.
struct Field {
    Vector centre;
    double radius = 0.0;
    double largest_box = 0.0;
};

// For each box of `corners_a_box` corners (1 to kMostCorners): whether it is valid, lies in the field and comes
// nowhere within margin of an arc. The answer is the same whatever the number of threads (at least 1).
void allowed(const Field& field, std::span<const Arc> arcs, std::span<const Corner> corners, std::size_t corners_a_box,
             unsigned threads, std::span<bool> answers);

}  // namespace spicerack
