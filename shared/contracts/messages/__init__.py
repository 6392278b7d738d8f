"""What travels on the bus. Every message checks itself and says precisely what is wrong with it."""
