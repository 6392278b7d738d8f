#include "sieve.hpp"

#include "sine.hpp"

namespace spicerack {
namespace {

// The bounds are explained where the fallback has them: services/satellites/propagate/kernel/sieve.py.
constexpr double kNearPeriod = 225.0;
constexpr double kSureMinutes = 14.0 * kMinutesADay;
constexpr double kSureDrag = 0.01;
constexpr double kSureRingDrag = 2e-5;
constexpr double kSureEccentricity = 0.75;
constexpr double kSureAxis = 60000.0;
constexpr double kSurePerigee = 100.0;
constexpr double kRound = 0.02;
constexpr double kSurePhase = 0.1;
constexpr double kPad = 35.0;
constexpr double kDeepPad = 0.02;
constexpr double kEllipsePad = 0.05;
constexpr double kEllipseMinutes = 3.0 * kMinutesADay;
constexpr double kEllipseSlip = 3.0;
constexpr int kKeplerSteps = 8;
constexpr double kKeplerError = 1e-6;

}  // namespace

// One mean orbit at mid exposure.
struct Sieve::Orbit {
    const Catalogue& sets;
    std::size_t row;
    double minutes;
    double cross;
    double time;     // s, that the object or the observer may move for
    double shrunk;   // the share of its size that drag may have changed
    bool deep;
    SineCosine tilt;  // of the inclination
    SineCosine node;
};

Sieve::Sieve(const View& view)
    : view_(view),
      sight_(turn_back(view.teme_to_gcrs, view.centre)),
      observer_(turn_back(view.teme_to_gcrs, view.observer)),
      wide_(view.field_radius + view.half_width),
      sine_(std::sin(wide_)),
      cosine_(std::cos(wide_)),
      square_(dot(observer_, observer_)),
      height_(dot(observer_, sight_)) {}

bool Sieve::passes(const Catalogue& sets, std::size_t row, const Age& age) const {
    const double axis = sets.axis_km[row];
    const double eccentricity = sets.eccentricity[row];
    // An object that stands for its whole orbit has a plane alone, and rings at the heights of its drag.
    const bool propagated = sets.propagated[row];
    const double shrunk = std::abs(sets.drag[row] * age.minutes);
    const bool sure = std::abs(age.minutes) <= kSureMinutes && shrunk <= (propagated ? kSureDrag : kSureRingDrag) &&
                      eccentricity <= kSureEccentricity && axis <= kSureAxis &&
                      axis * (1.0 - eccentricity) >= kEarthRadius + kSurePerigee;
    if (!sure) {
        return true;
    }
    const double late = std::min(age.late, view_.largest_late);
    const double node = sets.node[row] + (sets.node_rate[row] + sets.node_drag[row] * age.minutes) * age.minutes;
    const Orbit orbit{sets,
                      row,
                      age.minutes,
                      age.cross,
                      view_.half_exposure + view_.clock_error + view_.turn_error + 2.0 * late,
                      4.0 * shrunk,
                      kTwoPi / sets.mean_motion[row] >= kNearPeriod,
                      sine_cosine(sets.inclination[row]),
                      sine_cosine(node)};
    const bool placed =
        propagated && age.late <= view_.largest_late && std::abs(age.minutes) <= view_.furthest_epoch;
    return !(plane_is_far(orbit) || (placed && place_is_far(orbit)));
}

// Whether the plane stays away from the line of sight between the heights that the orbit has.
bool Sieve::plane_is_far(const Orbit& orbit) const {
    const Vector normal{orbit.tilt.sine * orbit.node.sine, -orbit.tilt.sine * orbit.node.cosine, orbit.tilt.cosine};
    const double axis = orbit.sets.axis_km[orbit.row];
    const double eccentricity = orbit.sets.eccentricity[orbit.row];
    const double apogee = axis * (1.0 + eccentricity);
    const double deep = orbit.deep ? kDeepPad * apogee : 0.0;
    const double pad = kPad + orbit.cross + kObserverSpeed * orbit.time + deep;
    const double nearest = distance(axis * (1.0 - eccentricity) - pad - orbit.shrunk * axis, 1.0);
    const double furthest = distance(apogee + pad + orbit.shrunk * axis, -1.0);
    const double at_observer = dot(normal, observer_);
    const double at_nearest = at_observer + nearest * dot(normal, sight_);
    const double at_furthest = at_observer + furthest * dot(normal, sight_);
    const bool crosses = at_nearest * at_furthest <= 0.0;
    const double apart = crosses ? 0.0 : std::min(std::abs(at_nearest), std::abs(at_furthest));
    return apart > pad + furthest * wide_;
}

// Whether the object is away from the cone of the field.
bool Sieve::place_is_far(const Orbit& orbit) const {
    const Catalogue& sets = orbit.sets;
    const std::size_t row = orbit.row;
    const double slip = 2.0 * sets.anomaly_rate[row] * std::abs(sets.drag[row]) * orbit.minutes * orbit.minutes;
    if (!(slip <= kSurePhase)) {
        return false;
    }
    if (sets.eccentricity[row] <= kRound) {
        return round_is_far(orbit, slip);
    }
    return orbit.deep && std::abs(orbit.minutes) <= kEllipseMinutes && ellipse_is_far(orbit, slip);
}

// Whether the object of a round orbit is away from the cone.
bool Sieve::round_is_far(const Orbit& orbit, double slip) const {
    const Catalogue& sets = orbit.sets;
    const std::size_t row = orbit.row;
    const double eccentricity = sets.eccentricity[row];
    const double anomaly = sets.mean_anomaly[row] + sets.anomaly_rate[row] * orbit.minutes;
    const double perigee = sets.perigee[row] + sets.perigee_rate[row] * orbit.minutes;
    const SineCosine turned = sine_cosine(anomaly);
    const SineCosine latitude = sine_cosine(perigee + anomaly + 2.0 * eccentricity * turned.sine);
    const double radius = sets.axis_km[row] * (1.0 - eccentricity * turned.cosine);
    const Vector place = in_teme(orbit, radius * latitude.cosine, radius * latitude.sine);
    const double speed = sets.axis_km[row] * sets.anomaly_rate[row] / 60.0;
    const double moved =
        (1.1 * speed + 2.0 * kObserverSpeed) * orbit.time + 0.5 * kFall * orbit.time * orbit.time;
    const double deep = orbit.deep ? kDeepPad : 0.0;
    return cone_is_beyond(place, moved + kPad + orbit.cross + radius * (slip + orbit.shrunk + deep));
}

// Whether the object of an eccentric orbit in deep space is away from the cone. Kepler's equation by Newton's
// method; an object without its solution is not away.
bool Sieve::ellipse_is_far(const Orbit& orbit, double slip) const {
    const Catalogue& sets = orbit.sets;
    const std::size_t row = orbit.row;
    const double eccentricity = sets.eccentricity[row];
    const double axis = sets.axis_km[row];
    const double anomaly = sets.mean_anomaly[row] + sets.anomaly_rate[row] * orbit.minutes;
    double eccentric = anomaly;
    SineCosine turned = sine_cosine(eccentric);
    double error = -eccentricity * turned.sine;
    for (int step = 0; step < kKeplerSteps && !(std::abs(error) < kKeplerError); ++step) {
        eccentric -= error / (1.0 - eccentricity * turned.cosine);
        turned = sine_cosine(eccentric);
        error = eccentric - eccentricity * turned.sine - anomaly;
    }
    if (!(std::abs(error) < kKeplerError)) {
        return false;
    }
    const double ahead = axis * (turned.cosine - eccentricity);
    const double aside = axis * std::sqrt(1.0 - eccentricity * eccentricity) * turned.sine;
    const SineCosine perigee = sine_cosine(sets.perigee[row] + sets.perigee_rate[row] * orbit.minutes);
    const Vector place = in_teme(orbit, ahead * perigee.cosine - aside * perigee.sine,
                                 ahead * perigee.sine + aside * perigee.cosine);
    const double unsure = kPad + orbit.cross + axis * (kEllipseSlip * slip + 2.0 * orbit.shrunk + kEllipsePad);
    const double nearest = std::max(axis * (1.0 - eccentricity * turned.cosine) - unsure, kEarthRadius);
    const double speed = std::sqrt(2.0 * kGravity / nearest);
    const double moved = (speed + kObserverSpeed) * orbit.time + 0.5 * kFall * orbit.time * orbit.time;
    return cone_is_beyond(place, moved + unsure);
}

// A place in the orbit's plane, given along its node's line and square to it, in TEME.
Vector Sieve::in_teme(const Orbit& orbit, double along, double up) {
    const double ahead = up * orbit.tilt.cosine;
    return {along * orbit.node.cosine - ahead * orbit.node.sine, along * orbit.node.sine + ahead * orbit.node.cosine,
            up * orbit.tilt.sine};
}

// Whether the cone of the field is further than `reach` from a place.
bool Sieve::cone_is_beyond(Vector place, double reach) const {
    const Vector seen = place - observer_;
    const double on_sight = dot(seen, sight_);
    const double beside = std::sqrt(std::max(dot(seen, seen) - on_sight * on_sight, 0.0));
    return beside * cosine_ - on_sight * sine_ > reach;
}

// Where the cone of the field meets a shell, from within (side 1) or without (side -1), km. A point of the cone
// at distance d is within d times the cone's half angle of the line of sight.
double Sieve::distance(double shell, double side) const {
    const double square = 1.0 - wide_ * wide_;
    const double half = height_ + side * shell * wide_;
    const double inside = half * half - square * (square_ - shell * shell);
    return std::max((std::sqrt(std::max(inside, 0.0)) - half) / square, 0.0);
}

}  // namespace spicerack
