"""Coverage of kernels: which bodies, frames and instruments over which times, gaps kept."""
