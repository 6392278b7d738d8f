// Great-circle arcs and boxes on the sphere, by unit vectors alone.
#pragma once

#include <span>
#include <vector>

#include "vector.hpp"

namespace spicerack {

// A great-circle arc shorter than half a circle, and the angle in radians that is covered around it.
struct Arc {
    Vector start;
    Vector end;
    double margin = 0.0;
};

// The angle from a point to an arc: to the foot of the perpendicular where it lies between the ends.
double arc_distance(Vector start, Vector end, Vector point);

// Whether two arcs cross or touch: each has its ends on both sides of the other's great circle.
bool arcs_cross(Vector start, Vector end, Vector first, Vector second);

// Whether the convex hull of the corners, in any order, comes nowhere within margin of the arc.
bool box_clear(const Arc& arc, std::span<const Vector> corners);

}  // namespace spicerack
