#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# The nights after a crawl: at first nothing is due; when all is asked again,
# nothing has changed, whatever clocks and counters say; some weeks later,
# exactly what changed is said to have changed, and nothing else; and what is at
# another address is moved, neither gone nor new.
set -uo pipefail
. "$(dirname "$0")/../lib/check.sh"
. "$(dirname "$0")/../lib/county.sh"
[ -x "$county" ] || { echo "the county is not built"; exit 77; }
county_need jq sqlite3
trap 'county_stop; rm -rf "$dir"' EXIT
export NIANBAO_ARCHIVE=$dir/archive
usual=(--delay 0 --connections 4 --json)

county_start "$dir" --pages 20 --slow-ms 20 --busy-times 0
code "crawl" 0 "$nianbao" crawl "${hosts[@]}" "${usual[@]}" "$seed"
reports=$("$nianbao" reports --json | wc -l)

# what FIELDS: of the last line
what() { jq -r "[.$1] | map(tostring) | join(\" \")" <<<"$out"; }
became='new, .changed, .gone, .moved, .unchanged'
code "refresh in the first night" 0 "$nianbao" refresh "${hosts[@]}" "${usual[@]}"
same "refresh in the first night" "$(what "fetched, .$became")" \
	"0 0 0 0 0 0"

code "refresh --all" 0 "$nianbao" refresh --all "${hosts[@]}" "${usual[@]}"
same "refresh --all: nothing changed" "$(what "$became")" "0 0 0 0 $reports"
asked=$(what fetched)
# a page that was left out as barren in one order of answers may be asked for in
# another: it is new, and stored once
same "refresh --all: no bytes are stored twice" "$(sqlite3 -readonly \
	"$NIANBAO_ARCHIVE/catalog.sqlite3" "SELECT count(*) FROM (SELECT 1
	FROM capture WHERE kind = 0 AND payload_length > 0
	GROUP BY url_id HAVING count(*) > 1)")" 0
county_stop

county_start "$dir" --pages 20 --slow-ms 20 --busy-times 0 --edition 2 \
	--port "$port"
code "refresh some weeks later" 0 "$nianbao" refresh --all "${hosts[@]}" \
	"${usual[@]}"
same "refresh some weeks later" "$(what "$became")" "1 1 1 0 $((reports - 2))"
echo "$(what fetched) asked ($asked before), $(what not_modified) not modified"
county_stop

county_start "$dir" --pages 20 --slow-ms 20 --busy-times 0 --edition 3 \
	--port "$port"
since=$(date -u +%Y-%m-%dT%H:%M:%S.%3NZ)
code "refresh after pages moved" 0 "$nianbao" refresh --all "${hosts[@]}" \
	"${usual[@]}"
same "refresh after pages moved" "$(what "$became")" \
	"0 0 0 3 $((reports - 2))"	# the one that is gone still is
code "changes after pages moved" 0 "$nianbao" changes --json --since "$since"
same "changes after pages moved" "$(jq -r '[.change, .organ, .year,
	(.to | sub("https?://[^/]*"; ""))] | join(" ")' <<<"$out")" \
"moved 青禾县农业农村局 2022 /nb/2022/88062.html
moved 青禾县青石滩镇人民政府 2023 /nb/2023/88022.html
moved 青禾县麦垄镇人民政府 2022 /nb/2022/88013.html"
same "the address before" "$(jq -r 'select(.year == 2023) | .from' <<<"$out" |
	grep -c 't20240211_105814.html$')" 1
code "refresh for people" 0 "$nianbao" refresh "${hosts[@]}" --delay 0
has "refresh for people" "$out" "reports: 0 new, 0 changed, 0 gone"

code "refresh of a site that is not there" 2 "$nianbao" refresh nowhere
code "refresh of no archive" 1 "$nianbao" -C "$dir/none" refresh
code "verify" 0 "$nianbao" verify
check_end refresh
