#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# The portal of traps (tests/county/traps.c), crawled with either scope: all
# reports are found, requests are bounded, each trap is ended by its rule and
# counted, and `why` tells of a URL of each which rule that was.
set -uo pipefail
. "$(dirname "$0")/../lib/check.sh"
. "$(dirname "$0")/../lib/county.sh"
[ -x "$county" ] || { echo "the county is not built"; exit 77; }
county_need jq
trap 'county_stop; rm -rf "$dir"' EXIT
# Its usual quarantine costs more than the crawl.
export ASAN_OPTIONS=quarantine_size_mb=16:${ASAN_OPTIONS:-}

# Not more than 16 of its home page are on their way at a time.
echo 'bytes_in_flight = "1 MiB"' >"$NIANBAO_CONF"

# crawl SCOPE: into $dir/SCOPE, its last line to $end, its requests to
# $dir/SCOPE.log; $site is where the portal is
crawl() {
	county_start "$dir" --portals --only traps --pages 10 \
		--log "$dir/$1.log"
	site=${seed%/}
	"$nianbao" -C "$dir/$1" crawl "${hosts[@]}" --delay 0.02 \
		--max-pages 600 --max-time 90 --scope "$1" --json "$seed" \
		>"$dir/$1.out" 2>"$dir/$1.err"
	county_stop
	end=$(tail -n 1 "$dir/$1.out")
	same "$1: reports" \
		"$("$nianbao" -C "$dir/$1" reports --json | what_reports)" \
		"$("$county" truth --portals --only traps --pages 10 \
			--port "$port" | tail -n +2 | what_reports)"
	same "$1: rules that were not needed" \
		"$(jq -c '.stopped | keys - ["barren", "max_depth",
			"other_column", "other_spelling", "repeated_path",
			"same_content"]' <<<"$end")" '[]'
}

what_reports() {
	jq -r '"\(.organ) \(.year)"' | sort
}

# stopped SCOPE RULE LEAST: it is counted so often
stopped() {
	same "$1: $2 counted ($3 or more)" "$(jq --arg rule "$2" \
		--argjson least "$3" '.stopped[$rule] >= $least' <<<"$end")" \
		true
}

# asked SCOPE PATTERN MOST: no more requests are like that
asked() {
	local n
	n=$(awk -v p="$2" '$4 ~ p' "$dir/$1.log" | wc -l)
	[ "$n" -le "$3" ] || same "$1: requests like $2" "$n" "$3 at most"
}

# left_out SCOPE PATH RULE: why of what is not in the frontier, or done there
# without being asked for
left_out() {
	code "$1: why $2" 0 "$nianbao" -C "$dir/$1" why --json "$site$2"
	same "$1: $2 was left out" \
		"$(jq -r '.left_out.reason // .stop' <<<"$out")" "$3"
}

# tells SCOPE PATH TEXT: why of what was asked for
tells() {
	code "$1: why $2" 0 "$nianbao" -C "$dir/$1" why "$site$2"
	has "$1: why $2" "$out" "$3"
}

# The longest path that was asked for and is like PATTERN.
longest() {
	awk -v p="$2" '$4 ~ p { print length($4), $4 }' "$dir/$1.log" |
		sort -k1,1n -k2 | tail -n 1 | cut -d' ' -f2
}

# A link of the longest loop that no rule of shapes concerns.
loop_on() {
	local path
	path=$(longest "$1" ^/maze/loop/)
	case $path in
	*y1/*y1/*) echo "${path}y2/" ;;
	*) echo "${path}y1/" ;;
	esac
}

# --- everything of the site --------------------------------------------------
crawl site
asked site . 330
asked site ^/trap/calendar 60
asked site ^/trap/session 4
asked site ^/trap/loop 8
asked site ^/maze/deep 20
asked site ^/maze/loop 8
asked site ^/maze/home 16
asked site ^/maze/all/ 75
asked site ^/maze/order 1
asked site ^/maze/pager 30
asked site more 0
stopped site max_depth 2
stopped site repeated_path 2
stopped site same_content 10
stopped site other_spelling 5
same "what is gone is not found" \
	"$(jq '.not_found >= 3' <<<"$end")" true
same "a literal shell is a redirect" "$(jq .redirects <<<"$end")" 1

left_out site "$(longest site ^/maze/deep/)zs/" repeated_path
left_out site "$(loop_on site)" same_content
left_out site "$(longest site ^/maze/home/)hdjl/" same_content
left_out site '/maze/order?ym=1&nd=2024&lx=nb' other_spelling
left_out site '/trap/session/1.html;jsessionid=0' drop_parameters
left_out site "/maze/pager/index_$(awk -F'[_.]' \
	'$0 ~ /maze.pager/ { if ($(NF-1) > n) n = $(NF-1) }
	END { print n + 1 }' <(cut -d' ' -f4 "$dir/site.log")).html" max_depth
left_out site /maze/gone/more/ gone_page
tells site '/maze/order?ym=1&nd=2024&lx=nb' 'known as'
tells site /maze/gone/soft.html 'soft_404: a page that says'
tells site /maze/gone/removed.html 'removed: taken down'
tells site /maze/gone/refresh.html 'soft_404: a page that says'
tells site /maze/shell/nb.html "leads to  $site/zwgk/"
tells site /maze/shell/script.html 'blocked_empty: an answer with nothing'
all=$(comm -23 <(seq 90 | sort) <(sed -n 's:.*/maze/all/\([0-9]*\).html.*:\1:p' \
	"$dir/site.log" | sort -u) | head -1)
tells site "/maze/all/$all.html" 'left out  in this pass (same_content)'

# --- reports alone -----------------------------------------------------------
crawl reports
asked reports . 110
asked reports ^/trap/ 4
asked reports '^/maze/(deep|home|all)' 4
asked reports ^/maze/loop 8
asked reports ^/maze/order 1
asked reports more 0
stopped reports max_depth 1
stopped reports same_content 1
stopped reports other_spelling 5
left_out reports /xwzx/ywdt/ scope
left_out reports '/maze/order?ym=1&nd=2024&lx=nb' other_spelling
left_out reports "$(loop_on reports)" same_content
code "of what nobody links to why knows nothing" 1 \
	"$nianbao" -C "$dir/reports" why "${site}/nowhere"
has "nowhere" "$err" "no page that was read links to it"
check_end traps
