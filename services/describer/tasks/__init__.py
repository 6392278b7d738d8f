"""The tasks of a describer: follow the log and the descriptions, know its peers, describe, publish."""
