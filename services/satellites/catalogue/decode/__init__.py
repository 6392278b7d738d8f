"""Element sets out of bytes: OMM as JSON, CSV and XML, and the two lines of old. Pure; fed piece by piece."""
