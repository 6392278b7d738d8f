"""What archives say of their kernels: checksum tables, inventories and labels."""
