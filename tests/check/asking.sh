#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# The county is crawled once; then every command that asks the archive is held
# against what the county serves, and against each other.
set -uo pipefail
. "$(dirname "$0")/../lib/check.sh"
. "$(dirname "$0")/../lib/county.sh"
[ -x "$county" ] || { echo "the county is not built"; exit 77; }
county_need curl jq script
trap 'county_stop; rm -rf "$dir"' EXIT
export NIANBAO_ARCHIVE=$dir/archive

county_start "$dir" --pages 20 --slow-ms 20
"$county" truth --port "$port" --pages 20 >"$dir/truth"
code "crawl" 0 "$nianbao" crawl "${hosts[@]}" --delay 0 --connections 4 \
	--scope site "$seed"
site=www.qinghe.test:$port
www=http://$site
known() { jq -r "$1" <"$dir/truth"; }
fetch() { curl -s "${hosts[@]}" "$@"; }
bytes() { sha256sum | cut -d' ' -f1; }

# --- reports and show -------------------------------------------------------
code "reports --json" 0 "$nianbao" reports --json
jq -s . <<<"$out" >"$dir/reports.json" || same "reports --json" broken JSON
ask() { jq -r "$1" "$dir/reports.json"; }
same "reports" "$(ask length)" "$(known 'select(.year) | 1' | wc -l)"
same "ids differ" "$(ask '[.[].id] | unique | length')" "$(ask length)"
same "failing checks" "$(ask '[.[] | select(any(.checks[]?;
	.result == "fail")) | "\(.organ) \(.year)"] | sort | join(", ")')" \
	"青禾县农业农村局 2024, 青禾县麦垄镇人民政府 2023"
code "reports --check fail" 0 "$nianbao" reports --check fail --csv
same "reports --check fail" "$(tail -n +2 <<<"$out" | cut -d, -f2 | sort |
	xargs)" "2023 2024"
code "reports --text" 0 "$nianbao" reports --text '行政诉讼' --json
same "reports --text" "$(jq -s length <<<"$out")" "$(ask '[.[] | select(any(
	.sections[]; contains("行政诉讼")))] | length')"
code "reports --text ''" 2 "$nianbao" reports --text ''
code "reports --organ" 0 "$nianbao" reports --organ 禾口镇 --year 2024 --json
same "a report at two addresses" "$(jq -r '.urls | length' <<<"$out")" 2
failing='.[] | select(.organ == "青禾县麦垄镇人民政府" and .year == 2023)'
id=$(ask "$failing | .id")
page=$(ask "$failing | .url")
digest=$(ask "$failing | .content")
code "show ID" 0 "$nianbao" show "$id"
has "show: title" "$out" "$(ask "$failing | .title")"
has "show: the failing check" "$out" "! V4 fail"
has "show: the page" "$out" "$page"
has "show: the digest" "$out" "$digest"

# --- cat --------------------------------------------------------------------
same "cat URL" "$("$nianbao" cat "$page" | bytes)" "$(fetch "$page" | bytes)"
same "cat SHA256" "$("$nianbao" cat "$digest" | bytes)" "$digest"
zipped=$(known 'select(.organ == "青禾县卫生健康局" and .year == 2023) | .url')
same "cat undoes codings" "$("$nianbao" cat "$zipped" | bytes)" \
	"$(fetch --compressed "$zipped" | bytes)"
same "cat --raw" "$("$nianbao" cat --raw "$zipped" | head -c 2 |
	od -An -tx1)" " 1f 8b"
pdf=$(ask '[.[].attachments[]? | select(.type == "pdf" and .sha256)][0].url')
same "cat a PDF" "$("$nianbao" cat "$pdf" | bytes)" "$(fetch "$pdf" | bytes)"
terminal=$(script -qec "$nianbao cat '$pdf'" /dev/null </dev/null) &&
	same "a PDF on a terminal: exit code" 0 1
has "a PDF on a terminal" "$terminal" "not for a terminal"
lacks "a PDF on a terminal" "$terminal" "%PDF"
old=$(known 'select(.host == "xxgk.qinghe.test") | .url' | head -n 1)
terminal=$(script -qec "$nianbao cat '$old'" /dev/null </dev/null)
has "GB18030 on a terminal" "$terminal" "shown in UTF-8"
has "GB18030 on a terminal" "$terminal" "青禾县"

# --- why --------------------------------------------------------------------
code "why --json" 0 "$nianbao" why "$page" --json
# robots.txt names the sitemap, which may have been read first
same "why: from the seed" "$(jq -r '.path[0].url |
	sub("robots.txt$"; "")' <<<"$out")" "$www/"
same "why: to the page" "$(jq -r '.path[-1].url' <<<"$out")" "$page"
same "why: robots" "$(jq -r '.robots.allowed, .robots.status' <<<"$out" |
	xargs)" "true 200"
code "why a forbidden page" 0 "$nianbao" why "$www/internal/" --json
same "why a forbidden page" "$(jq -c '[.robots.allowed, .robots.rule,
	.captures[0].kind, .captures[0].outcome]' <<<"$out")" \
	'[false,"Disallow: /internal/","failed","robots"]'

# --- sites, hosts, status ---------------------------------------------------
code "sites" 0 "$nianbao" sites --json
same "sites" "$(jq -c '[.state, .configured, .reports]' <<<"$out")" \
	"[\"complete\",false,$(ask length)]"
code "hosts" 0 "$nianbao" hosts --json
same "hosts" "$(jq -r .host <<<"$out" | sort | sed 's/:[0-9]*$//' | xargs)" \
	"http://bm.qinghe.test http://busy.qinghe.test http://slow.qinghe.test\
 http://www.qinghe.test http://xxgk.qinghe.test"
same "hosts: Crawl-delay" "$(jq -r 'select(.host | test("slow")) |
	.crawl_delay_ms' <<<"$out")" 1000
code "status" 0 "$nianbao" status --json
same "status" "$(jq -c '[.held, .hosts, .reports, .sites_unfinished,
	.last_run.command]' <<<"$out")" "[false,5,$(ask length),0,\"crawl\"]"
same "status: totals" "$(jq '.captures == .responses + .revisits +
	.not_modified + .failed' <<<"$out")" true

# --- mend and verify --------------------------------------------------------
code "mend" 0 "$nianbao" mend
has "mend" "$out" "Nothing was left by a crash"
code "verify" 0 "$nianbao" verify

# --- while a crawl holds the archive ----------------------------------------
county_stop
county_start "$dir" --pages 20 --slow-ms 5000
"$nianbao" crawl "${hosts[@]}" --delay 0 "http://slow.qinghe.test:$port/" \
	>"$dir/crawl.out" 2>&1 &
crawl=$!
for _ in $(seq 100); do
	[ "$("$nianbao" status --json | jq .held)" = true ] && break
	read -rt 0.05 <> <(:)
done
code "mend of a held archive" 75 "$nianbao" mend
has "mend of a held archive" "$err" "another nianbao"
code "status of a held archive" 0 "$nianbao" status
has "status of a held archive" "$out" "It is being written to now."
has "status of a held archive" "$out" ", under way"
code "verify of a held archive" 0 "$nianbao" verify --fast
kill -INT "$crawl"
wait "$crawl"
same "interrupted" "$?" 130
check_end asking
