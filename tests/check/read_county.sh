#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Every report page of the built-in county, read by `nianbao read` and held
# against what `county truth` says: identity, sections, every cell, what the
# prose states, which rules fail.  Notices and lists must be no reports, and
# neither are pages that only lead to a document.
set -uo pipefail
nianbao=${NIANBAO_BUILD:?}/nianbao
county=$NIANBAO_BUILD/tests/county/county
[ -x "$county" ] || { echo "county is not built"; exit 77; }
"$nianbao" help read >/dev/null 2>&1 || { echo "no read command"; exit 77; }
command -v curl >/dev/null || { echo "curl is missing"; exit 77; }
command -v jq >/dev/null || { echo "jq is missing"; exit 77; }
dir=$(mktemp -d)
pid=
trap '[ -n "$pid" ] && kill "$pid" 2>/dev/null; rm -rf "$dir"' EXIT

"$county" serve --port 0 --ready-file "$dir/ready" --slow-ms 0 \
	--busy-times 0 >/dev/null 2>&1 &
pid=$!
for _ in $(seq 200); do
	[ -f "$dir/ready" ] && break
	read -rt 0.05 <> <(:)
done
port=$(awk '/^HOST/ { print $4; exit }' "$dir/ready")
mapfile -t resolve < <(awk '/^RESOLVE/ { print "--resolve"; print $2 }' \
	"$dir/ready")

# fetch NAME: the URLs of the file $dir/NAME as $dir/NAME.1, $dir/NAME.2, …
fetch() {
	awk '{ printf "url = \"%s\"\noutput = \"%s.%d\"\n", $0, name, NR }' \
		name="$dir/$1" "$dir/$1" >"$dir/curl"
	curl -s -m 120 --compressed "${resolve[@]}" -K "$dir/curl"
}

cat >"$dir/compare.jq" <<'JQ'
def plain: if type == "object" then .value else . end;
def cells: [
	(.active_disclosure // {} | to_entries[] | .key as $row
		| .value | to_entries[] | ["active", $row, .key, .value]),
	(.applications.rows // [] | .[] | .label as $row
		| .cells | to_entries[] | ["applications", $row, .key, .value]),
	(.review_litigation // [] | to_entries[] | .key as $row
		| .value | to_entries[] | ["review", $row, .key, .value]),
	(.statistics // [] | .[] | ["statistics", .label, .unit, .year, .total])
];
($got[0] // {}) as $g | (cells) as $want | ($g | cells) as $have | . as $t
| {
	cells: ($want | length),
	right: (($want | length) - ($want - $have | length)),
	wrong: [
		($want - $have | .[0:3][] | {wanted: .}),
		($have - $want | .[0:3][] | {got: .}),
		("organ", "year", "year_stated", "generation", "title",
		 "published", "signed", "source", "sections"
			| select($t[.] != $g[.])
			| {field: ., wanted: $t[.], got: $g[.]}),
		(.stated // {} | to_entries[]
			| select((.value | plain) !=
				 ($g.stated[.key]? | plain))
			| {stated: .key, wanted: .value,
			   got: $g.stated[.key]?}),
		(select((.fails // []) != ([$g.checks[]?
				| select(.result == "fail") | .rule] | unique))
			| {fails: .fails})
	]
}
JQ

"$county" truth --port "$port" | tail -n +2 |
	jq -c 'select(.in_file | not)' >"$dir/truth"
jq -r .url "$dir/truth" >"$dir/reports"
fetch reports
n=0
while read -r line; do
	n=$((n + 1))
	url=$(sed -n "${n}p" "$dir/reports")
	"$nianbao" read "$dir/reports.$n" --url "$url" --json >"$dir/got"
	jq -c --slurpfile got "$dir/got" -f "$dir/compare.jq" <<<"$line" |
		tee -a "$dir/results" |
		jq -r --arg url "$url" 'select(.wrong != [])
			| "FAILED " + $url, (.wrong[] | "  " + tostring)'
done <"$dir/truth"

# What is no report must not become one.
"$county" list --port "$port" | awk -F '\t' '$2 == 200 { print $1, $3 }' |
	grep -vFf <(jq -r '.urls[]' "$dir/truth") |
	grep -E ' (page|list|news|notice|article|home)' | cut -d' ' -f1 |
	grep -v '\.\(pdf\|docx\|doc\|png\|xml\|txt\)$' >"$dir/others"
fetch others
others=0
false=0
while read -r url; do
	others=$((others + 1))
	if "$nianbao" read "$dir/others.$others" --url "$url" --json |
		grep -q '"generation"'; then
		echo "FAILED a report in $url"
		false=$((false + 1))
	fi
done <"$dir/others"

jq -rs --argjson others "$others" --argjson false "$false" '
	"reports \(map(select(.wrong == [])) | length)/\(length), " +
	"cells \(map(.right) | add) of \(map(.cells) | add), " +
	"\($false) of \($others) other pages taken for reports"' \
	"$dir/results"
[ "$false" = 0 ] && [ "$others" -gt 20 ] &&
	jq -es 'all(.[]; .wrong == []) and length >= 70' \
	"$dir/results" >/dev/null
