#!/usr/bin/env bash
# vsftpd answers LIST of a directory that it cannot open with 226 and no line: to a client it is an empty one.
#
# Versions: vsftpd 3.0.3-13 (Debian 12), Python's ftplib; an anonymous login, a directory without read rights.
# Expected, by code that was written first: 550, as for a file that may not be read, so ftplib raises error_perm.
# Seen: CWD 250, LIST 150 then "226 Transfer done (but failed to open directory).", no line; dir() returns as if
# all were well. A mirror that takes what is not listed for deleted empties its copy. Only the words tell.
# Needs apt-get with its lists read and python3; root or not. Exit code 0: as described. 1: changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'kill "${server:-}" 2>/dev/null || true; rm -rf "$folder"' EXIT
mkdir -p "$folder/debs/partial" "$folder/files/closed" "$folder/empty"
apt-get --quiet=2 -o Debug::NoLocking=1 -o Dir::Cache="$folder" -o Dir::Cache::archives="$folder/debs" \
    --download-only --yes --no-install-recommends install vsftpd >/dev/null
for deb in "$folder"/debs/*.deb; do dpkg-deb --extract "$deb" "$folder/root"; done
ls "$folder"/debs/vsftpd_3.0.3-13*.deb >/dev/null || { echo "another version of vsftpd than 3.0.3-13"; exit 1; }
account=$(id -un)
run=()
if [ "$(id -u)" -eq 0 ]; then
    account=daemon
    run=(setpriv --reuid=daemon --regid=daemon --clear-groups)
    chmod 755 "$folder"
fi
echo data >"$folder/files/closed/file"
cat >"$folder/conf" <<CONF
listen=YES
listen_address=127.0.0.1
listen_port=2521
background=NO
run_as_launching_user=YES
anonymous_enable=YES
local_enable=NO
no_anon_password=YES
xferlog_enable=NO
ftp_username=$account
anon_root=$folder/files
secure_chroot_dir=$folder/empty
CONF
[ "$(id -u)" -ne 0 ] || chown -R daemon "$folder/conf" "$folder/files" "$folder/empty"
chmod 711 "$folder/files/closed"
LD_LIBRARY_PATH="$folder/root/usr/lib/$(uname -m)-linux-gnu" "${run[@]}" "$folder/root/usr/sbin/vsftpd" "$folder/conf" &
server=$!
python3 - "$folder/files/closed" <<'PYTHON'
import ftplib
import sys
import time

for _ in range(100):
    client = ftplib.FTP(timeout=10)
    try:
        client.connect("127.0.0.1", 2521)
        break
    except OSError:
        time.sleep(0.1)
client.login()
print(client.cwd(sys.argv[1]))
lines: list[str] = []
answer = client.retrlines("LIST", lines.append)
print(answer, lines)
sys.exit(0 if answer == "226 Transfer done (but failed to open directory)." and lines == [] else 1)
PYTHON
