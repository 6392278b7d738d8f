"""The describer of SPICE kernels: the findings of `shared.spice` as facts of a message. Pure."""
