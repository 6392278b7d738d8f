"""Rules by meaning: what is known of kernels, and the paths that such a rule comes to."""
