// Work in blocks of fixed size over some threads. Blocks do not depend on the number of threads, so neither does
// an answer that is put together in their order.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace spicerack {

constexpr std::size_t blocks_of(std::size_t count, std::size_t size) { return (count + size - 1) / size; }

// Call work(block, begin, end) once for every block. The first exception of any thread is thrown at the end.
template <typename Work>
void for_blocks(std::size_t count, std::size_t size, unsigned threads, const Work& work) {
    const std::size_t blocks = blocks_of(count, size);
    std::atomic<std::size_t> next{0};
    std::exception_ptr failure;
    std::mutex failed;
    const auto run = [&] {
        for (std::size_t block = next++; block < blocks; block = next++) {
            try {
                work(block, block * size, std::min(count, (block + 1) * size));
            } catch (...) {
                const std::lock_guard lock(failed);
                failure = failure ? failure : std::current_exception();
                return;
            }
        }
    };
    {
        std::vector<std::jthread> others;
        for (std::size_t other = 1; other < std::min<std::size_t>(threads, blocks); ++other) {
            others.emplace_back(run);
        }
        run();
    }
    if (failure) {
        std::rethrow_exception(failure);
    }
}

}  // namespace spicerack
