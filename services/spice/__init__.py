"""The SPICE service: which kernels a collection has, what they cover, and which of them a question needs."""
