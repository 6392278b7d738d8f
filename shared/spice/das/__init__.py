"""Direct Access Segregated files: the container of DSK and EK (DAS Required Reading)."""
