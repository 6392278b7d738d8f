#include "propagator.hpp"

#include <limits>

#include "wiping.hpp"

namespace spicerack {
namespace {

constexpr double kSgp4Epoch = 2433281.5;  // 1949-12-31T00:00, which `sgp4init` counts from

}  // namespace

Vector observer_at(const View& view, double seconds) {
    const double angle = kEarthTurn * seconds;
    const Vector on_axis = view.pole * dot(view.pole, view.observer);
    return on_axis + (view.observer - on_axis) * std::cos(angle) + cross(view.pole, view.observer) * std::sin(angle);
}

Propagator::Propagator(const Catalogue& sets, std::size_t row, double minutes, const View& view)
    : view_(view), minutes_(minutes), record_{} {
    const double epoch = (sets.epoch_day[row] - kSgp4Epoch) + sets.epoch_fraction[row];
    SGP4Funcs::sgp4init(wgs72, 'i', "0", epoch, sets.bstar[row], 0.0, 0.0, sets.eccentricity[row], sets.perigee[row],
                        sets.inclination[row], sets.mean_anomaly[row], sets.mean_motion[row], sets.node[row], record_);
}

Propagator::~Propagator() { wipe(&record_, sizeof record_); }

std::optional<Sight> Propagator::at(double seconds) {
    constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
    double place[3] = {nothing, nothing, nothing};
    double speed[3] = {nothing, nothing, nothing};
    SGP4Funcs::sgp4(record_, minutes_ + seconds / 60.0, place, speed);
    const Vector position = turn(view_.teme_to_gcrs, {place[0], place[1], place[2]});
    const Vector velocity = turn(view_.teme_to_gcrs, {speed[0], speed[1], speed[2]});
    if (record_.error != 0 || !finite(position) || !finite(velocity)) {
        return std::nullopt;
    }
    const Vector observer = observer_at(view_, seconds);
    const Vector apart = position - observer;
    const double light_time = length(apart) / kLightSpeed;
    const Vector seen = apart - (velocity + view_.earth_velocity) * light_time;
    const double distance = length(seen);
    if (!(distance > 0.0)) {
        return std::nullopt;
    }
    const Vector turning = cross(view_.pole * kEarthTurn, observer);
    return Sight{seen * (1.0 / distance), distance, velocity, velocity - turning, turning};
}

}  // namespace spicerack
