#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Every report page of the built-in county, read by `nianbao read` and held
# against what `county truth` says: identity, sections, every cell, what the
# prose states, which rules fail.  Notices and lists must be no reports, and
# neither are pages that only lead to a document.
set -uo pipefail
. "$(dirname "$0")/../lib/check.sh"
. "$(dirname "$0")/../lib/county.sh"
[ -x "$county" ] || { echo "the county is not built"; exit 77; }
county_need curl jq python3
trap 'county_stop; rm -rf "$dir"' EXIT
county_start "$dir" --slow-ms 0 --busy-times 0

# read_all NAME: the URLs of the file $dir/NAME, read; a line of JSON for each
# report, or page that is none, to $dir/NAME.json, in that order
read_all() {
	awk '{ printf "url = \"%s\"\noutput = \"%s.%d\"\n", $0, name, NR }' \
		name="$dir/$1" "$dir/$1" >"$dir/curl"
	curl -s -m 120 --compressed "${hosts[@]}" -K "$dir/curl" \
		-w '%{filename_effective}\t%{url}\t%{content_type}\n' |
		tests/lib/warc_of >"$dir/$1.warc"
	"$nianbao" read "$dir/$1.warc" --json >"$dir/$1.json" ||
		same "read $1" "exit code $?" 0
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
(.got[0] // {}) as $g | .truth | (cells) as $want | ($g | cells) as $have
| . as $t | {
	url,
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
read_all reports
jq -c --slurpfile read "$dir/reports.json" '. as $truth | {truth: $truth,
	got: [$read[] | select(.url == $truth.url)]}' "$dir/truth" |
	jq -cf "$dir/compare.jq" >"$dir/results"
jq -r 'select(.wrong != []) | "FAILED " + .url, (.wrong[] | "  " + tostring)' \
	"$dir/results"

# What is no report must not become one.
"$county" list --port "$port" | awk -F '\t' '$2 == 200 { print $1, $3 }' |
	grep -vFf <(jq -r '.urls[]' "$dir/truth") |
	grep -E ' (page|list|news|notice|article|home)' | cut -d' ' -f1 |
	grep -v '\.\(pdf\|docx\|doc\|png\|xml\|txt\)$' >"$dir/others"
read_all others
others=$(jq -s 'map(.url) | unique | length' "$dir/others.json")
same "others read" "$others" "$(wc -l <"$dir/others")"
jq -r 'select(.generation) | "FAILED a report in \(.url)"' \
	"$dir/others.json" | tee "$dir/false"
false=$(wc -l <"$dir/false")

jq -rs --argjson others "$others" --argjson false "$false" '
	"reports \(map(select(.wrong == [])) | length)/\(length), " +
	"cells \(map(.right) | add) of \(map(.cells) | add), " +
	"\($false) of \($others) other pages taken for reports"' \
	"$dir/results"
[ "$check_bad$false" = 00 ] && [ "$others" -gt 20 ] &&
	jq -es 'all(.[]; .wrong == []) and length >= 70' \
	"$dir/results" >/dev/null
