#include "arcs.hpp"

#include <cmath>

#include "object_arcs.hpp"
#include "parallel.hpp"
#include "wiping.hpp"
#include "sieve.hpp"

namespace spicerack {
namespace {

constexpr std::size_t kRowsABlock = 2048;  // some 0.2 ms of work, so that threads share it evenly

}  // namespace

Wiped<Arc> arcs(const Catalogue& sets, const View& view, unsigned threads) {
    const Sieve sieve(view);
    std::vector<Wiped<Arc>> found(blocks_of(sets.size(), kRowsABlock));
    for_blocks(sets.size(), kRowsABlock, threads, [&](std::size_t block, std::size_t begin, std::size_t end) {
        for (std::size_t row = begin; row < end; ++row) {
            const Age age = age_of(sets, row, view);
            if (sieve.passes(sets, row, age)) {
                append_object_arcs(sets, row, age, view, found[block]);
            }
        }
    });
    Wiped<Arc> all;
    for (const Wiped<Arc>& part : found) {
        all.insert(all.end(), part.begin(), part.end());
    }
    return all;
}

}  // namespace spicerack
