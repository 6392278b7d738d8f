"""State vectors of operators: tables, interpolation, and the arcs of objects that follow them."""
