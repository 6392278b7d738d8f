#include "sphere.hpp"

#include <cstddef>

namespace spicerack {

double arc_distance(Vector start, Vector end, Vector point) {
    const Vector pole = cross(start, end);
    const double size = length(pole);
    const bool inside = size > 0.0 && dot(cross(pole, start), point) > 0.0 && dot(cross(end, pole), point) > 0.0;
    if (inside) {
        return std::abs(std::asin(std::clamp(dot(pole, point) / size, -1.0, 1.0)));
    }
    return std::min(angle(start, point), angle(end, point));
}

bool arcs_cross(Vector start, Vector end, Vector first, Vector second) {
    const Vector pole = cross(start, end);
    const Vector other = cross(first, second);
    const bool facing = dot(start + end, first + second) > 0.0;
    return facing && dot(pole, first) * dot(pole, second) <= 0.0 && dot(other, start) * dot(other, end) <= 0.0;
}

namespace {

bool in_triangle(Vector point, Vector first, Vector second, Vector third) {
    const double a = dot(point, cross(first, second));
    const double b = dot(point, cross(second, third));
    const double c = dot(point, cross(third, first));
    const bool same = (a >= 0.0 && b >= 0.0 && c >= 0.0) || (a <= 0.0 && b <= 0.0 && c <= 0.0);
    return same && dot(point, first + second + third) > 0.0;
}

// Every side of the hull is among the segments between two corners, and all of those lie within it.
bool segments_clear(const Arc& arc, std::span<const Vector> corners) {
    for (std::size_t i = 0; i < corners.size(); ++i) {
        for (std::size_t j = i + 1; j < corners.size(); ++j) {
            if (arc_distance(corners[i], corners[j], arc.start) <= arc.margin ||
                arc_distance(corners[i], corners[j], arc.end) <= arc.margin ||
                arcs_cross(arc.start, arc.end, corners[i], corners[j])) {
                return false;
            }
        }
    }
    return true;
}

bool starts_outside(const Arc& arc, std::span<const Vector> corners) {
    for (std::size_t i = 0; i < corners.size(); ++i) {
        for (std::size_t j = i + 1; j < corners.size(); ++j) {
            for (std::size_t k = j + 1; k < corners.size(); ++k) {
                if (in_triangle(arc.start, corners[i], corners[j], corners[k])) {
                    return false;
                }
            }
        }
    }
    return true;
}

}  // namespace

bool box_clear(const Arc& arc, std::span<const Vector> corners) {
    for (const Vector& corner : corners) {
        if (!(arc_distance(arc.start, arc.end, corner) > arc.margin)) {
            return false;
        }
    }
    return segments_clear(arc, corners) && starts_outside(arc, corners);
}

}  // namespace spicerack
