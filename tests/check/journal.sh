#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# What the journal of systemd gets: entries with fields where it takes them,
# lines with levels where it does not.  The journal here is a socket in a /run
# of our own, so a namespace of mounts is needed.
set -uo pipefail
. "$(dirname "$0")/../lib/check.sh"
command -v python3 >/dev/null || { echo "python3 is missing"; exit 77; }
unshare -rm true 2>/dev/null ||
	{ echo "no namespace of mounts to be had"; exit 77; }

# Nobody listens at the port: it is closed again.
cat >"$dir/inside.py" <<'EOF2'
import os, socket, struct, subprocess, sys

def fields(data):
    out = {}
    while data:
        line, _, data = data.partition(b"\n")
        name, equals, value = line.partition(b"=")
        if not equals:
            n = struct.unpack("<Q", data[:8])[0]
            value, data = data[8:8 + n], data[8 + n + 1:]
        out[name.decode()] = value.decode()
    return out

nianbao, folder, listens = sys.argv[1:]
subprocess.run(["mount", "-t", "tmpfs", "none", "/run"], check=True)
os.makedirs("/run/systemd/journal")
if listens == "yes":
    journal = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    journal.bind("/run/systemd/journal/socket")
    journal.setblocking(False)
closed = socket.socket()
closed.bind(("127.0.0.1", 0))
url = "http://127.0.0.1:%d/" % closed.getsockname()[1]
with open(folder + "/log", "wb") as log:
    stat = os.fstat(log.fileno())
    environment = dict(os.environ, JOURNAL_STREAM="%d:%d" % (
        stat.st_dev, stat.st_ino))
    code = subprocess.run(
        [nianbao, "-C", folder + "/" + listens, "crawl", "--delay", "0", url],
        env=environment, stdout=subprocess.DEVNULL, stderr=log).returncode
print("code", code)
while listens == "yes":
    try:
        entry = fields(journal.recv(1 << 16))
    except BlockingIOError:
        break
    if "NIANBAO_URL" in entry:
        entry["MESSAGE"] = entry["MESSAGE"].split(":")[0]
        for name in sorted(entry):
            print(name, entry[name].replace(url.rstrip("/"), "HERE"))
EOF2
printf 'max_attempts = 1\nbackoff_first = 1s\n' >"$NIANBAO_CONF"
code "entries" 0 unshare -rm python3 "$dir/inside.py" "$nianbao" "$dir" yes
same "entries" "$out" "code 4
MESSAGE failed
NIANBAO_HOST HERE
NIANBAO_RUN 1
NIANBAO_SITE ${site:=$(sed -n 's/^NIANBAO_SITE //p' <<<"$out")}
NIANBAO_URL HERE/robots.txt
PRIORITY 6
SYSLOG_IDENTIFIER nianbao"
has "the site is the host" "$site" "127.0.0.1:"
same "nothing but entries" "$(<"$dir/log")" ""
code "lines" 0 unshare -rm python3 "$dir/inside.py" "$nianbao" "$dir" no
has "lines" "$(<"$dir/log")" "<6>failed: http://127.0.0.1:"
check_end journal
