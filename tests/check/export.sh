#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# The county is crawled, and again some weeks later: what is said to have
# changed is what did.
set -uo pipefail
. "$(dirname "$0")/../lib/check.sh"
. "$(dirname "$0")/../lib/county.sh"
[ -x "$county" ] || { echo "the county is not built"; exit 77; }
county_need jq python3 sha256sum
trap 'county_stop; rm -rf "$dir"' EXIT
export NIANBAO_ARCHIVE=$dir/archive

crawl() {
	code "crawl" 0 "$nianbao" crawl "${hosts[@]}" --delay 0 \
		--connections 4 --scope site "$seed"
	county_stop
}
county_start "$dir" --pages 20 --slow-ms 20
crawl
reports=$("$nianbao" reports --json | wc -l)
code "changes" 0 "$nianbao" changes --json
same "changes: all are new" "$(jq -r .change <<<"$out" | sort | uniq -c |
	xargs)" "$reports new"

# --- the county some weeks later --------------------------------------------
since=$("$nianbao" status --json | jq -r .last_run.ended)
county_start "$dir" --pages 20 --slow-ms 20 --edition 2 --port "$port"
crawl
cell='青禾县禾口镇人民政府 2024 cell active_disclosure 行政许可 number number'
code "changes --since" 0 "$nianbao" changes --since "$since" --json
same "changes --since" "$(jq -r '[.organ, .year, .change, .part, .label,
	.from_kind, .to_kind] | map(select(.)) | join(" ")' <<<"$out" | sort)" \
	"$(sort <<<"青禾县云脚乡人民政府 2023 new
青禾县教育局 2021 gone
$cell")"
change=$(jq -c 'select(.change == "cell")' <<<"$out")
now=$("$nianbao" reports --organ 禾口镇 --year 2024 --json |
	jq '.active_disclosure["行政许可"][0]')
same "changes: to what is there now" "$(jq -r .to <<<"$change")" "$now"
[ "$(jq -r .from <<<"$change")" != "$now" ] || same "changes: from" same other
url=$(jq -r .url <<<"$change")
same "changes: by which captures" "$("$nianbao" why "$url" --json |
	jq -c '[.captures[].capture] | sort')" \
	"$(jq -c '[.before, .capture] | sort' <<<"$change")"
code "changes for people" 0 "$nianbao" changes --since "$since" \
	--organ 禾口镇
has "changes for people" "$out" "2024 青禾县禾口镇人民政府: 主动公开 行政许可 · "
has "changes for people" "$out" " → $now ("
code "changes --csv" 0 "$nianbao" changes --since "$since" --csv
same "changes --csv" "$(wc -l <<<"$out")" 4
code "changes of nobody" 0 "$nianbao" changes --organ 无此机关
has "changes of nobody" "$err" "nothing changed"
code "changes of an unknown site" 1 "$nianbao" changes --site nowhere
code "changes since never" 2 "$nianbao" changes --since yesterday

# --- the same after the catalog was made anew -------------------------------
told() { "$nianbao" changes --json | jq -c 'del(.capture, .before)'; }
before=$(told)
rm "$NIANBAO_ARCHIVE"/catalog.sqlite3*
code "mend --rebuild" 0 "$nianbao" mend --rebuild
same "changes after mend --rebuild" "$(told)" "$before"
check_end export
