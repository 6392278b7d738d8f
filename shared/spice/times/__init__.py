"""Times of kernels: TDB, UTC and spacecraft clocks, converted by the kernels that define them."""
