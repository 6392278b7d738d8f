#include "allowed.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "parallel.hpp"
#include "wiping.hpp"

namespace spicerack {
namespace {

constexpr std::size_t kBoxesABlock = 32;  // one cap sifts arcs for all of them
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

// An arc with a number that is not finite may be anywhere, and so nothing is clear of it.
bool comparable(const Arc& arc) { return finite(arc.start) && finite(arc.end) && std::isfinite(arc.margin); }

bool valid(Corner corner) { return std::isfinite(corner.ra) && std::abs(corner.dec) <= 90.0; }

// A right ascension may be off by any number of turns; the remainder is exact.
Vector vector_of(Corner corner) {
    const double ra = std::fmod(corner.ra, 360.0) * kDegree;
    const double dec = corner.dec * kDegree;
    return {std::cos(dec) * std::cos(ra), std::cos(dec) * std::sin(ra), std::sin(dec)};
}

// The boxes of one block that can be asked about at all, as unit vectors, and a cap around them.
struct Block {
    std::vector<std::size_t> boxes;
    Wiped<Vector> corners;
    Cap cap;
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
    block.cap = cap_of(block.corners);
    return block;
}

// A cap around the caps of all blocks that have boxes.
Cap cap_of(std::span<const Block> blocks) {
    Vector sum;
    for (const Block& block : blocks) {
        sum = block.boxes.empty() ? sum : sum + block.cap.centre;
    }
    Cap cap{unit(sum), 0.0};
    for (const Block& block : blocks) {
        if (!block.boxes.empty()) {
            cap.radius = std::max(cap.radius, angle(cap.centre, block.cap.centre) + block.cap.radius);
        }
    }
    return cap;
}

// Whether an arc may come within its margin of a cap; true for whatever is not a number. The arc lies in the ball
// that has its chord as a diameter, and an angle is no less than its chord: no cosine is needed for most arcs.
bool may_reach(const Arc& arc, const Cap& cap) {
    const double ball = 0.5 * length(arc.start - arc.end);
    const double apart = length(cap.centre - (arc.start + arc.end) * 0.5);
    return !(apart - ball > cap.radius + arc.margin + kSlack);
}

// The arcs that may come near a cap, with caps of their own.
struct Near {
    Wiped<Arc> arcs;
    Wiped<ArcCap> caps;
    std::vector<std::size_t> all;
};

Near near_of(std::span<const Arc> arcs, const Cap& cap) {
    Near near;
    for (const Arc& arc : arcs) {
        if (may_reach(arc, cap)) {
            near.all.push_back(near.arcs.size());
            near.arcs.push_back(arc);
            near.caps.push_back(cap_of(arc));
        }
    }
    return near;
}

// Answer for the boxes of one block.
void answer(const Block& block, const Near& near, std::size_t each, std::span<bool> answers) {
    std::vector<std::size_t> around;
    std::vector<std::size_t> beside;
    keep_near(near.caps, near.all, block.cap, around);
    for (std::size_t place = 0; place < block.boxes.size(); ++place) {
        const std::span<const Vector> own{&block.corners[place * each], each};
        const Cap cap = cap_of(own);
        keep_near(near.caps, around, cap, beside);
        answers[block.boxes[place]] = std::all_of(beside.begin(), beside.end(), [&](std::size_t arc) {
            return clear_of(near.arcs[arc], cap, own);
        });
    }
}

}  // namespace

void allowed(const Field& field, std::span<const Arc> arcs, std::span<const Corner> corners, std::size_t corners_a_box,
             unsigned threads, std::span<bool> answers) {
    std::fill(answers.begin(), answers.end(), false);
    if (!std::all_of(arcs.begin(), arcs.end(), comparable)) {
        return;
    }
    std::vector<Block> blocks(blocks_of(answers.size(), kBoxesABlock));
    for_blocks(answers.size(), kBoxesABlock, threads, [&](std::size_t block, std::size_t begin, std::size_t end) {
        blocks[block] = block_of(field, corners, corners_a_box, begin, end);
    });
    const Near near = near_of(arcs, cap_of(blocks));
    for_blocks(blocks.size(), 1, threads, [&](std::size_t place, std::size_t, std::size_t) {
        answer(blocks[place], near, corners_a_box, answers);
    });
}

}  // namespace spicerack
