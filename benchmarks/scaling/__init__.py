"""Constants of the model in docs/scaling.md, measured on racks of real services."""
