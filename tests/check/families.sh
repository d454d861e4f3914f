#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# families.sh [--pages N] [--only FAMILY] [--site] [--json]
#
# The fictional portals of every family are crawled: how many of their reports
# are found, which columns are complete, and what a report costs in requests.
# --site crawls them a second time with scope site, to say what a crawl without
# knowledge of reports needs until it has them all.  As a check (no options) it
# fails where a family that is known to work does not find everything.
set -uo pipefail
. "$(dirname "$0")/../lib/check.sh"
. "$(dirname "$0")/../lib/county.sh"
[ -x "$county" ] || { echo "the county is not built"; exit 77; }
county_need jq python3
trap 'county_stop; rm -rf "$dir"' EXIT
tally=$(dirname "$0")/../lib/tally_families

# What is not reached yet, and why; everything else finds all reports and has
# all columns complete.
declare -A unreached=(
)
pages=10 only=() site='' json=''
while [ $# -gt 0 ]; do
	case $1 in
	--pages) pages=$2; shift ;;
	--only) only=(--only "$2"); shift ;;
	--site) site=1 ;;
	--json) json=1 ;;
	*) sed -n '4,11p' "$0" >&2; exit 2 ;;
	esac
	shift
done

# crawl_all SCOPE: into $dir/SCOPE, its requests in $dir/SCOPE.log
crawl_all() {
	local seeds
	county_start "$dir" --portals --pages "$pages" "${only[@]}" \
		--log "$dir/$1.log"
	mapfile -t seeds < <(awk '/^SEED/ { print $2 }' "$dir/ready")
	"$nianbao" -C "$dir/$1" crawl "${hosts[@]}" --delay 0 --connections 4 \
		--scope "$1" --max-pages 1000000 "${seeds[@]}" \
		>"$dir/$1.out" 2>"$dir/$1.err"
	county_stop
}

crawl_all reports
"$county" truth --portals --port "$port" --pages "$pages" "${only[@]}" \
	>"$dir/truth"
"$nianbao" -C "$dir/reports" reports --json >"$dir/got"
"$nianbao" -C "$dir/reports" sites --columns --json >"$dir/columns"
logs=("$dir/reports.log")
if [ -n "$site" ]; then
	crawl_all site
	logs+=("$dir/site.log")
fi
"$tally" "$dir/truth" "$dir/got" "$dir/columns" "${logs[@]}" >"$dir/rows" ||
	{ echo "FAILED the tally"; exit 1; }

if [ -n "$json" ]; then
	cat "$dir/rows"
else
	printf '%-16s %8s %8s %9s %10s %10s %8s %6s\n' family reports columns \
		requests "a report" "site until" "in all" saved
	jq -r '[.family, "\(.found)/\(.expected)", "\(.complete)/\(.columns)",
		.requests, (.per_report // "-"), (.site_until // "-"),
		(.site // "-"), (.saved // "-")] | @tsv' "$dir/rows" |
		while IFS=$'\t' read -r f r c n p u a s; do
			printf '%-16s %8s %8s %9s %10s %10s %8s %6s\n' "$f" \
				"$r" "$c" "$n" "$p" "$u" "$a" "$s"
		done
fi

while IFS=$'\t' read -r family found expected complete columns missing; do
	if [ -n "${unreached[$family]:-}" ]; then
		[ "$found" = "$expected" ] && [ "$complete" = "$columns" ] &&
			same "$family is reached: take it off the list" x ""
		continue
	fi
	same "$family: reports (missing: $missing)" "$found" "$expected"
	same "$family: columns complete" "$complete" "$columns"
done < <(jq -r '[.family, .found, .expected, .complete, .columns,
	(.missing | .[:3] | join(", "))] | @tsv' "$dir/rows")
if [ -n "$json" ]; then
	check_end families >&2
fi
check_end families
