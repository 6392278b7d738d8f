// How far around a track an object may be: its own errors, seen from its range.
#pragma once

#include "age.hpp"
#include "propagator.hpp"
#include "view.hpp"

namespace spicerack {

// An object whose place on the sky moves slower than this share of its speed has no direction of a trail.
constexpr double kSlow = 0.25;

// The speed across the line of sight, km/s.
inline double sideways(Vector velocity, const Sight& sight) { return length(square_to(velocity, sight.direction)); }

// The observer's speed across the trail: neither along the line of sight nor along the motion.
inline double beside(const Sight& sight) {
    const Vector across = cross(sight.direction, square_to(sight.seen_velocity, sight.direction));
    const double size = length(across);
    return size > 0.0 ? std::abs(dot(across, sight.observer_velocity)) / size : 0.0;
}

// The margin in radians. An object late by dt is seen from an Earth that has turned by dt.
inline double margin(const Sight& sight, const Age& age, const View& view) {
    const double own = sideways(sight.velocity, sight);
    const bool slow = sideways(sight.seen_velocity, sight) < kSlow * own;
    const double drift = slow ? own + sideways(sight.observer_velocity, sight) : beside(sight);
    const double km = std::hypot(age.cross, drift * age.late) + view.turn_error * length(sight.observer_velocity);
    return std::asin(std::min(km / sight.distance, 1.0)) + view.half_width;
}

}  // namespace spicerack
