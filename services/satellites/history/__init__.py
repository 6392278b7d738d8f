"""Element sets of days past, for historical visits: sealed files, or none."""
