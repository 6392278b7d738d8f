// Memory that is zeroed before it is given back: tracks and places must not stay in a process's free memory.
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <vector>

namespace spicerack {

// Zero memory in a way that the compiler may not leave out.
inline void wipe(void* memory, std::size_t bytes) {
    if (bytes > 0) {
        std::memset(memory, 0, bytes);
        asm volatile("" : : "r"(memory) : "memory");
    }
}

template <typename Kept>
struct WipingAllocator {
    using value_type = Kept;

    WipingAllocator() = default;
    template <typename Other>
    WipingAllocator(const WipingAllocator<Other>&) {}

    Kept* allocate(std::size_t count) { return std::allocator<Kept>().allocate(count); }

    void deallocate(Kept* memory, std::size_t count) {
        wipe(memory, count * sizeof(Kept));
        std::allocator<Kept>().deallocate(memory, count);
    }

    template <typename Other>
    bool operator==(const WipingAllocator<Other>&) const {
        return true;
    }
};

template <typename Kept>
using Wiped = std::vector<Kept, WipingAllocator<Kept>>;

}  // namespace spicerack
