"""The read routes of the first SpiceRack, of 2018."""
