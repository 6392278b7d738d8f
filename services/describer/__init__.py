"""The describer: follows a log, and says of each new content what it is, once in all the rack."""
