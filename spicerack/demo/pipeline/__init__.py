"""`spicerack demo pipeline`: files come in by themselves, and work starts."""
