"""`spicerack demo`: three sites on this machine, and what befalls them, told as a story."""
