// One object's places as an observer sees them, through the published SGP4.
#pragma once

#include <cstddef>
#include <optional>

#include "SGP4.h"
#include "view.hpp"

namespace spicerack {

// Where an object is seen at one time, and how it and the observer move. km, km/s, GCRS axes.
struct Sight {
    Vector direction;
    double distance = 0.0;
    Vector velocity;
    Vector seen_velocity;
    Vector observer_velocity;
};

// One object's SGP4 record. Not shared between threads: SGP4 keeps the state of its integrator in the record.
class Propagator {
public:
    Propagator(const Catalogue& sets, std::size_t row, double minutes, const View& view);
    ~Propagator();
    Propagator(const Propagator&) = delete;
    Propagator& operator=(const Propagator&) = delete;

    // The sight at a time from mid exposure, s; nothing if SGP4 fails or gives what is no number.
    std::optional<Sight> at(double seconds);

    // SGP4's last error code.
    int error() const { return record_.error; }

private:
    const View& view_;
    double minutes_;
    elsetrec record_;
};

// The observer's place at a time from mid exposure, km.
Vector observer_at(const View& view, double seconds);

}  // namespace spicerack
