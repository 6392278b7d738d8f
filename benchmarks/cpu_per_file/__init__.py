"""CPU of all services for each of many small files, without the bus and the machine's other work."""
