#include "age.hpp"

#include <algorithm>
#include <cmath>

namespace spicerack {
namespace {

// The value at `place` between the rows `below` and `below + 1` of a table.
double between(const std::vector<double>& values, std::size_t below, double place) {
    const std::size_t above = std::min(below + 1, values.size() - 1);
    return values[below] + (values[above] - values[below]) * place;
}

}  // namespace

Age age_of(const Catalogue& sets, std::size_t row, const View& view) {
    const ErrorTable& table = view.errors;
    const std::vector<double>& ages = table.age_days;
    const double days = (view.mid_day - sets.epoch_day[row]) + (view.mid_fraction - sets.epoch_fraction[row]);
    const double age = std::abs(days);
    std::size_t below = 0;
    while (below + 1 < ages.size() && age >= ages[below + 1]) {
        ++below;
    }
    const bool last = below + 1 == ages.size();
    const double place = last ? 0.0 : (age - ages[below]) / (ages[below + 1] - ages[below]);
    const double growth = last ? std::pow(std::max(age / ages[below], 1.0), table.growth) : 1.0;
    const auto orbit_class = static_cast<std::size_t>(sets.orbit_class[row]);
    const double speed = std::cbrt(kGravity * sets.mean_motion[row] / 60.0);
    return {days * kMinutesADay, between(table.along[orbit_class], below, place) * growth / speed,
            between(table.cross[orbit_class], below, place) * growth};
}

}  // namespace spicerack
