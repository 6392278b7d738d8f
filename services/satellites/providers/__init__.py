"""Where element sets come from: space-track, CelesTrak and its like, operators' files. Behind one port."""
