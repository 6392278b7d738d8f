#!/bin/sh
# A step as a shell script: the SHA-256 of the file `in`, published as `sum.txt`.
set -eu
cat > /dev/null # the input, which it does not need
[ -s in ] || { echo "the file is empty" >&2; exit 75; } # 75: try again
sha256sum in | cut -d' ' -f1 > sum.txt
printf '{"sha256": "%s"}\n' "$(cat sum.txt)"
