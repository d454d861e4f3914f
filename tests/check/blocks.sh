#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# No false alarm: every page of the built-in county, every page among the
# fixtures, and, where NIANBAO_CASES names the folder with cases/ and seeds/,
# every real one, is no block; and the real challenges are known.  The figures
# are printed.
set -uo pipefail
here=$(dirname "$0")
. "$here/../lib/check.sh"
. "$here/../lib/county.sh"
county_need jq curl
trap 'county_stop; rm -rf "$dir"' EXIT
asked=0

# class FILE [FLAGS...]: the block of a page
class() {
	local file=$1
	shift
	"$nianbao" inspect page "$file" "$@" 2>/dev/null | jq -r .block
}

# clear FILE [FLAGS...]: is no block
clear() {
	asked=$((asked + 1))
	same "$*" "$(class "$@")" none
}

# --- the county -------------------------------------------------------------
# Its two shells and its removed article are what they are, and so are the
# documents of two bytes.
county_start "$dir" --pages 20
while IFS=$'\t' read -r url status kind; do
	[ "$status" = 200 ] || continue
	curl -s --compressed "${hosts[@]}" "$url" >"$dir/page" ||
		same "curl $url" failed fetched
	case $kind/$(wc -c <"$dir/page") in
	refresh/*) lacks "$url" "$(class "$dir/page" --url "$url")" blocked ;;
	attachment/2) same "$url" "$(class "$dir/page" --url "$url")" \
		blocked_empty ;;
	robots/*) ;;
	*) clear "$dir/page" --url "$url" ;;
	esac
done < <("$county" list --pages 20 --port "$port" | grep -v '//busy')
county_stop
echo "pages and documents of the county: $asked"

# --- fixtures ---------------------------------------------------------------
asked=0
for file in "$here"/../golden/*/*.html; do
	[ "$(basename "$file")" = shell.html ] || clear "$file"
done
echo "pages among the fixtures: $asked"

# --- real ones --------------------------------------------------------------
if [ -n "${NIANBAO_CASES:-}" ]; then
	asked=0
	for file in "$NIANBAO_CASES"/cases/pages/original/*.html \
		"$NIANBAO_CASES"/cases/documents/*.html \
		"$NIANBAO_CASES"/cases/cms/*.html; do
		case $file in
		*/challenge_*|*/shell_*) ;;
		*) clear "$file" ;;
		esac
	done
	for file in "$NIANBAO_CASES"/seeds/[0-9]*.txt \
		"$NIANBAO_CASES"/cases/text/*.txt; do
		clear "$file" --content-type "text/plain; charset=utf-8"
		{
			echo '<!DOCTYPE html><meta charset="utf-8"><pre>'
			sed 's/&/\&amp;/g; s/</\&lt;/g' "$file"
		} >"$dir/page"
		clear "$dir/page"
	done
	echo "real pages: $asked"
	cms=$NIANBAO_CASES/cases/cms
	for status in 200 521; do
		same "jiasule, $status" "$(class "$cms/challenge_jsl_521_stub.html" \
			--status $status)" blocked_challenge/jiasule
	done
	for status in 200 202 400 412; do
		same "ruishu, $status" "$(class "$cms/challenge_ruishu_stub.html" \
			--status $status)" blocked_challenge/ruishu
	done
	same "removed" "$(class "$cms/shell_meta_refresh_removed.html" \
		--url http://a.test/xxgk/202603/t20260313_1.htm)" removed
else
	echo "real pages: NIANBAO_CASES is not set"
fi
check_end blocks
