"""The services of an `up` while they run: threads or processes, started, watched, started again, drained."""
