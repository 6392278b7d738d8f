"""Knowledge of SPICE kernels, pure: kinds, completeness, names, coverage and times, from bytes alone."""
