// Checks of the kernel that need no Python, to be run under the sanitizers: hostile numbers, threads, shapes.
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <limits>
#include <memory>
#include <random>
#include <vector>

#include "allowed.hpp"
#include "arcs.hpp"
#include "sine.hpp"

namespace {

using namespace spicerack;

constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();
constexpr double kEndless = std::numeric_limits<double>::infinity();

int failures = 0;

void check(bool holds, const char* what) {
    if (!holds) {
        std::printf("FAILED: %s\n", what);
        ++failures;
    }
}

// Columns that a catalogue is a view of.
struct Columns {
    std::vector<double> day, fraction, motion, eccentricity, inclination, node, perigee, anomaly, bstar, axis, node_rate,
        node_drag, perigee_rate, anomaly_rate, drag;
    std::vector<std::int8_t> orbit_class;
    std::unique_ptr<bool[]> propagated;

    explicit Columns(std::size_t rows) : propagated(new bool[rows > 0 ? rows : 1]) {
        for (auto* column : {&day, &fraction, &motion, &eccentricity, &inclination, &node, &perigee, &anomaly, &bstar, &axis,
                             &node_rate, &node_drag, &perigee_rate, &anomaly_rate, &drag}) {
            column->resize(rows);
        }
        orbit_class.resize(rows);
    }

    Catalogue catalogue() const {
        return {day,     fraction, motion, eccentricity, inclination, node,
                perigee, anomaly,  bstar,  axis, node_rate, node_drag,
                perigee_rate, anomaly_rate, drag, orbit_class, {propagated.get(), day.size()}};
    }
};

Columns random_columns(std::size_t rows) {
    std::mt19937_64 random(7);
    std::uniform_real_distribution<double> turn(0.0, kTwoPi);
    std::uniform_real_distribution<double> part(0.0, 1.0);
    Columns columns(rows);
    for (std::size_t row = 0; row < rows; ++row) {
        columns.day[row] = 2461187.5;
        columns.fraction[row] = part(random);
        columns.motion[row] = row % 7 == 0 ? 0.00437 : 0.0655;
        columns.eccentricity[row] = row % 11 == 0 ? 0.2 * part(random) : 0.001;
        columns.inclination[row] = 0.5 * turn(random);
        columns.node[row] = turn(random);
        columns.perigee[row] = turn(random);
        columns.anomaly[row] = turn(random);
        columns.bstar[row] = 1e-4;
        columns.axis[row] = row % 7 == 0 ? 42160.0 : 6900.0;
        columns.node_rate[row] = -6e-5 * std::cos(columns.inclination[row]);
        columns.anomaly_rate[row] = columns.motion[row];
        columns.drag[row] = 1e-9;
        columns.orbit_class[row] = row % 7 == 0 ? 3 : 1;
        columns.propagated[row] = row % 13 != 0;
    }
    return columns;
}

View view_of(double ra, double dec) {
    View view;
    view.teme_to_gcrs = {{1.0, 0.0, 0.0}, {0.0, 1.0, 0.0}, {0.0, 0.0, 1.0}};
    view.pole = {0.0, 0.0, 1.0};
    view.observer = {1900.0, -5170.0, -3190.0};
    view.earth_velocity = {10.0, 25.0, 10.0};
    view.mid_day = 2461188.5;
    view.mid_fraction = 0.1;
    view.half_exposure = 15.0;
    view.centre = {std::cos(dec) * std::cos(ra), std::cos(dec) * std::sin(ra), std::sin(dec)};
    view.field_radius = 0.03;
    view.half_width = 5e-5;
    view.turn_error = 1e-4;
    view.clock_error = 0.01;
    view.largest_late = 300.0;
    view.furthest_epoch = 60.0 * kMinutesADay;
    view.decayed_after = 3.0 * kMinutesADay;
    view.errors.age_days = {0.0, 3.5};
    view.errors.along.fill({3.0, 100.0});
    view.errors.cross.fill({0.3, 1.0});
    view.errors.growth = 1.5;
    return view;
}

bool same(const Wiped<Arc>& left, const Wiped<Arc>& right) {
    return left.size() == right.size() &&
           (left.empty() || std::memcmp(left.data(), right.data(), left.size() * sizeof(Arc)) == 0);
}

void check_threads(const Columns& columns) {
    std::size_t found = 0;
    for (int pointing = 0; pointing < 40; ++pointing) {
        const View view = view_of(0.16 * pointing, -0.5 + 0.02 * pointing);
        const Wiped<Arc> one = arcs(columns.catalogue(), view, 1);
        found += one.size();
        check(same(one, arcs(columns.catalogue(), view, 3)), "three threads give the arcs of one");
    }
    check(found > 100, "the pointings meet something");
}

void check_hostile_sets() {
    const double hostile[] = {kNothing, kEndless, -kEndless, 0.0, -1.0, 1e300, -1e300, 1e-300, 0.999999999};
    const View view = view_of(0.4, -0.4);
    Columns columns = random_columns(15 * 9);
    std::vector<double>* all[] = {&columns.day,  &columns.fraction, &columns.motion,  &columns.eccentricity, &columns.inclination,
                                  &columns.node, &columns.perigee,  &columns.anomaly, &columns.bstar,
                                  &columns.axis, &columns.node_rate, &columns.node_drag, &columns.perigee_rate,
                                  &columns.anomaly_rate, &columns.drag};
    for (std::size_t row = 0; row < columns.day.size(); ++row) {
        (*all[row / 9])[row] = hostile[row % 9];
    }
    arcs(columns.catalogue(), view, 2);
    arcs(Columns(0).catalogue(), view, 2);
}

void check_allows_nothing(const Field& field, const Arc& hostile, const std::vector<Corner>& points) {
    bool answers[7];
    allowed(field, {&hostile, 1}, points, 1, 1, answers);
    for (const bool answer : answers) {
        check(!answer, "an arc that is not a number allows nothing");
    }
}

void check_boxes() {
    const Field field{{1.0, 0.0, 0.0}, 0.1, 0.05};
    const Arc arc{{1.0, 0.0, 0.0}, {std::cos(0.05), std::sin(0.05), 0.0}, 1e-3};
    const std::vector<Corner> corners{{1.0, 0.0}, {1.0, 0.2}, {359.0, 1.0}, {kNothing, 0.0}, {0.0, 91.0}, {1e300, -0.5}, {90.0, 0.0}};
    const bool expected[] = {false, true, true, false, false, false, false};
    bool answers[7];
    for (const unsigned threads : {1U, 4U}) {
        allowed(field, {&arc, 1}, corners, 1, threads, answers);
        for (std::size_t box = 0; box < 7; ++box) {
            check(box == 5 || answers[box] == expected[box], "points are answered as expected");
        }
    }
    for (const double nothing : {kNothing, kEndless}) {
        check_allows_nothing(field, {arc.start, arc.end, nothing}, corners);
        for (Vector Arc::* place : {&Arc::start, &Arc::end}) {
            for (double Vector::* number : {&Vector::x, &Vector::y, &Vector::z}) {
                Arc hostile = arc;
                (hostile.*place).*number = nothing;
                check_allows_nothing(field, hostile, corners);
            }
        }
    }
    allowed(field, {}, {}, 4, 2, {});
}

void check_sines() {
    std::mt19937_64 random(5);
    std::uniform_real_distribution<double> angles(-1e5, 1e5);
    double worst = 0.0;
    for (int count = 0; count < 100000; ++count) {
        const double angle = count < 1000 ? (count - 500) * 0.25 * 3.14159265358979 : angles(random);
        const SineCosine found = sine_cosine(angle);
        worst = std::max({worst, std::abs(found.sine - std::sin(angle)), std::abs(found.cosine - std::cos(angle))});
    }
    check(worst < 1e-15, "sines and cosines are those of the library");
    for (const double hostile : {kNothing, kEndless, -kEndless}) {
        check(!(sine_cosine(hostile).sine <= 2.0), "the sine of what is not finite is no number");
    }
}

}  // namespace

int main() {
    check_sines();
    check_threads(random_columns(20000));
    check_hostile_sets();
    check_boxes();
    std::printf("%s\n", failures == 0 ? "kernel_checks: all hold" : "kernel_checks: SOME FAILED");
    return failures == 0 ? 0 : 1;
}
