"""Messages about sites that people make: which part each holds, and which rest."""
