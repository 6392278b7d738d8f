"""Orders of operators: which of them is to be believed, and what stands by them."""
