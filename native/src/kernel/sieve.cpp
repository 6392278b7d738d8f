#include "sieve.hpp"

namespace spicerack {
namespace {

// The bounds are explained where the fallback has them: services/satellites/propagate/kernel/sieve.py.
constexpr double kNearPeriod = 225.0;
constexpr double kSureMinutes = 14.0 * kMinutesADay;
constexpr double kSureDrag = 0.01;
constexpr double kSureEccentricity = 0.75;
constexpr double kSureAxis = 60000.0;
constexpr double kSurePerigee = 100.0;
constexpr double kRound = 0.02;
constexpr double kSurePhase = 0.1;
constexpr double kPad = 35.0;
constexpr double kDeepPad = 0.02;

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
    double sine;     // of the inclination
    double cosine;
    double node_sine;
    double node_cosine;
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
    const double shrunk = std::abs(sets.drag[row] * age.minutes);
    const bool sure = std::abs(age.minutes) <= kSureMinutes && shrunk <= kSureDrag &&
                      eccentricity <= kSureEccentricity && axis <= kSureAxis &&
                      axis * (1.0 - eccentricity) >= kEarthRadius + kSurePerigee && sets.propagated[row];
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
                      std::sin(sets.inclination[row]),
                      std::cos(sets.inclination[row]),
                      std::sin(node),
                      std::cos(node)};
    const bool placed = age.late <= view_.largest_late && std::abs(age.minutes) <= view_.furthest_epoch;
    return !(plane_is_far(orbit) || (placed && place_is_far(orbit)));
}

// Whether the plane stays away from the line of sight between the heights that the orbit has.
bool Sieve::plane_is_far(const Orbit& orbit) const {
    const Vector normal{orbit.sine * orbit.node_sine, -orbit.sine * orbit.node_cosine, orbit.cosine};
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

// Whether the object of a round orbit is away from the cone of the field.
bool Sieve::place_is_far(const Orbit& orbit) const {
    const Catalogue& sets = orbit.sets;
    const std::size_t row = orbit.row;
    const double eccentricity = sets.eccentricity[row];
    const double slip = 2.0 * sets.anomaly_rate[row] * std::abs(sets.drag[row]) * orbit.minutes * orbit.minutes;
    if (!(eccentricity <= kRound) || !(slip <= kSurePhase)) {
        return false;
    }
    const double anomaly = sets.mean_anomaly[row] + sets.anomaly_rate[row] * orbit.minutes;
    const double perigee = sets.perigee[row] + sets.perigee_rate[row] * orbit.minutes;
    const double latitude = perigee + anomaly + 2.0 * eccentricity * std::sin(anomaly);
    const double radius = sets.axis_km[row] * (1.0 - eccentricity * std::cos(anomaly));
    const double along = std::cos(latitude);
    const double up = std::sin(latitude);
    const double ahead = up * orbit.cosine;
    const Vector place{along * orbit.node_cosine - ahead * orbit.node_sine,
                       along * orbit.node_sine + ahead * orbit.node_cosine, up * orbit.sine};
    const Vector seen = place * radius - observer_;
    const double speed = sets.axis_km[row] * sets.anomaly_rate[row] / 60.0;
    const double moved =
        (1.1 * speed + 2.0 * kObserverSpeed) * orbit.time + 0.5 * kFall * orbit.time * orbit.time;
    const double deep = orbit.deep ? kDeepPad : 0.0;
    const double reach = moved + kPad + orbit.cross + radius * (slip + orbit.shrunk + deep);
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
