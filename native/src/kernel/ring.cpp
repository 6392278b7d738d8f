#include "ring.hpp"

#include <cmath>
#include <cstddef>

namespace spicerack {
namespace {

// The bounds are explained where the fallback has them: services/satellites/propagate/kernel/rings.py.
constexpr int kPoints = 720;
constexpr double kPad = 25.0;
constexpr double kPadADay = 0.5;

// An orbit's plane and shape: places are p / (1 + e cos v) along `node` and `ahead`.
struct Ellipse {
    Vector node;
    Vector ahead;
    double parameter;
    double eccentricity;
    double perigee;
};

Ellipse ellipse(const Catalogue& sets, std::size_t row, double minutes) {
    const double eccentricity = sets.eccentricity[row];
    const double sine = std::sin(sets.inclination[row]);
    const double cosine = std::cos(sets.inclination[row]);
    const double node = sets.node[row] + sets.node_rate[row] * minutes;
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

}  // namespace

Wiped<Arc> ring(const Catalogue& sets, std::size_t row, const Age& age, const View& view) {
    const Ellipse orbit = ellipse(sets, row, age.minutes);
    double pad = kPad + kPadADay * std::abs(age.minutes) / kMinutesADay + age.cross;
    pad += kObserverSpeed * (view.half_exposure + view.clock_error + view.turn_error);
    Wiped<Arc> arcs;
    arcs.reserve(kPoints);
    Vector last_direction;
    double last_margin = 0.0;
    for (int point = 0; point <= kPoints; ++point) {
        const Vector seen = turn(view.teme_to_gcrs, place(orbit, kTwoPi * point / kPoints)) - view.observer;
        const double distance = length(seen);
        const double here = std::asin(std::min(pad / distance, 1.0)) + view.half_width;
        const Vector direction = seen * (1.0 / distance);
        if (point > 0) {
            arcs.push_back({last_direction, direction, std::max(last_margin, here)});
        }
        last_direction = direction;
        last_margin = here;
    }
    return arcs;
}

}  // namespace spicerack
