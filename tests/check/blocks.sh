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
county_need curl
classes=$NIANBAO_BUILD/tests/classes/classes
[ -x "$classes" ] || { echo "classes is not built"; exit 77; }
trap 'county_stop; rm -rf "$dir"' EXIT
mkdir "$dir/pages"

# page WANTED FILE [URL [STATUS [TYPE]]]: a page of the next judge
page() {
	local IFS=$'\t'
	printf '%s\n' "$1" >>"$dir/wanted"
	shift
	printf '%s\n' "$*" >>"$dir/asked"
}

# judge WHAT: each page so far is what it should be
judge() {
	local class rest wanted
	"$classes" <"$dir/asked" >"$dir/got" || check_bad=1
	while IFS=$'\t' read -r class rest && read -r wanted <&3; do
		same "$rest" "$class" "$wanted"
	done <"$dir/got" 3<"$dir/wanted"
	same "$1: read" "$(wc -l <"$dir/got")" "$(wc -l <"$dir/asked")"
	echo "$1: $(grep -c '^none$' "$dir/wanted")"
	rm -f "$dir/asked" "$dir/wanted"
}

# --- the county -------------------------------------------------------------
# Its two shells and its removed article are what they are, and so are the
# documents of two bytes.
county_start "$dir" --pages 20 --slow-ms 0
"$county" list --pages 20 --port "$port" |
	awk -F'\t' '$2 == 200 && !/\/\/busy/' >"$dir/list"
awk -F'\t' '{ printf "url = \"%s\"\noutput = \"%s/%d\"\n", $1, dir, NR }' \
	dir="$dir/pages" "$dir/list" >"$dir/curl"
curl -s -m 120 --compressed "${hosts[@]}" -K "$dir/curl" ||
	same "curl" failed fetched
county_stop
n=0
while IFS=$'\t' read -r url _ kind; do
	n=$((n + 1))
	file=$dir/pages/$n
	case $kind/$(stat -c %s "$file") in
	refresh/*) wanted=removed
		[ "$url" = "${seed}zwgk/" ] && wanted=redirect_shell ;;
	attachment/2) wanted=blocked_empty ;;
	robots/*) continue ;;
	*) wanted=none ;;
	esac
	page "$wanted" "$file" "$url"
done <"$dir/list"
judge "pages and documents of the county"

# --- fixtures ---------------------------------------------------------------
for file in "$here"/../golden/*/*.html; do
	[ "$(basename "$file")" = shell.html ] || page none "$file"
done
judge "pages among the fixtures"

# --- real ones --------------------------------------------------------------
if [ -n "${NIANBAO_CASES:-}" ]; then
	cms=$NIANBAO_CASES/cases/cms
	for file in "$NIANBAO_CASES"/cases/pages/original/*.html \
		"$NIANBAO_CASES"/cases/documents/*.html "$cms"/*.html; do
		case $file in
		*/challenge_*|*/shell_*) ;;
		*) page none "$file" ;;
		esac
	done
	for file in "$NIANBAO_CASES"/seeds/[0-9]*.txt \
		"$NIANBAO_CASES"/cases/text/*.txt; do
		page none "$file" '' '' 'text/plain; charset=utf-8'
		in_pre=$dir/pages/$(basename "$file").html
		{
			echo '<!DOCTYPE html><meta charset="utf-8"><pre>'
			sed 's/&/\&amp;/g; s/</\&lt;/g' "$file"
		} >"$in_pre"
		page none "$in_pre"
	done
	for status in 200 521; do
		page blocked_challenge/jiasule \
			"$cms/challenge_jsl_521_stub.html" '' $status
	done
	for status in 200 202 400 412; do
		page blocked_challenge/ruishu \
			"$cms/challenge_ruishu_stub.html" '' $status
	done
	page removed "$cms/shell_meta_refresh_removed.html" \
		http://a.test/xxgk/202603/t20260313_1.htm
	judge "real pages"
else
	echo "real pages: NIANBAO_CASES is not set"
fi
check_end blocks
