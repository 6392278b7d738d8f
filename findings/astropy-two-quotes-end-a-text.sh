#!/bin/sh
# astropy 8.0.2, the text of a FITS card with two quotes before a blank or a stroke.
#
# FITS 4.0, 4.2.1.1: within a text two quotes stand for one, so 'it'' / s' is the text "it' / s", and the text
# ends at the quote after the s.
#
# Guess before: that is what is read; astropy writes such a text itself.
#
# Seen: the value is cut at the two quotes, and the rest becomes the comment, without a word. What astropy has
# written comes back as something else.
#
# Fails if astropy behaves otherwise.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'astropy==8.0.2'
"$folder/venv/bin/python" - <<'PYTHON'
from astropy.io import fits

written = fits.Header({"TEXT": "it' / s"}).tostring()
print("written:", written[:26])
assert written.startswith("TEXT    = 'it'' / s'")
found = fits.Header.fromstring(written)
print("read:", repr(found["TEXT"]), "with the comment", repr(found.comments["TEXT"]))
assert found["TEXT"] == "it'", "the text is whole now"
PYTHON
echo "as described"
