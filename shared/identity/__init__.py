"""Who speaks: Ed25519 keys of sites and orchestrators, their files, and the registry that names them."""
