#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# The built-in county, crawled as a user would: what is found is held against
# the county's truth, manners against the server's log; then a second crawl, and
# an interrupted one.
set -uo pipefail
cd "$(dirname "$0")/../.."
. tests/lib/county.sh
county_need jq sqlite3 curl
dir=$(mktemp -d)
bad=0
trap 'county_stop; rm -rf "$dir"' EXIT
archive=$dir/archive
county_start "$dir" --pages 40 --slow-ms 20 --retry-after 1 --log "$dir/log"

# same WHAT GOT WANTED
same() {
	[ "$2" = "$3" ] && return
	printf 'FAILED %s\n  got    %s\n  wanted %s\n' "$1" "$2" "$3"
	bad=1
}

crawl() {
	"$nianbao" -C "$archive" crawl "${hosts[@]}" --delay 0 \
		--connections 4 --json "$@" "$seed" 2>"$dir/err"
}

# value NAME: of the last line of the crawl's output
value() {
	tail -n 1 "$dir/out" | jq -r ".$1"
}

crawl >"$dir/out"
same "exit code" "$?" 0
same "hosts that say 503 are asked again" "$(value failed)" 0
same "nothing is left" "$(value queued)" 0
same "nothing is open" "$(ls "$archive/warc" | grep -c open)" 0
gzip -t "$archive"/warc/*.warc.gz || bad=1
"$county" truth --port "$port" --pages 40 >"$dir/truth"
"$nianbao" -C "$archive" reports --json >"$dir/reports"
tests/lib/compare_truth "$dir/truth" "$dir/reports" || bad=1
"$nianbao" -C "$archive" verify >"$dir/verify" || { bad=1; cat "$dir/verify"; }

# columns that list reports are there, whole; each page of a column is in one
columns_of_truth() {
	head -n 1 "$dir/truth" | jq -cS '.columns | sort_by(.url)[] |
		select(.reports > 0) | {url, name, declared, found: .declared,
		complete: true, reports}'
}
columns_of_crawl() {
	tail -n 1 "$dir/out" | jq -cS '.columns | sort_by(.url)[] |
		select(.annual) | {url, name, declared, found, complete,
		reports}'
}
same "columns of reports" "$(columns_of_crawl)" "$(columns_of_truth)"
same "columns that are incomplete, or twice" "$(tail -n 1 "$dir/out" |
	jq -c '[.columns[] | select(.complete | not)],
		([.columns[].url] | length - (unique | length))')" "[]
0"
"$nianbao" -C "$archive" sites --columns --json >"$dir/columns"
same "columns by nianbao sites" "$(jq -r 'select(.annual) | .url' \
	"$dir/columns" | sort)" "$(columns_of_truth | jq -r .url | sort)"

# manners
same "what robots.txt forbids is not asked for" \
	"$(grep -c ' /internal/' "$dir/log")" 0
same "robots.txt is asked for once a host" \
	"$(grep -c ' /robots.txt ' "$dir/log")" "$(($(wc -w <<<"${hosts[*]}") / 2))"
same "only 503s are asked for again" \
	"$(awk '$5 != 503 { print $2 $4 }' "$dir/log" | sort | uniq -d | head -3)" ""

# again: the same bytes are not stored twice
crawl >"$dir/out"
same "stored by a second crawl" "$(value stored)" 0
same "reports new to a second crawl" "$(value reports)" 0
[ "$(value not_modified)" -gt 50 ] || same "not modified" "$(value not_modified)" "over 50"
"$nianbao" -C "$archive" verify >"$dir/verify" || { bad=1; cat "$dir/verify"; }

# what is kept is what was sent
url=$(jq -r 'select(.attachments) | .attachments[] |
	select(.type == "pdf") | .url' "$dir/reports" | head -n 1)
same "cat of $url" "$("$nianbao" -C "$archive" cat "$url" | cksum)" \
	"$(curl -s "${hosts[@]}" "$url" | cksum)"

# interrupted, and gone on with
archive=$dir/second
: >"$dir/log"
"$nianbao" -C "$archive" crawl "${hosts[@]}" --delay 0 --json "$seed" \
	>"$dir/out" 2>"$dir/err" &
pid=$!
while [ "$(wc -l <"$dir/log")" -lt 40 ] && kill -0 "$pid" 2>/dev/null; do
	read -rt 0.02 <> <(:)
done
kill -INT "$pid"
wait "$pid"
same "exit code after SIGINT" "$?" 130
same "interrupted" "$(value interrupted)" true
crawl --connections 1 >"$dir/out"
same "exit code of going on" "$?" 0
same "resumed" "$(value resumed)" true
same "asked for twice" \
	"$(awk '$5 != 503 { print $2 $4 }' "$dir/log" | sort | uniq -d | head -3)" ""
"$nianbao" -C "$archive" reports --json >"$dir/reports"
tests/lib/compare_truth "$dir/truth" "$dir/reports" || bad=1
"$nianbao" -C "$archive" verify >"$dir/verify" || { bad=1; cat "$dir/verify"; }
# Retry-After: 1, by the server's own clock
same "no request of busy within its Retry-After" "$(awk '
	$2 !~ /^busy/ { next }
	last && $1 - last < 1000 { print }
	{ last = $5 == 503 ? $1 : 0 }' "$dir/log" | head -3)" ""
[ "$bad" = 0 ] && echo "crawl: as it should be"
exit "$bad"
