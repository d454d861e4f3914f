#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# nianbao sites add, over the fictional county: the file it writes, what it
# asked for, and that a crawl with that file finds all.
set -uo pipefail
. "$(dirname "$0")/../lib/check.sh"
. "$(dirname "$0")/../lib/county.sh"
[ -x "$county" ] || { echo "county is not built"; exit 77; }
county_need jq
golden=$(dirname "$0")/../golden/site
trap 'county_stop; rm -rf "$dir"' EXIT
export NIANBAO_ARCHIVE=$dir/archive
county_start "$dir" --slow-ms 20 --retry-after 1 --log "$dir/log"
add() { "$nianbao" sites add "$@" "${hosts[@]}" --delay 0; }

# plain FILE: without what differs from run to run, and without what depends on
# which links are thought the best
plain() {
	sed -E "s/:$port/:8421/g; s/on 20[0-9-]{8}/on 2026-11-26/;
		/^#   http.*8421\/[^:r]/d; s/(:8421)  [0-9]+/\1  N/
		s/(https was tried first: the TLS handshake failed).*/\1./" "$1"
}

# --- the file ---------------------------------------------------------------
code "add" 0 add "$seed"
has "add" "$out" "$dir/sites.d/qinghe.conf is written"
has "add: what next" "$out" "nianbao crawl qinghe"
diff -u "$golden/qinghe.conf" <(plain "$dir/sites.d/qinghe.conf") ||
	check_bad=1
same "add: requests" "$(awk '{ print $2 }' "$dir/log" | xargs)" \
	"$(printf 'www.qinghe.test %.0s' 1 2 3 4 | xargs)"
same "add: archived" "$("$nianbao" status --json | jq .captures)" 4
code "check-config" 0 "$nianbao" check-config
same "sites: no pass was begun" \
	"$("$nianbao" sites --json | jq -c '[.name, .state, .configured]')" \
	'["qinghe","new",true]'

# --- nothing is overwritten, and nothing is asked for in vain ---------------
code "a name that is there" 1 add "$seed"
has "a name that is there" "$err" 'a site "qinghe" already'
code "a portal that is there" 1 add "$seed" --name other
has "a portal that is there" "$err" 'belongs to the site "qinghe" already'
echo mine >"$dir/mine.conf"
code "a file that is there" 1 add http://other.test/ -o "$dir/mine.conf"
has "a file that is there" "$err" "is left as it is"
same "a file that is there" "$(<"$dir/mine.conf")" mine
code "no such name" 2 add http://other.test/ --name "a/b"
code "no URL" 2 add ftp://other.test/
code "nothing" 2 "$nianbao" sites add
code "no place for it" 2 "$nianbao" -c "$dir/mine2.conf" sites add a.test
: >"$dir/plain.conf"
code "no folder sites.d" 2 "$nianbao" -c "$dir/plain.conf" sites add a.test
has "no folder sites.d" "$err" "Say -o FILE or --dry-run"
same "in vain" "$(wc -l <"$dir/log")" 4

# --- without a scheme; blocked and out of reach -----------------------------
export NIANBAO_CONF=$dir/empty/nianbao.conf NIANBAO_ARCHIVE=$dir/second
mkdir "$dir/empty"
: >"$NIANBAO_CONF"
bare=${seed#http://}
code "without a scheme" 0 add "${bare%/}" --dry-run
has "without a scheme" "$err" "https gave no answer"
diff -u "$golden/qinghe-http.conf" <(plain <(echo "$out")) || check_bad=1
lacks "without a scheme: https is no host of it" \
	"$("$nianbao" plan --json | jq -r .url)" "https:"
code "out of reach" 4 add http://127.0.0.1:9/ --name far
has "out of reach" "$err" "could not be reached"
has "out of reach" "$(<"$dir/empty/sites.d/far.conf")" \
	"# IT COULD NOT BE REACHED"
code "check-config" 0 "$nianbao" check-config

# --- and then a crawl with that file ----------------------------------------
export NIANBAO_CONF=$dir/nianbao.conf NIANBAO_ARCHIVE=$dir/archive
code "crawl" 0 "$nianbao" crawl qinghe "${hosts[@]}" --delay 0 \
	--connections 4 --json
same "crawl" "$(jq .reports <<<"$out")" 72
code "verify" 0 "$nianbao" verify
check_end "sites add"
