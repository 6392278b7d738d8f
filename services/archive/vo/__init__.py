"""The virtual observatory's view of frames: ObsCore columns, VOTables, and a part of ADQL."""
