#include "object_arcs.hpp"

#include <cmath>

#include "margin.hpp"
#include "propagator.hpp"
#include "ring.hpp"

namespace spicerack {
namespace {

constexpr int kDecayed = 6;            // SGP4's error code of an object inside the Earth
constexpr double kBoundPad = 1e-3;     // radians: light time, aberration and the bend of a path
constexpr double kLongestStretch = 2.0;

// Whether the object can be seen near the field at all, by its own speed and range; true for whatever is not a number.
bool may_meet(const Sight& middle, const Age& age, const View& view) {
    const double time = view.half_exposure + view.clock_error + kLongestStretch * age.late + view.turn_error;
    const double speed = length(middle.seen_velocity) + length(middle.observer_velocity);
    const double moved = speed * time + 0.5 * kFall * time * time + age.cross;
    if (!(moved < middle.distance)) {
        return true;
    }
    const double reach = view.field_radius + view.half_width + kBoundPad + std::asin(moved / middle.distance);
    return !(angle(middle.direction, view.centre) > reach);
}

// By how much longer than its lateness a late object's trail is: the sky turns meanwhile.
double stretch(const Sight& middle) {
    const double seen = sideways(middle.seen_velocity, middle);
    const double own = sideways(middle.velocity, middle);
    return seen < kSlow * own ? 1.0 : std::clamp(own / seen, 1.0, kLongestStretch);
}

// What cannot be compared with the field stays, and hides all of it.
void append_near(Vector start, Vector end, double margin, const View& view, Wiped<Arc>& found) {
    const bool far = arc_distance(start, end, view.centre) > margin + view.field_radius;
    if (!far || !finite(start) || !finite(end)) {
        found.push_back({start, end, margin});
    }
}

void append_ring(const Catalogue& sets, std::size_t row, const Age& age, const View& view, Wiped<Arc>& found) {
    for (const Arc& arc : ring(sets, row, age, view)) {
        append_near(arc.start, arc.end, arc.margin, view, found);
    }
}

// Append the track from `half` seconds before to after mid exposure. False if SGP4 fails anywhere on it.
bool append_track(Propagator& object, double half, const Age& age, const View& view, Wiped<Arc>& found) {
    const std::size_t before = found.size();
    const int steps = static_cast<int>(std::ceil(2.0 * half / view.step));
    Vector last_direction;
    double last_margin = 0.0;
    for (int step = 0; step <= steps; ++step) {
        const std::optional<Sight> sight = object.at(-half + step * (2.0 * half / steps));
        if (!sight) {
            found.resize(before);
            return false;
        }
        const double here = margin(*sight, age, view);
        if (step > 0) {
            append_near(last_direction, sight->direction, std::max(last_margin, here), view, found);
        }
        last_direction = sight->direction;
        last_margin = here;
    }
    return true;
}

}  // namespace

void append_object_arcs(const Catalogue& sets, std::size_t row, const Age& age, const View& view,
                        Wiped<Arc>& found) {
    if (!sets.propagated[row] || std::abs(age.minutes) > view.furthest_epoch ||
        !(age.late <= view.largest_late)) {
        append_ring(sets, row, age, view, found);
        return;
    }
    Propagator object(sets, row, age.minutes, view);
    const std::optional<Sight> middle = object.at(0.0);
    if (!middle) {
        if (object.error() != kDecayed || age.minutes <= view.decayed_after) {
            append_ring(sets, row, age, view, found);
        }
        return;
    }
    if (!may_meet(*middle, age, view)) {
        return;
    }
    const double half = view.half_exposure + view.clock_error + age.late * stretch(*middle);
    if (!append_track(object, half, age, view, found)) {
        append_ring(sets, row, age, view, found);
    }
}

}  // namespace spicerack
