#include "ring.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace spicerack {
namespace {

// The bounds are explained where the fallback has them: services/satellites/propagate/kernel/rings.py.
constexpr int kPoints = 720;
constexpr double kPad = 25.0;
constexpr double kPadADay = 0.5;
constexpr double kSinks = 3.0;
constexpr double kStep = 40.0;
constexpr int kSteps = 12;
constexpr double kTurns = 0.4;

// An orbit's plane and shape: places are p / (1 + e cos v) along `node` and `ahead`.
struct Ellipse {
    Vector node;
    Vector ahead;
    double parameter;
    double eccentricity;
    double perigee;
};

Ellipse ellipse(const Catalogue& sets, std::size_t row, double minutes, double turned) {
    const double eccentricity = sets.eccentricity[row];
    const double sine = std::sin(sets.inclination[row]);
    const double cosine = std::cos(sets.inclination[row]);
    const double node = sets.node[row] + sets.node_rate[row] * minutes + turned;
    return {{std::cos(node), std::sin(node), 0.0},
            {-std::sin(node) * cosine, std::cos(node) * cosine, sine},
            sets.axis_km[row] * (1.0 - eccentricity * eccentricity),
            eccentricity,
            sets.perigee[row] + sets.perigee_rate[row] * minutes};
}

Vector place(const Ellipse& orbit, double anomaly) {
    const double radius = orbit.parameter / (1.0 + orbit.eccentricity * std::cos(anomaly));
    const double along = anomaly + orbit.perigee;
    return (orbit.node * std::cos(along) + orbit.ahead * std::sin(along)) * radius;
}

// What is between the bounds; the upper one for whatever is not a number.
double bounded(double value, double most) {
    return std::isfinite(value) ? std::clamp(value, -most, most) : most;
}

// Append the arcs of an ellipse that is smaller by a scale, each as wide as the pad.
void append_ellipse(const Ellipse& orbit, double scale, double pad, const View& view, Wiped<Arc>& arcs) {
    Vector last_direction;
    double last_margin = 0.0;
    for (int point = 0; point <= kPoints; ++point) {
        const Vector there = place(orbit, kTwoPi * point / kPoints) * scale;
        const Vector seen = turn(view.teme_to_gcrs, there) - view.observer;
        const double distance = length(seen);
        const double here = std::asin(std::min(pad / distance, 1.0)) + view.half_width;
        const Vector direction = seen * (1.0 / distance);
        if (point > 0) {
            arcs.push_back({last_direction, direction, std::max(last_margin, here)});
        }
        last_direction = direction;
        last_margin = here;
    }
}

}  // namespace

Wiped<Arc> ring(const Catalogue& sets, std::size_t row, const Age& age, const View& view) {
    const double axis = sets.axis_km[row];
    const double sunk = bounded(kSinks * 2.0 * sets.drag[row] * age.minutes * axis, std::max(axis - kEarthRadius, 0.0));
    const double turned = bounded(sets.node_drag[row] * age.minutes * age.minutes,
                                  std::abs(kTurns * sets.node_rate[row] * age.minutes));
    const int steps = static_cast<int>(std::min(std::ceil(std::abs(sunk) / kStep), static_cast<double>(kSteps)));
    const Ellipse orbit = ellipse(sets, row, age.minutes, 0.5 * turned);
    double pad = kPad + kPadADay * std::abs(age.minutes) / kMinutesADay + age.cross;
    pad += 0.5 * std::abs(sunk) / std::max(steps, 1) + 0.5 * std::abs(turned) * axis * (1.0 + sets.eccentricity[row]);
    pad += kObserverSpeed * (view.half_exposure + view.clock_error + view.turn_error);
    Wiped<Arc> arcs;
    arcs.reserve(static_cast<std::size_t>(kPoints) * static_cast<std::size_t>(steps + 1));
    for (int step = 0; step <= steps; ++step) {
        append_ellipse(orbit, 1.0 - step * sunk / axis / std::max(steps, 1), pad, view, arcs);
    }
    return arcs;
}

}  // namespace spicerack
