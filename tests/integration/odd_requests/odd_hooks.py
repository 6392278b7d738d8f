"""What Schemathesis has to be told of our media types: loaded by its process alone. No test module."""

import schemathesis

# A piece of an upload is bytes (draft-ietf-httpbis-resumable-upload, 6): of a type that it does not know
# Schemathesis sends nothing.
schemathesis.serializer.alias("application/partial-upload", "application/octet-stream")
