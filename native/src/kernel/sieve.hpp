// The sieve: which objects may come near the field at all, by their mean orbits.
#pragma once

#include <cstddef>

#include "age.hpp"
#include "view.hpp"

namespace spicerack {

// The line of sight of a view in TEME, computed once for all objects.
class Sieve {
public:
    explicit Sieve(const View& view);

    // Whether the object may come near the field; true for whatever is not sure.
    bool passes(const Catalogue& sets, std::size_t row, const Age& age) const;

private:
    struct Orbit;

    bool plane_is_far(const Orbit& orbit) const;
    bool place_is_far(const Orbit& orbit) const;
    bool round_is_far(const Orbit& orbit, double slip) const;
    bool ellipse_is_far(const Orbit& orbit, double slip) const;
    bool cone_is_beyond(Vector place, double reach) const;
    static Vector in_teme(const Orbit& orbit, double along, double up);
    double distance(double shell, double side) const;

    const View& view_;
    Vector sight_;
    Vector observer_;
    double wide_;
    double sine_;
    double cosine_;
    double square_;
    double height_;
};

}  // namespace spicerack
