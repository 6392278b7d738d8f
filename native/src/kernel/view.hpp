// What the kernel is asked: columns of a catalogue, and the view of one field during one exposure.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "vector.hpp"

namespace spicerack {

// Mean element sets by column, in SGP4's units, and their secular rates by the minute.
struct Catalogue {
    std::span<const double> epoch_day;
    std::span<const double> epoch_fraction;
    std::span<const double> mean_motion;
    std::span<const double> eccentricity;
    std::span<const double> inclination;
    std::span<const double> node;
    std::span<const double> perigee;
    std::span<const double> mean_anomaly;
    std::span<const double> bstar;
    std::span<const double> axis_km;
    std::span<const double> node_rate;
    std::span<const double> node_drag;
    std::span<const double> perigee_rate;
    std::span<const double> anomaly_rate;
    std::span<const double> drag;
    std::span<const std::int8_t> orbit_class;
    std::span<const bool> propagated;

    std::size_t size() const { return epoch_day.size(); }
};

constexpr std::size_t kOrbitClasses = 6;

// How wrong element sets are by age, km along and across the orbit. Beyond the last age errors grow as a power.
struct ErrorTable {
    std::vector<double> age_days;
    std::array<std::vector<double>, kOrbitClasses> along;
    std::array<std::vector<double>, kOrbitClasses> cross;
    double growth = 1.0;
};

// One field during one exposure. Radians, km, seconds and km/s; axes are GCRS; epochs are minutes.
struct View {
    Matrix teme_to_gcrs;
    Vector pole;
    Vector observer;
    Vector earth_velocity;
    double mid_day = 0.0;
    double mid_fraction = 0.0;
    double half_exposure = 0.0;
    Vector centre;
    double field_radius = 0.0;
    double step = 1.0;
    double half_width = 0.0;
    double turn_error = 0.0;
    double clock_error = 0.0;
    double largest_late = 0.0;
    double furthest_epoch = 0.0;
    double decayed_after = 0.0;
    ErrorTable errors;
};

constexpr double kEarthTurn = 7.292115146706979e-5;  // rad/s, IERS Conventions 2010
constexpr double kLightSpeed = 299792.458;           // km/s
constexpr double kEarthRadius = 6378.135;            // km, WGS72
constexpr double kMinutesADay = 1440.0;
constexpr double kGravity = 398600.8;                // km^3/s^2, WGS72
constexpr double kObserverSpeed = 0.466;             // km/s, faster than any observer on the ground
constexpr double kFall = 0.0099;                     // km/s^2, more than anything in orbit is accelerated
constexpr double kTwoPi = 6.283185307179586477;

}  // namespace spicerack
