"""Checksum tables, inventories and labels by which archives account for their kernels."""
