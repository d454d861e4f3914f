#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# The service from outside: it crawls what is configured, takes work over, reads
# its configuration again while fetching without dropping anything, tells its
# manager that it lives, and ends when told to, in every state.
set -uo pipefail
. "$(dirname "$0")/../lib/check.sh"
. "$(dirname "$0")/../lib/county.sh"
[ -x "$county" ] || { echo "the county is not built"; exit 77; }
county_need jq sqlite3 python3
trap 'kill -9 $service $manager 2>/dev/null; county_stop; rm -rf "$dir"' EXIT
export NIANBAO_ARCHIVE=$dir/archive
service='' manager=''

pause() { read -rt 0.05 <> <(:); }

# until WHAT COMMAND...: tries for 20 s
until_true() {
	local what=$1 i
	shift
	for ((i = 0; i < 400; i++)); do
		"$@" && return
		pause
	done
	printf 'FAILED %s: it never came\n%s\n' "$what" \
		"$(tail -5 "$dir/log" "$dir/told")"
	check_bad=1
	check_end service
}

said() { grep -q -- "$1" "$dir/log"; }
times_told() { grep -c -- "$1" "$dir/told"; }
told_more() { [ "$(times_told "$1")" -gt "$2" ]; }

# configure OPTIONS DELAY: the site of the county, and these
configure() {
	local i list=
	for ((i = 1; i < ${#hosts[@]}; i += 2)); do
		list="$list${list:+, }\"${hosts[i]}\""
	done
	mkdir -p "$dir/sites.d"
	printf 'site "qinghe" {\nseeds = {"%s"}\nresolve = {%s}\n}\n' \
		"$seed" "$list" >"$dir/sites.d/qinghe.conf"
	printf 'delay = %s\nconnections = 4\n%s\n' "${2:-0}" "$1" \
		>"$NIANBAO_CONF"
}

start() {
	: >"$dir/log"
	NOTIFY_SOCKET=$dir/notify WATCHDOG_USEC=900000 "$nianbao" run \
		2>"$dir/log" &
	service=$!
	until_true "begin" said "the service has begun"
}

stop() {	# WHAT SIGNAL WANTED
	local got=0
	kill "-$2" "$service"
	wait "$service" 2>/dev/null || got=$?
	same "$1: exit code" "$got" "$3"
	service=''
}

# every URL that was asked for, with what came
asked() {
	sqlite3 -readonly "$1/catalog.sqlite3" "SELECT DISTINCT u.url, c.status
		FROM capture c JOIN url u ON u.id = c.url_id
		WHERE c.kind <> 'not_modified' ORDER BY 1, 2" |
		grep -v -e /robots.txt -e '|503$'
}

python3 - "$dir/notify" >"$dir/told" <<'EOF' &
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
while True:
    print(s.recv(4096).decode(), flush=True)
EOF
manager=$!
until_true "the manager" test -S "$dir/notify"

county_start "$dir" --pages 10 --slow-ms 20 --busy-times 0
configure ""
code "crawl" 0 "$nianbao" -C "$dir/once" crawl qinghe

# --- work is handed over, and the configuration read again meanwhile --------
start
until_true "ready" told_more READY=1 0
"$nianbao" crawl --json qinghe >"$dir/out" 2>"$dir/err" &
client=$!
until_true "pages" told_more 'pages, [1-9]' 0
configure 'user_agent = "nianbao/x (+http://127.0.0.1/)"'
kill -HUP "$service"
until_true "reload" said "read again: 1 sites"
configure 'delay = never'
kill -HUP "$service"
until_true "a bad configuration" said 'delay: "never" will not do'
has "a bad configuration" "$(<"$dir/log")" "going on with the configuration"
configure ''
got=0
wait "$client" || got=$?
same "handed over: exit code" "$got" 0
same "handed over: what is asked for" "$(asked "$dir/archive")" \
	"$(asked "$dir/once")"
same "handed over: complete columns" \
	"$(jq '[.columns[] | select(.complete)] | length > 3' "$dir/out")" true
same "reloads are told" "$(times_told RELOADING=1) $(times_told READY=1)" "2 3"

# --- idle --------------------------------------------------------------------
lives=$(times_told WATCHDOG=1)
until_true "signs of life while idle" told_more WATCHDOG=1 $((lives + 2))
code "status" 0 "$nianbao" status --json
same "status" "$(jq -c '[.held, .service.sites]' <<<"$out")" '[true,1]'
code "refresh of all" 0 "$nianbao" refresh --json
same "refresh of all" "$(jq -c '[.sites, .fetched, .new]' <<<"$out")" '[1,0,0]'
code "a bound" 0 "$nianbao" crawl --json --max-pages 5 qinghe
same "a bound" "$(jq -c '[.fetched >= 5, .stopped.max_pages]' <<<"$out")" \
	'[true,1]'
code "politeness is the service's" 75 "$nianbao" crawl --delay 0 qinghe
has "politeness is the service's" "$err" 'write "delay = ..." into'
code "so is the contact" 75 "$nianbao" crawl --contact a@example.org qinghe
has "so is the contact" "$err" "another contact"
code "one service" 75 "$nianbao" run
stop "SIGTERM while idle" TERM 0
has "stop is told" "$(<"$dir/told")" STOPPING=1
same "the socket is gone" "$(ls "$dir/archive/control" 2>&1 | grep -c ^/)" 0

# --- stops and ends while fetching -------------------------------------------
configure '' 500ms	# it takes a minute
start
"$nianbao" refresh --all >"$dir/out" 2>"$dir/err" &
client=$!
more() { local n; n=$(sed -n 's/.* \([0-9]*\) pages,.*/\1/p' "$dir/told" | tail -1)
	[ "${n:-0}" -gt 2 ]; }
until_true "more pages" more
stop "SIGTERM while fetching" TERM 0
got=0
wait "$client" || got=$?
same "a client is told of the stop" "$got" 130
has "a client is told of the stop" "$(<"$dir/out")" "state saved"
start
stop "SIGKILL" KILL 137
start
has "after SIGKILL" "$(<"$dir/log")" "begun"
stop "SIGINT" INT 0
code "verify" 0 "$nianbao" verify
check_end service
