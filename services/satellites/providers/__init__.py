"""Sources of element sets: space-track, CelesTrak and its like, operators' files. Behind one port."""
