"""Names and codes that CSPICE knows without any kernel: bodies and frames."""
