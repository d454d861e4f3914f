#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# The nights after a crawl: at first nothing is due; when all is asked again,
# nothing has changed, whatever clocks and counters say; some weeks later,
# exactly what changed is said to have changed, and nothing else.
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
told='fetched, .new, .changed, .gone, .unchanged'
code "refresh in the first night" 0 "$nianbao" refresh "${hosts[@]}" "${usual[@]}"
same "refresh in the first night" "$(what "$told")" "0 0 0 0 0"

code "refresh --all" 0 "$nianbao" refresh --all "${hosts[@]}" "${usual[@]}"
same "refresh --all: nothing changed" "$(what 'new, .changed, .gone, .unchanged')" \
	"0 0 0 $reports"
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
same "refresh some weeks later" "$(what 'new, .changed, .gone, .unchanged')" \
	"1 1 1 $((reports - 2))"
echo "$(what fetched) asked ($asked before), $(what not_modified) not modified"
code "refresh for people" 0 "$nianbao" refresh "${hosts[@]}" --delay 0
has "refresh for people" "$out" "reports: 0 new, 0 changed, 0 gone"

code "refresh of a site that is not there" 2 "$nianbao" refresh nowhere
code "refresh of no archive" 1 "$nianbao" -C "$dir/none" refresh
code "verify" 0 "$nianbao" verify
check_end refresh
