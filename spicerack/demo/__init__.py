"""`spicerack demo`: racks on this machine, and what befalls them, told as stories."""
