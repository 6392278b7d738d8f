// Vectors of three, and angles between directions.
#pragma once

#include <algorithm>
#include <cmath>

namespace spicerack {

struct Vector {
    double x = 0.0;
    double y = 0.0;
    double z = 0.0;
};

constexpr Vector operator+(Vector a, Vector b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
constexpr Vector operator-(Vector a, Vector b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
constexpr Vector operator*(Vector a, double by) { return {a.x * by, a.y * by, a.z * by}; }

constexpr double dot(Vector a, Vector b) { return a.x * b.x + a.y * b.y + a.z * b.z; }

constexpr Vector cross(Vector a, Vector b) {
    return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}

inline double length(Vector a) { return std::sqrt(dot(a, a)); }

inline bool finite(Vector a) { return std::isfinite(a.x) && std::isfinite(a.y) && std::isfinite(a.z); }

// The part of `a` that is square to the direction `along`.
constexpr Vector square_to(Vector a, Vector along) { return a - along * dot(a, along); }

// The angle between two directions in radians, exact for small ones too.
inline double angle(Vector a, Vector b) { return 2.0 * std::atan2(length(a - b), length(a + b)); }

// The square of the chord between two directions: exact for small angles, and cheap to compare.
constexpr double chord_squared(Vector a, Vector b) { return dot(a - b, a - b); }

// The square of the chord of an angle up to half a turn.
inline double chord_squared(double angle) {
    const double half = std::sin(std::min(angle, 3.141592653589793) / 2.0);
    return 4.0 * half * half;
}

// The angle of a chord, given its square.
inline double angle_of_chord(double squared) { return 2.0 * std::asin(std::min(std::sqrt(squared) / 2.0, 1.0)); }

// A rotation, by rows.
struct Matrix {
    Vector first;
    Vector second;
    Vector third;
};

constexpr Vector turn(const Matrix& by, Vector a) { return {dot(by.first, a), dot(by.second, a), dot(by.third, a)}; }

constexpr Vector turn_back(const Matrix& by, Vector a) {
    return by.first * a.x + by.second * a.y + by.third * a.z;
}

}  // namespace spicerack
