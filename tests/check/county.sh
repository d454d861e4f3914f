#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# The fictional county says what README.md there promises: asked with curl,
# compared with `county truth`, `county list` and a second run of itself.
set -uo pipefail
county=${NIANBAO_BUILD:?}/tests/county/county
[ -x "$county" ] || { echo "county is not built"; exit 77; }
command -v curl >/dev/null || { echo "curl is missing"; exit 77; }
dir=$(mktemp -d)
pid=
bad=0
trap '[ -n "$pid" ] && kill "$pid" 2>/dev/null; rm -rf "$dir"' EXIT

# start ARGUMENTS: sets pid, port, resolve
start() {
	rm -f "$dir/ready"
	"$county" serve --port 0 --ready-file "$dir/ready" --slow-ms 100 \
		--retry-after 1 "$@" >"$dir/out" 2>"$dir/err" &
	pid=$!
	for _ in $(seq 200); do
		[ -f "$dir/ready" ] && break
		kill -0 "$pid" 2>/dev/null || break
		read -rt 0.05 <> <(:)
	done
	port=$(awk '/^HOST/ { print $4; exit }' "$dir/ready")
	mapfile -t resolve < <(awk '/^RESOLVE/ { print "--resolve"; print $2 }' \
		"$dir/ready")
}

stop() {
	kill -"$1" "$pid"
	wait "$pid"
	same "$1: exit code" "$?" 0
	pid=
}

# same WHAT GOT WANTED
same() {
	[ "$2" = "$3" ] && return
	printf 'FAILED %s\n  got    %s\n  wanted %s\n' "$1" "$2" "$3"
	bad=1
}

# has WHAT TEXT PART
has() {
	[[ $2 == *"$3"* ]] && return
	printf 'FAILED %s\n  no "%s" in: %.300s\n' "$1" "$3" "$2"
	bad=1
}

# get HOST PATH CURL-OPTIONS: the body
get() {
	local host=$1 path=$2
	shift 2
	curl -s -m 20 "${resolve[@]}" "$@" "http://$host.qinghe.test:$port$path"
}

# status HOST PATH CURL-OPTIONS
status() {
	get "$@" -o /dev/null -w '%{http_code}'
}

# Every listed address once, in one curl; addresses that say 503 at first are
# asked again.
fetch_all() {
	"$county" list --port "$port" "$@" >"$dir/list"
	cut -f1 "$dir/list" | awk '{ printf "url = \"%s\"\noutput = \"%s/%d\"\n", \
		$0, dir, NR }' dir="$dir/pages" >"$dir/urls"
	mkdir -p "$dir/pages"
	for _ in 1 2 3; do
		curl -s -m 100 "${resolve[@]}" -K "$dir/urls" \
			-w '%{url}\t%{http_code}\n' >"$dir/got"
		grep -q '503$' "$dir/got" || break
	done
}

same "unknown option" "$("$county" serve --colour 2>/dev/null; echo $?)" 2
same "no command" "$("$county" 2>/dev/null; echo $?)" 2
same "pages beyond the limit" \
	"$("$county" truth --pages 20001 2>/dev/null; echo $?)" 2
has "help" "$("$county" --help)" "--ready-file"

start --pages 40
same "lines ready" "$(cut -d' ' -f1 "$dir/ready" | uniq -c | xargs)" \
	"5 HOST 1 SEED 5 RESOLVE"
same "stdout and ready file" "$(cat "$dir/out")" "$(cat "$dir/ready")"
"$county" truth --port "$port" --pages 40 >"$dir/truth"
reports=$(($(wc -l <"$dir/truth") - 1))
[ "$reports" -ge 34 ] || same "reports" "$reports" "34 or more"
has "totals" "$(head -1 "$dir/truth")" "\"reports\":$reports,"

fetch_all --pages 40
same "statuses of all listed addresses" "$(cat "$dir/got")" \
	"$(cut -f1,2 "$dir/list")"
cp -r "$dir/pages" "$dir/first"

has "robots of www" "$(get www /robots.txt)" "Disallow: /internal/"
same "no robots at bm" "$(status bm /robots.txt)" 404
has "crawl delay at slow" "$(get slow /robots.txt)" "Crawl-delay: 1"
has "www list" "$(get www /zwgk/zfxxgk/zfxxgknb/)" \
	'createPageHTML(3, 0, "index", "html")'
has "www list pager" "$(get www /zwgk/zfxxgk/zfxxgknb/)" \
	'<a href="index_1.html">下一页</a>'
has "www meta" "$(get www /zwgk/zfxxgk/zfxxgknb/)" \
	'<meta name="ColumnType" content="信息公开年报">'
has "xxgk frames" "$(get xxgk / | iconv -f GB18030 -t UTF-8)" \
	'<frame src="nav.htm"'
has "xxgk characters outside GB2312" \
	"$(get xxgk /main.htm | iconv -f GB18030 -t UTF-8)" '𡐓塘村'
same "xxgk is not UTF-8" \
	"$(get xxgk /nav.htm | iconv -f UTF-8 -t UTF-8 >/dev/null 2>&1; echo $?)" 1
has "bm datastore" "$(get bm /col/col1229/index.html)" \
	'<totalrecord>21</totalrecord>'
same "bm names no charset" \
	"$(get bm / -o /dev/null -w '%{content_type}')" text/html
same "moved for good" "$(status www /zfxxgk/nb.html)" 301
same "two moves in a chain" \
	"$(get www /old/nb2019.html -L -o /dev/null -w '%{num_redirects}')" 2
has "shell" "$(get www /zwgk/)" 'http-equiv="refresh"'
same "trap without end" "$(status www /trap/loop/a/b/a/b/a/b/)" 200
same "session ids are looked through" \
	"$(get www '/wzdt/;jsessionid=0A1B' | cksum)" "$(get www /wzdt/ | cksum)"
same "not there" "$(status www /no/such/page.html)" 404
same "POST" "$(status www / -d x=1)" 405

head=$(get www /zwgk/zfxxgk/zfxxgkzn/ -I | tr -d '\r')
tag=$(sed -n 's/^ETag: //p' <<<"$head")
day=$(sed -n 's/^Last-Modified: //p' <<<"$head")
has "HEAD" "$head" "Content-Length: "
same "If-None-Match" \
	"$(status www /zwgk/zfxxgk/zfxxgkzn/ -H "If-None-Match: $tag")" 304
same "If-None-Match of another" \
	"$(status www /zwgk/zfxxgk/zfxxgkzn/ -H 'If-None-Match: "x"')" 200
same "If-Modified-Since" \
	"$(status www /zwgk/zfxxgk/zfxxgkzn/ -H "If-Modified-Since: $day")" 304
has "chunked" "$(get www / -D - -o /dev/null)" "Transfer-Encoding: chunked"
zipped=$(grep 县卫生健康局 "$dir/truth" | grep '"year":2023' |
	grep -o '"url":"[^"]*' | head -1 | sed 's/.*:[0-9]*\//\//')
has "compressed unasked" \
	"$(get bm "$zipped" -D - -o /dev/null -H 'Accept-Encoding: identity')" \
	"Content-Encoding: gzip"
same "slow" "$(awk '{ print ($1 >= 0.1) }' \
	<<<"$(status slow / -w ' %{time_total}' | cut -d' ' -f2)")" 1

# The same report at two addresses, the same file at two.
twice=$(grep 禾口镇 "$dir/truth" | grep '"year":2024' |
	grep -o '"urls":\[[^]]*' | grep -o 'http://[^"]*')
same "two addresses" "$(wc -l <<<"$twice")" 2
same "one page" "$(for u in $twice; do
	curl -s "${resolve[@]}" "$u" | cksum; done | uniq | wc -l)" 1
files=$(grep -o 'http[^"]*/P0[^"]*\.pdf\|http[^"]*/596/[^"]*\.pdf' \
	"$dir/truth" | head -2)
same "one file" "$(for u in $files; do
	curl -s "${resolve[@]}" "$u" | cksum; done | uniq | wc -l)" 1

# magic TYPE: the first bytes of the first attachment of that type
magic() {
	local url
	url=$(grep -o "http[^\"]*\.$1\"" "$dir/truth" | head -1)
	curl -s "${resolve[@]}" "${url%\"}" | head -c 4
}
same "a PDF" "$(magic pdf)" "%PDF"
same "a Word document" "$(magic docx)" $'PK\x03\x04'
same "a dead document" "$(magic doc)" $'\r'

# A cell: applications received of 禾口镇 2024, by truth and by page.
row=$(grep 禾口镇 "$dir/truth" | grep '"year":2024')
cell=$(grep -o '申请数量","cells":\[[0-9]*' <<<"$row" | head -1)
page=$(curl -s "${resolve[@]}" "$(head -1 <<<"$twice")" |
	tr -d '\n' | grep -o '一、本年新收.*二、上年结转' |
	sed 's/<br\/>//g; s/<[^>]*>/ /g' | grep -o '[0-9][0-9]*' | head -1)
same "a cell of table 3" "$page" "${cell##*\[}"
stop TERM
old=$port

busy() {
	status busy /zfxxgknb/ -D - | tr -d '\r' |
		grep -e '^HTTP' -e '^Retry-After' | cut -d' ' -f2 | xargs
}
start --pages 40 --busy-times 1
same "busy at first" "$(busy)" "503 1"
same "then served" "$(busy)" 200
stop INT

# The same seed and port give the same bytes.
start --pages 40 --port "$old"
if [ -n "$port" ]; then
	fetch_all --pages 40
	same "a second run" "$(diff -rq "$dir/first" "$dir/pages" | head -3)" ""
	stop TERM
	start --pages 40 --port "$old" --edition 2
	fetch_all --pages 40 --edition 2
	same "a page that is withdrawn" \
		"$(grep -c '^{"organ":"青禾县教育局","year":2021' <("$county" truth --edition 2))" 0
	stop TERM
else
	echo "port $old was taken meanwhile; determinism not compared"
	wait "$pid" 2>/dev/null
	pid=
fi
same "for some seconds" "$(timeout 20 "$county" serve --port 0 --for-seconds 1 \
	>/dev/null; echo $?)" 0
[ "$bad" = 0 ] && echo "county: all as promised, $reports reports"
exit "$bad"
