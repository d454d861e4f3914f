#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# A report and its rewritten copy on another host, crawled into one archive: the
# copy is not official and points at the original, also after a rebuild; what
# is configured decides who is foreign.
set -uo pipefail
cd "$(dirname "$0")/../.."
. tests/lib/county.sh
county_need jq python3
dir=$(mktemp -d)
server=
bad=0
trap '[ -z "$server" ] || kill "$server"; rm -rf "$dir"' EXIT
mkdir "$dir/www" "$dir/www/songluo" "$dir/www/fanwen"
cp tests/golden/report/statistics-2016.html "$dir/www/songluo/index.html"
cp tests/golden/report/mirror-2016.html "$dir/www/fanwen/index.html"
cp tests/golden/report/statistics-2016.html "$dir/www/fanwen/plain.html"

# same WHAT GOT WANTED
same() {
	[ "$2" = "$3" ] && return
	printf 'FAILED %s\n  got    %s\n  wanted %s\n' "$1" "$2" "$3"
	bad=1
}

python3 -u - "$dir/www" >"$dir/port" 2>/dev/null <<'END' &
import functools, http.server, sys
handler = functools.partial(http.server.SimpleHTTPRequestHandler,
                            directory=sys.argv[1])
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
print(server.server_port)
server.serve_forever()
END
server=$!
for _ in $(seq 200); do
	[ -s "$dir/port" ] && break
	read -rt 0.05 <> <(:)
done
port=$(cat "$dir/port")
[ -n "$port" ] || { echo "the server does not start"; exit 1; }

# crawl ARCHIVE URL OPTIONS...
crawl() {
	local archive=$1 url=$2
	shift 2
	"$nianbao" -C "$archive" "$@" crawl --delay 0 \
		--resolve "www.songluo.test:$port:127.0.0.1" \
		--resolve "www.fanwen.test:$port:127.0.0.1" "$url" \
		>"$dir/out" 2>"$dir/err" || { cat "$dir/err"; bad=1; }
}

original=http://www.songluo.test:$port/songluo/
copy=http://www.fanwen.test:$port/fanwen/
of() {
	jq -c "select(.url == \"$1\") | $2" "$dir/reports"
}

crawl "$dir/a" "$copy"
crawl "$dir/a" "$original"
"$nianbao" -C "$dir/a" reports --json >"$dir/reports"
same "the original" "$(of "$original" '[.official, .mirror, .original]')" \
	"[null,null,null]"
same "the copy" "$(of "$copy" '[.official, .mirror, .original]')" \
	"[false,true,$(of "$original" .id)]"
same "they read the same" \
	"$(of "$copy" '[.organ, .year, .sections, .statistics, .stated]')" \
	"$(of "$original" '[.organ, .year, .sections, .statistics, .stated]')"
"$nianbao" -C "$dir/a" cat "$copy" | cmp - "$dir/www/fanwen/index.html" ||
	bad=1
"$nianbao" -C "$dir/a" show "$copy" >"$dir/shown"
same "shown" "$(grep -c "a copy of $(of "$original" .id | tr -d '"')" \
	"$dir/shown")" 1
"$nianbao" -C "$dir/a" reports --csv >"$dir/csv"
same "CSV" "$(grep -c "$(of "$original" .id | tr -d '"')" "$dir/csv")" 2
cp "$dir/reports" "$dir/before"
"$nianbao" -C "$dir/a" mend --rebuild >"$dir/out" 2>&1 || bad=1
"$nianbao" -C "$dir/a" reports --json >"$dir/reports"
for file in before reports; do	# numbers of captures may be others
	jq -cS 'del(.capture)' "$dir/$file" >"$dir/$file.plain"
done
cmp "$dir/before.plain" "$dir/reports.plain" || bad=1
"$nianbao" -C "$dir/a" verify >"$dir/out" || { cat "$dir/out"; bad=1; }

# the same text word for word: only who is configured tells
cat >"$dir/conf" <<END
site "songluo" {
	seeds = {"$original"}
	official = "yes"
}
END
plain=${copy}plain.html
crawl "$dir/b" "$original" -c "$dir/conf"
crawl "$dir/b" "$plain" -c "$dir/conf"
"$nianbao" -C "$dir/b" reports --json >"$dir/reports"
same "configured" "$(of "$original" '[.official, .mirror, .original]')" \
	"[true,null,null]"
same "foreign" "$(of "$plain" '[.official, .mirror, .original]')" \
	"[false,true,$(of "$original" .id)]"
exit $bad
