"""Double Precision Array Files: the container of SPK, CK and binary PCK (DAF Required Reading)."""
