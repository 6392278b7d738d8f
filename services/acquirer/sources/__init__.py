"""Sources: providers behind one port, whatever protocol they speak."""
