// The Python face of the kernel: checks shapes, lets go of the interpreter's lock, hands arrays over.
#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/array.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <stdexcept>
#include <tuple>
#include <vector>

#include "allowed.hpp"
#include "arcs.hpp"
#include "view.hpp"
#include "wiping.hpp"

namespace nb = nanobind;
using namespace nb::literals;

namespace {

using spicerack::Arc;
using spicerack::Catalogue;
using spicerack::Matrix;
using spicerack::Vector;
using spicerack::View;

using Column = nb::ndarray<const double, nb::numpy, nb::ndim<1>, nb::c_contig, nb::device::cpu>;
using Flags = nb::ndarray<const bool, nb::numpy, nb::ndim<1>, nb::c_contig, nb::device::cpu>;
using Rows = nb::ndarray<const double, nb::numpy, nb::shape<-1, 3>, nb::c_contig, nb::device::cpu>;
using Boxes = nb::ndarray<const double, nb::numpy, nb::shape<-1, -1, 2>, nb::c_contig, nb::device::cpu>;
using Classes = nb::ndarray<const std::int8_t, nb::numpy, nb::ndim<1>, nb::c_contig, nb::device::cpu>;
using Table = std::vector<std::vector<double>>;
using NewRows = nb::ndarray<nb::numpy, double, nb::shape<-1, 3>>;
using NewColumn = nb::ndarray<nb::numpy, double, nb::ndim<1>>;
using NewFlags = nb::ndarray<nb::numpy, bool, nb::ndim<1>>;
using Triple = std::array<double, 3>;

static_assert(sizeof(spicerack::Corner) == 2 * sizeof(double), "rows of an array are read as corners");
static_assert(sizeof(Vector) == 3 * sizeof(double), "rows of an array are read as vectors");

constexpr unsigned kMostThreads = 64;  // more than a site gives one service

// A new array that Python owns.
template <typename Number>
struct Owned {
    explicit Owned(std::size_t count) : numbers(new Number[count > 0 ? count : 1]) {}

    template <typename Array>
    Array give(std::initializer_list<std::size_t> shape) {
        Number* raw = numbers.release();
        return Array(raw, shape, nb::capsule(raw, [](void* all) noexcept { delete[] static_cast<Number*>(all); }));
    }

    std::unique_ptr<Number[]> numbers;
};

Vector vector_of(const Triple& numbers) { return {numbers[0], numbers[1], numbers[2]}; }

std::span<const double> span_of(const Column& column, std::size_t rows) {
    if (column.size() != rows) {
        throw std::invalid_argument("us: the columns of a catalogue differ in length");
    }
    return {column.data(), rows};
}

unsigned checked(unsigned threads) {
    if (threads < 1 || threads > kMostThreads) {
        throw std::invalid_argument("us: the kernel takes 1 to 64 threads");
    }
    return threads;
}

std::span<const Vector> vectors_of(const double* numbers, std::size_t count) {
    return {reinterpret_cast<const Vector*>(numbers), count};
}

std::tuple<NewRows, NewRows, NewColumn> give(const spicerack::Wiped<Arc>& arcs) {
    const std::size_t count = arcs.size();
    Owned<double> start(3 * count);
    Owned<double> end(3 * count);
    Owned<double> margin(count);
    for (std::size_t arc = 0; arc < count; ++arc) {
        std::memcpy(&start.numbers[3 * arc], &arcs[arc].start, sizeof(Vector));
        std::memcpy(&end.numbers[3 * arc], &arcs[arc].end, sizeof(Vector));
        margin.numbers[arc] = arcs[arc].margin;
    }
    return {start.give<NewRows>({count, 3}), end.give<NewRows>({count, 3}), margin.give<NewColumn>({count})};
}

std::tuple<NewRows, NewRows, NewColumn> arcs(
    const View& view, unsigned threads, Column epoch_day, Column epoch_fraction, Column mean_motion,
    Column eccentricity, Column inclination, Column node, Column perigee, Column mean_anomaly, Column bstar,
    Column axis_km, Column node_rate, Column node_drag, Column perigee_rate, Column anomaly_rate, Column drag,
    Classes orbit_class, Flags propagated) {
    const std::size_t rows = epoch_day.size();
    if (propagated.size() != rows || orbit_class.size() != rows) {
        throw std::invalid_argument("us: the columns of a catalogue differ in length");
    }
    const std::span<const std::int8_t> classes{orbit_class.data(), rows};
    if (!std::all_of(classes.begin(), classes.end(), [](std::int8_t each) {
            return each >= 0 && static_cast<std::size_t>(each) < spicerack::kOrbitClasses;
        })) {
        throw std::invalid_argument("us: a class of orbit is not known");
    }
    const Catalogue sets{span_of(epoch_day, rows),   span_of(epoch_fraction, rows), span_of(mean_motion, rows),
                         span_of(eccentricity, rows), span_of(inclination, rows),   span_of(node, rows),
                         span_of(perigee, rows),     span_of(mean_anomaly, rows),   span_of(bstar, rows),
                         span_of(axis_km, rows),     span_of(node_rate, rows),      span_of(node_drag, rows),
                         span_of(perigee_rate, rows), span_of(anomaly_rate, rows),  span_of(drag, rows),
                         classes,                     {propagated.data(), rows}};
    spicerack::Wiped<Arc> found;
    {
        const nb::gil_scoped_release released;
        found = spicerack::arcs(sets, view, checked(threads));
    }
    return give(found);
}

NewFlags allowed(unsigned threads, Rows start, Rows end, Column margin, const Triple& centre, double field_radius,
                 double largest_box, Boxes boxes) {
    const std::size_t count = margin.size();
    const std::size_t rows = boxes.shape(0);
    const std::size_t each = boxes.shape(1);
    if (start.shape(0) != count || end.shape(0) != count || each < 1 || each > spicerack::kMostCorners) {
        throw std::invalid_argument("us: arcs differ in length, or boxes have not 1 to 8 corners");
    }
    Owned<bool> answers(rows);
    {
        const nb::gil_scoped_release released;
        const auto starts = vectors_of(start.data(), count);
        const auto ends = vectors_of(end.data(), count);
        spicerack::Wiped<Arc> arcs;
        arcs.reserve(count);
        for (std::size_t arc = 0; arc < count; ++arc) {
            arcs.push_back({starts[arc], ends[arc], margin.data()[arc]});
        }
        spicerack::allowed({vector_of(centre), field_radius, largest_box}, arcs,
                           {reinterpret_cast<const spicerack::Corner*>(boxes.data()), rows * each}, each,
                           checked(threads), {answers.numbers.get(), rows});
    }
    return answers.give<NewFlags>({rows});
}

spicerack::ErrorTable table_of(const std::vector<double>& ages, const Table& along, const Table& cross,
                               double growth) {
    bool good = !ages.empty() && ages.front() == 0.0 && std::is_sorted(ages.begin(), ages.end()) &&
                std::adjacent_find(ages.begin(), ages.end()) == ages.end() &&
                along.size() == spicerack::kOrbitClasses && cross.size() == spicerack::kOrbitClasses;
    for (std::size_t each = 0; good && each < spicerack::kOrbitClasses; ++each) {
        good = along[each].size() == ages.size() && cross[each].size() == ages.size();
    }
    if (!good) {
        throw std::invalid_argument("us: the table of errors is not of one shape, or its ages do not rise from 0");
    }
    spicerack::ErrorTable table;
    table.age_days = ages;
    std::copy(along.begin(), along.end(), table.along.begin());
    std::copy(cross.begin(), cross.end(), table.cross.begin());
    table.growth = growth;
    return table;
}

View view_of(const std::array<Triple, 3>& teme_to_gcrs, const Triple& pole, const Triple& observer,
             const Triple& earth_velocity, double mid_day, double mid_fraction, double half_exposure,
             const Triple& centre, double field_radius, double step, double half_width, double turn_error,
             double clock_error, double largest_late, double furthest_epoch, double decayed_after,
             const std::vector<double>& error_ages, const Table& error_along, const Table& error_cross,
             double error_growth) {
    if (!(step > 0.0) || !(half_exposure > 0.0) || !(largest_late >= 0.0) ||
        !((half_exposure + clock_error + 2.0 * largest_late) / step < 1e5)) {
        throw std::invalid_argument("us: the view's times are not positive, or make too many samples");
    }
    View view;
    view.teme_to_gcrs = {vector_of(teme_to_gcrs[0]), vector_of(teme_to_gcrs[1]), vector_of(teme_to_gcrs[2])};
    view.pole = vector_of(pole);
    view.observer = vector_of(observer);
    view.earth_velocity = vector_of(earth_velocity);
    view.mid_day = mid_day;
    view.mid_fraction = mid_fraction;
    view.half_exposure = half_exposure;
    view.centre = vector_of(centre);
    view.field_radius = field_radius;
    view.step = step;
    view.half_width = half_width;
    view.turn_error = turn_error;
    view.clock_error = clock_error;
    view.largest_late = largest_late;
    view.furthest_epoch = furthest_epoch;
    view.decayed_after = decayed_after;
    view.errors = table_of(error_ages, error_along, error_cross, error_growth);
    return view;
}

}  // namespace

NB_MODULE(_kernel, module) {
    nb::class_<View>(module, "View")
        .def("__init__",
             [](View* self, const std::array<Triple, 3>& teme_to_gcrs, const Triple& pole, const Triple& observer,
                const Triple& earth_velocity, double mid_day, double mid_fraction, double half_exposure,
                const Triple& centre, double field_radius, double step, double half_width, double turn_error,
                double clock_error, double largest_late, double furthest_epoch, double decayed_after,
                const std::vector<double>& error_ages, const Table& error_along, const Table& error_cross,
                double error_growth) {
                 new (self) View(view_of(teme_to_gcrs, pole, observer, earth_velocity, mid_day, mid_fraction,
                                         half_exposure, centre, field_radius, step, half_width, turn_error,
                                         clock_error, largest_late, furthest_epoch, decayed_after, error_ages,
                                         error_along, error_cross, error_growth));
             },
             nb::kw_only(), "teme_to_gcrs"_a, "pole"_a, "observer"_a, "earth_velocity"_a, "mid_day"_a,
             "mid_fraction"_a, "half_exposure"_a, "centre"_a, "field_radius"_a, "step"_a, "half_width"_a,
             "turn_error"_a, "clock_error"_a, "largest_late"_a, "furthest_epoch"_a, "decayed_after"_a,
             "error_ages"_a, "error_along"_a, "error_cross"_a, "error_growth"_a);
    module.def("arcs", &arcs, "view"_a, "threads"_a, nb::kw_only(), "epoch_day"_a, "epoch_fraction"_a,
               "mean_motion"_a, "eccentricity"_a, "inclination"_a, "node"_a, "perigee"_a, "mean_anomaly"_a,
               "bstar"_a, "axis_km"_a, "node_rate"_a, "node_drag"_a, "perigee_rate"_a, "anomaly_rate"_a, "drag"_a,
               "orbit_class"_a, "propagated"_a);
    module.def("allowed", &allowed, "threads"_a, nb::kw_only(), "start"_a, "end"_a, "margin"_a, "centre"_a,
               "field_radius"_a, "largest_box"_a, "boxes"_a);
}
