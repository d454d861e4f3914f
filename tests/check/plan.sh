#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# nianbao plan: over the small archive that tests/flow/test_why writes, over
# sites that are only configured, and over a county whose budget is spent.
set -uo pipefail
. "$(dirname "$0")/../lib/check.sh"
. "$(dirname "$0")/../lib/county.sh"
sample=$NIANBAO_BUILD/tests/test_why
for program in "$sample" "$county"; do
	[ -x "$program" ] || { echo "$program is not built"; exit 77; }
done
county_need jq script
trap 'county_stop; rm -rf "$dir"' EXIT
export NIANBAO_ARCHIVE=$dir/archive

# --- no archive, and nothing configured; then only configured ---------------
code "nothing at all" 1 "$nianbao" plan
has "nothing at all" "$err" "there is no archive"
cat >"$NIANBAO_CONF" <<-'END'
	site "qinghe" {
	seeds = {"http://www.qinghe.test/", "http://bm.qinghe.test/a b"}
	budget = 5
	}
END
code "only configured" 0 "$nianbao" plan --json
same "only configured" "$(jq -c '[.site, .url, .reason, .state]' <<<"$out")" \
	'["qinghe","http://www.qinghe.test/","seed","due"]
["qinghe","http://bm.qinghe.test/a%20b","seed","due"]'
code "only configured, in words" 0 "$nianbao" plan qinghe
has "only configured, in words" "$out" "qinghe: not crawled yet"
has "only configured, in words" "$out" "budget: 5 of 5 requests left"
code "a row a site" 0 "$nianbao" plan --sites --json
same "a row a site" "$(jq -c '[.site, .due, .budget_left]' <<<"$out")" \
	'["qinghe",2,5]'
code "no such site" 1 "$nianbao" plan nowhere
has "no such site" "$err" 'there is no site "nowhere"'
code "two sites" 2 "$nianbao" plan a b
code "no number" 2 "$nianbao" plan --limit some
code "two formats" 2 "$nianbao" plan --json --csv

# --- an archive -------------------------------------------------------------
mkdir "$NIANBAO_ARCHIVE"
"$sample" "$NIANBAO_ARCHIVE"
code "an archive" 0 "$nianbao" plan a.test --json
same "an archive" "$(jq -c '[.url, .reason, .why]' <<<"$out")" \
	'["http://a.test/nb/2023.html","redirect","redirect of http://a.test/nb/"]'
code "an archive as csv" 0 "$nianbao" plan a.test --csv
has "an archive as csv" "$out" "site,url,host,state,when,priority,reason"

# --- a county whose budget is spent: each reason, and nothing is changed ----
county_start "$dir"
cat >"$NIANBAO_CONF" <<-END
	site "qinghe" { seeds = {"$seed"}
	budget = 40 }
END
export NIANBAO_ARCHIVE=$dir/county
code "crawl" 0 "$nianbao" crawl qinghe "${hosts[@]}" --delay 0 --json
has "crawl" "$err" "with --wait"
same "crawl" "$(jq -c '[.fetched, .stopped.budget]' <<<"$out")" '[40,1]'
queued=$(jq .queued <<<"$out")
code "plan" 0 "$nianbao" plan --json
same "plan: as many as are queued" "$(wc -l <<<"$out")" "$queued"
same "plan: none before the budget is back" \
	"$(jq -r 'select(.when == null) | .url' <<<"$out")" ""
same "plan: best first" "$(jq 'select(.state == "due") | .priority' \
	<<<"$out" | sort -nrc 2>&1)" ""
urls() { jq -r .url | sort; }
same "plan changes nothing" "$("$nianbao" plan --json | urls)" \
	"$(urls <<<"$out")"
code "plan --limit" 0 "$nianbao" plan --limit 3
has "plan --limit" "$out" "and $((queued - 3)) more"
has "plan --limit" "$out" "budget: 0 of 40 requests left; the next one at"
# on a terminal of 80 columns nothing is wider
wide=$(script -qec "stty cols 80; $nianbao plan; $nianbao plan --sites" \
	/dev/null </dev/null | tr -d '\r' | perl -CSD -ne 'chomp; $w = 0;
	$w += ord($_) >= 0x2e80 ? 2 : 1 for split //; print "$_\n" if $w > 80')
same "80 columns" "$wide" ""
check_end plan
