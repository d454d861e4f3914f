#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# The county is crawled in parts, then whole; what coverage says of each cell is
# held against what the county has.  However little was crawled, nothing that
# exists is called missing.
set -uo pipefail
. "$(dirname "$0")/../lib/check.sh"
. "$(dirname "$0")/../lib/county.sh"
[ -x "$county" ] || { echo "the county is not built"; exit 77; }
county_need jq python3
trap 'county_stop; rm -rf "$dir"' EXIT
export NIANBAO_ARCHIVE=$dir/archive

county_start "$dir" --pages 20 --slow-ms 20
"$county" truth --port "$port" --pages 20 >"$dir/truth"
site=www.qinghe.test:$port
crawl() {
	"$nianbao" crawl "${hosts[@]}" --delay 0 --connections 4 "$@" "$seed" \
		>/dev/null 2>"$dir/crawl.err"
}
jq -r 'select(.year) | "\(.organ) \(.year)"' "$dir/truth" | sort \
	>"$dir/exist"
# cells STATE: those coverage gives it, sorted
cells() {
	jq -r "select(.state == \"$1\") | \"\(.organ) \(.year)\"" \
		"$dir/cells" | sort
}

# --- little by little ------------------------------------------------------
for pages in 5 20 50; do
	crawl --scope reports --max-pages "$pages"
	code "coverage after $pages pages more" 0 "$nianbao" coverage \
		--years 2008-2025 --json
	printf '%s\n' "$out" >"$dir/cells"
	same "after $pages: called missing, but there" \
		"$(cells missing | comm -12 - "$dir/exist")" ""
	same "after $pages: called archived, but not there" \
		"$(cells archived | comm -23 - "$dir/exist")" ""
	same "after $pages: as many as reports" "$(cells archived | wc -l)" \
		"$("$nianbao" reports --json 2>/dev/null | wc -l)"
done

# --- all of it --------------------------------------------------------------
crawl --scope reports
code "coverage --json" 0 "$nianbao" coverage --years 2008-2025 --json
printf '%s\n' "$out" >"$dir/cells"
same "archived" "$(cells archived)" "$(cat "$dir/exist")"
same "the rest is missing" "$(jq -r .state "$dir/cells" | sort | uniq -c |
	awk '{print $2, $1}' | xargs)" "archived 72 missing 144"
jq -r 'select(.gaps) | .gaps[] | "\(.organ) \(.year)"' "$dir/truth" \
	>"$dir/gaps"
same "the gaps" "$(cells missing | comm -12 - <(sort "$dir/gaps") | wc -l)" \
	"$(wc -l <"$dir/gaps")"
same "evidence of what is there" "$(jq -r 'select(.state == "archived") |
	.evidence' "$dir/cells" | sort)" \
	"$("$nianbao" reports --json | jq -r .id | sort)"
same "evidence of a gap" "$(jq -r 'select(.year == 2023 and
	.organ == "青禾县云脚乡人民政府") | .evidence_kind, .evidence' \
	"$dir/cells" | xargs)" "column http://$site/zwgk/zfxxgk/zfxxgknb/"
code "coverage --csv" 0 "$nianbao" coverage --years 2008-2025 --csv
printf '%s\n' "$out" >"$dir/csv"
same "CSV and JSON" "$(python3 -c 'import csv, sys
for row in csv.DictReader(open(sys.argv[1], newline="", encoding="utf-8")):
	print(row["organ"], row["year"], row["state"], row["evidence"])' \
	"$dir/csv")" "$(jq -r '"\(.organ) \(.year) \(.state) \(.evidence)"' \
	"$dir/cells")"
code "coverage" 0 "$nianbao" coverage --years 2021-2025
has "coverage: years" "$out" "21 22 23 24 25"
has "coverage: a gap" "$out" "青禾县云脚乡人民政府      -  #  -  #  #"
has "coverage: legend" "$out" "# archived"
lacks "coverage: colours in a pipe" "$out" $'\e'

# --- why-not ------------------------------------------------------------------
code "why-not of a gap" 0 "$nianbao" why-not 云脚乡 2023
has "why-not: state" "$out" "青禾县云脚乡人民政府 2023: missing"
has "why-not: column" "$out" "政府信息公开年报: 28 of 28 rows, complete"
has "why-not: years" "$out" "archived of this organ: 2022 2024 2025"
has "why-not: links" "$out" "none was seen"
code "why-not --json" 0 "$nianbao" why-not 云脚乡 2023 --json
same "why-not --json" "$(jq -c '[.state, .columns[0].declared,
	.columns[0].witness, (.links | length)]' <<<"$out")" \
	'["missing",28,"good",0]'
code "why-not of what is there" 0 "$nianbao" why-not 县政府 2012
has "why-not of what is there" "$out" "nianbao show $(jq -r \
	'select(.organ == "青禾县人民政府" and .year == 2012) | .evidence' \
	"$dir/cells")"
code "why-not of a part of three names" 2 "$nianbao" why-not 镇 2023
has "why-not of a part of three names" "$err" "青禾县禾口镇人民政府"
has "why-not of a part of three names" "$err" "青禾县麦垄镇人民政府"
code "why-not of nobody" 1 "$nianbao" why-not 红石镇 2023
has "why-not of nobody" "$err" "nianbao coverage"
code "why-not without a year" 2 "$nianbao" why-not 云脚乡
code "why-not of two years" 2 "$nianbao" why-not 云脚乡 2022-2023

# --- what the site's file expects -------------------------------------------
cat >"$NIANBAO_CONF" <<EOF
site "$site" {
	seeds = {"$seed"}
	organs = {"县财政局", "红石镇"}
}
site "elsewhere" {
	seeds = {"http://elsewhere.test/"}
	organs = {"某县人民政府"}
}
EOF
code "coverage of a configured organ" 0 "$nianbao" coverage --site "$site" \
	--years 2023 --json
same "a township nobody lists" "$(jq -r 'select(.organ == "红石镇") | .state' \
	<<<"$out")" missing
same "another spelling" "$(jq -r 'select(.organ | test("财政局")) |
	"\(.organ) \(.state)"' <<<"$out")" "青禾县财政局 archived"
code "coverage of a site that was not crawled" 0 "$nianbao" coverage \
	--site elsewhere --years 2023 --csv
has "coverage of a site that was not crawled" "$out" \
	"elsewhere,某县人民政府,government,,2023,unknown"
code "coverage of no site" 2 "$nianbao" coverage --site nowhere
has "coverage of no site" "$err" "elsewhere"
has "coverage of no site" "$err" "$site"
code "coverage of odd years" 2 "$nianbao" coverage --years 1999
check_end coverage
