#include "allowed.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "parallel.hpp"
#include "wiping.hpp"

namespace spicerack {
namespace {

constexpr std::size_t kBoxesABlock = 32;  // sources of one detector come together: one cap sifts arcs for all
constexpr double kDegree = 0.017453292519943295;
constexpr double kSlack = 1e-9;           // radians, above the rounding of a cosine

// A cap around some directions.
struct Cap {
    Vector centre;
    double radius = 0.0;
};

// A cap around an arc and its margin, with the cosine and sine of its radius.
struct ArcCap {
    Vector centre;
    double radius;
    double cosine;
    double sine;
};

Vector unit(Vector a) {
    const double size = length(a);
    return size > 0.0 ? a * (1.0 / size) : Vector{1.0, 0.0, 0.0};
}

ArcCap cap_of(const Arc& arc) {
    const Vector centre = unit(arc.start + arc.end);
    const double radius = std::max(angle(centre, arc.start), angle(centre, arc.end)) + arc.margin + kSlack;
    return {centre, radius, std::cos(radius), std::sin(radius)};
}

Cap cap_of(std::span<const Vector> directions) {
    Vector sum;
    for (const Vector& direction : directions) {
        sum = sum + direction;
    }
    Cap cap{unit(sum), 0.0};
    double chord = 0.0;
    for (const Vector& direction : directions) {
        chord = std::max(chord, chord_squared(cap.centre, direction));
    }
    cap.radius = angle_of_chord(chord);
    return cap;
}

// Whether two caps may meet; true for whatever is not a number.
bool meet(const ArcCap& arc, const Cap& cap, double cap_cosine, double cap_sine) {
    constexpr double half_turn = kSlack + 3.141592653589793;
    const double least = arc.cosine * cap_cosine - arc.sine * cap_sine;
    return arc.radius + cap.radius >= half_turn || !(dot(arc.centre, cap.centre) < least);
}

void keep_near(const Wiped<ArcCap>& caps, std::span<const std::size_t> among, const Cap& cap,
               std::vector<std::size_t>& near) {
    const double cosine = std::cos(cap.radius);
    const double sine = std::sin(cap.radius);
    near.clear();
    for (const std::size_t arc : among) {
        if (meet(caps[arc], cap, cosine, sine)) {
            near.push_back(arc);
        }
    }
}

// Whether a box is clear of an arc; its cap answers at once, but where the arc's edge runs through it.
bool clear_of(const Arc& arc, const Cap& cap, std::span<const Vector> corners) {
    const double distance = arc_distance(arc.start, arc.end, cap.centre);
    if (distance > arc.margin + cap.radius + kSlack) {
        return true;
    }
    return distance > arc.margin && box_clear(arc, corners);
}

bool valid(Corner corner) { return std::isfinite(corner.ra) && std::abs(corner.dec) <= 90.0; }

// A right ascension may be off by any number of turns; the remainder is exact.
Vector vector_of(Corner corner) {
    const double ra = std::fmod(corner.ra, 360.0) * kDegree;
    const double dec = corner.dec * kDegree;
    return {std::cos(dec) * std::cos(ra), std::cos(dec) * std::sin(ra), std::sin(dec)};
}

// The boxes of one block that can be asked about at all, as unit vectors.
struct Block {
    std::vector<std::size_t> boxes;
    Wiped<Vector> corners;
};

bool askable(const Field& field, std::span<const Vector> corners) {
    Vector sum;
    for (const Vector& corner : corners) {
        sum = sum + corner;
    }
    const Vector middle = unit(sum);
    const double largest = chord_squared(field.largest_box);
    const double furthest = chord_squared(field.radius);
    return length(sum) > 0.0 && std::all_of(corners.begin(), corners.end(), [&](const Vector& corner) {
        return chord_squared(middle, corner) <= largest && chord_squared(field.centre, corner) <= furthest;
    });
}

Block block_of(const Field& field, std::span<const Corner> corners, std::size_t each, std::size_t begin,
               std::size_t end) {
    Block block;
    Wiped<Vector> vectors(each);
    for (std::size_t box = begin; box < end; ++box) {
        const std::span<const Corner> own = corners.subspan(box * each, each);
        if (!std::all_of(own.begin(), own.end(), valid)) {
            continue;
        }
        std::transform(own.begin(), own.end(), vectors.begin(), vector_of);
        if (askable(field, vectors)) {
            block.boxes.push_back(box);
            block.corners.insert(block.corners.end(), vectors.begin(), vectors.end());
        }
    }
    return block;
}

}  // namespace

void allowed(const Field& field, std::span<const Arc> arcs, std::span<const Corner> corners, std::size_t corners_a_box,
             unsigned threads, std::span<bool> answers) {
    Wiped<ArcCap> caps;
    std::vector<std::size_t> all(arcs.size());
    caps.reserve(arcs.size());
    for (std::size_t arc = 0; arc < arcs.size(); ++arc) {
        caps.push_back(cap_of(arcs[arc]));
        all[arc] = arc;
    }
    std::fill(answers.begin(), answers.end(), false);
    for_blocks(answers.size(), kBoxesABlock, threads, [&](std::size_t, std::size_t begin, std::size_t end) {
        const Block block = block_of(field, corners, corners_a_box, begin, end);
        std::vector<std::size_t> around;
        std::vector<std::size_t> near;
        keep_near(caps, all, cap_of(block.corners), around);
        for (std::size_t place = 0; place < block.boxes.size(); ++place) {
            const std::span<const Vector> own{&block.corners[place * corners_a_box], corners_a_box};
            const Cap cap = cap_of(own);
            keep_near(caps, around, cap, near);
            answers[block.boxes[place]] = std::all_of(
                near.begin(), near.end(), [&](std::size_t arc) { return clear_of(arcs[arc], cap, own); });
        }
    });
}

}  // namespace spicerack
