"""The frame that a header tells: keywords by configuration, repairs, null words, dates. Pure."""
