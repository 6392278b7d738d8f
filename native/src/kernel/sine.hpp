// Sine and cosine together, without a call: the sieve takes four pairs for each object of a catalogue.
#pragma once

#include <cmath>

namespace spicerack {

struct SineCosine {
    double sine = 0.0;
    double cosine = 0.0;
};

// The sine and the cosine of an angle up to a million radians, each right to 1e-15 there; what is not finite gives
// what is no number. Quarter turns are taken off in two parts (Cody and Waite, 1980), the first of 33 bits, so that
// its multiples are exact; the rest, up to an eighth of a turn, goes into Taylor's series.
inline SineCosine sine_cosine(double angle) {
    constexpr double kQuarter = 1.57079632673412561417;        // the first 33 bits of a quarter turn
    constexpr double kQuarterRest = 6.07710050650619224932e-11;  // what they leave of it
    const double quarters = std::floor(angle * 0.636619772367581343 + 0.5);
    const double x = (angle - quarters * kQuarter) - quarters * kQuarterRest;
    const double xx = x * x;
    double sine = -1.0 / 1307674368000.0;
    sine = sine * xx + 1.0 / 6227020800.0;
    sine = sine * xx - 1.0 / 39916800.0;
    sine = sine * xx + 1.0 / 362880.0;
    sine = sine * xx - 1.0 / 5040.0;
    sine = sine * xx + 1.0 / 120.0;
    sine = sine * xx - 1.0 / 6.0;
    sine = x + x * xx * sine;
    double cosine = 1.0 / 20922789888000.0;
    cosine = cosine * xx - 1.0 / 87178291200.0;
    cosine = cosine * xx + 1.0 / 479001600.0;
    cosine = cosine * xx - 1.0 / 3628800.0;
    cosine = cosine * xx + 1.0 / 40320.0;
    cosine = cosine * xx - 1.0 / 720.0;
    cosine = cosine * xx + 1.0 / 24.0;
    cosine = cosine * xx - 0.5;
    cosine = 1.0 + xx * cosine;
    const double quadrant = quarters - 4.0 * std::floor(quarters * 0.25);  // no conversion: it may be no number
    const bool swapped = quadrant == 1.0 || quadrant == 3.0;
    const double first = swapped ? cosine : sine;
    const double second = swapped ? sine : cosine;
    return {quadrant >= 2.0 ? -first : first, quadrant == 1.0 || quadrant == 2.0 ? -second : second};
}

}  // namespace spicerack
