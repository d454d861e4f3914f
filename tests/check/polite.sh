#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# What a host is asked, by the clock of the host: two names on one address, and
# one process after the other, each killed (SIGKILL) while a request is under
# way or has just been answered, and begun again at once: the service, again,
# a one-shot, a refresh.  Between the end of an answer and the next request is
# never less than the delay, and never are two requests under way at once.
# A Retry-After holds for the host that said so, whoever asks.
set -uo pipefail
. "$(dirname "$0")/../lib/check.sh"
command -v python3 >/dev/null || { echo "python3 is missing"; exit 77; }
trap 'kill -9 $server $pid 2>/dev/null; rm -rf "$dir"' EXIT
export NIANBAO_ARCHIVE=$dir/archive
server='' pid=''

# Serves pages that lead to others, whatever the name.  Writes to "log" when a
# request came, when its answer went, and which it was.  Every KILL_EVERY
# requests the process whose number is in "victim" is killed, by turns when the
# request has come and when the answer has gone; "killed" counts.  From the
# request of number BUSY on the first of b.test is answered 429.
cat >"$dir/server.py" <<'EOF2'
import http.server, os, signal, sys, threading, time

folder, every, busy = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
lock = threading.Lock()
count = killed = 0
told = False

def kill():
    global killed
    try:
        os.kill(int(open(folder + "/victim").read()), signal.SIGKILL)
    except (OSError, ValueError):
        return
    killed += 1
    open(folder + "/killed.new", "w").write(str(killed))
    os.rename(folder + "/killed.new", folder + "/killed")

class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *what):
        pass

    def do_GET(self):
        global count, told
        began = time.monotonic()
        with lock:
            count += 1
            number = count
            status = 200
            if number >= busy and not told and \
                    self.headers["Host"].startswith("b."):
                told, status = True, 429
        turn = number // every if number % every == 0 else None
        if turn is not None and turn % 2:
            kill()
        links = "".join('<a href="/%d.html">%d</a>' % (i, i)
                        for i in range(200))
        text = ("<title>%s</title>" % self.path + links).encode()
        if self.path == "/robots.txt":
            text = b"User-agent: *\nDisallow:\n"
        head = "HTTP/1.1 %d x\r\nContent-Type: %s\r\n" \
            "Content-Length: %d\r\n" % (
                status, "text/plain" if self.path == "/robots.txt"
                else "text/html", len(text))
        if status == 429:
            head += "Retry-After: 3\r\n"
        try:
            self.wfile.write((head + "\r\n").encode() + text)
            self.wfile.flush()
        except OSError:
            pass
        ended = time.monotonic()
        with lock:
            with open(folder + "/log", "a") as log:
                print("%.4f %.4f %d %s %s" % (began, ended, status,
                      self.headers["Host"], self.path), file=log)
        if turn is not None and turn % 2 == 0:
            kill()

class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

with Server(("127.0.0.1", 0), Handler) as server:
    open(folder + "/port.new", "w").write(str(server.server_address[1]))
    os.rename(folder + "/port.new", folder + "/port")
    server.serve_forever()
EOF2
: >"$dir/log"
python3 "$dir/server.py" "$dir" 3 13 2>/dev/null &
server=$!
pause() { read -rt 0.02 <> <(:); }
until [ -e "$dir/port" ]; do pause; done
port=$(<"$dir/port")

mkdir "$dir/sites.d"
for name in a b; do
	printf 'site "%s" {\nseeds = {"http://%s.test:%s/"}\n%s\n%s\n}\n' \
		$name $name "$port" "resolve = {\"$name.test:$port:127.0.0.1\"}" \
		'scope = "site"' >"$dir/sites.d/$name.conf"
done
printf 'delay = 1s\n' >"$NIANBAO_CONF"

# killed_once COMMAND...: until the server has killed it
kills=0
killed_once() {
	local i
	"$nianbao" "$@" >/dev/null 2>"$dir/err" &
	pid=$!
	echo "$pid" >"$dir/victim"
	for ((i = 0; i < 1000; i++)); do
		[ -e "$dir/killed" ] && [ "$(<"$dir/killed")" -gt "$kills" ] &&
			break
		pause
	done
	kills=$((kills + 1))
	wait "$pid" 2>/dev/null
	same "$* ($kills): killed" "$?" 137
	: >"$dir/victim"
}

killed_once run
killed_once run
killed_once crawl a
killed_once refresh --all
killed_once run
killed_once crawl b
code "verify" 0 "$nianbao" verify
sort -n "$dir/log" >"$dir/sorted"
gaps=$(awk 'NR > 1 { printf "%.2f ", $1 - end } { end = $2 } END { print "" }' \
	"$dir/sorted")
echo "seconds between an answer and the next request: $gaps"
same "sooner than allowed" "$(awk '{ wait = $1 - end }
	NR > 1 && wait < 1 - 0.005 { print $4 $5, wait, "s after", before }
	$1 < rest[$4] { print $4 $5, "is told to wait", rest[$4] - $1 }
	$3 == 429 { rest[$4] = $2 + 3 }
	{ end = $2; before = $4 $5 }' "$dir/sorted")" ""
same "asked again after it rested" "$(awk '$3 == 429 { name = $4 }
	name == $4 { n++ } END { print (n > 1) }' "$dir/sorted")" 1
same "requests" "$(($(wc -l <"$dir/sorted") >= 16))" 1
same "both names were asked" "$(awk '{ print $4 }' "$dir/sorted" | sort -u |
	wc -l)" 2
same "one said to wait" "$(grep -c ' 429 ' "$dir/sorted")" 1
check_end polite
