#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# What people touch, over a small archive that tests/flow/test_why writes: the
# commands that ask it, what they say without one, and what a terminal sees.
set -uo pipefail
. "$(dirname "$0")/../lib/check.sh"
sample=$NIANBAO_BUILD/tests/test_why
[ -x "$sample" ] || { echo "$sample is not built"; exit 77; }
for word in jq script; do
	command -v $word >/dev/null || { echo "$word is missing"; exit 77; }
done
export NIANBAO_ARCHIVE=$dir/archive
page=http://a.test/nb/2024.html

for command in status sites hosts reports "show a.test" "why a.test" \
	"cat a.test"; do
	# shellcheck disable=SC2086
	code "$command without an archive" 1 "$nianbao" $command
	has "$command without an archive" "$err" \
		"there is no archive in \"$NIANBAO_ARCHIVE\""
	same "$command without an archive: stdout" "$out" ""
done

# --- which archive -----------------------------------------------------------
printf 'archive = "%s"\n' "$dir/configured" >"$dir/archive.conf"
# chosen WHAT WANTED VARIABLES AND COMMAND...
chosen() {
	local what=$1 wanted=$2
	shift 2
	code "archive: $what" 1 env -u NIANBAO_ARCHIVE "$@" status
	has "archive: $what" "$err" "there is no archive in \"$wanted\""
}
chosen "by default" archive "$nianbao"
chosen "of a unit" /state STATE_DIRECTORY=/state:/other "$nianbao"
chosen "of a unit, configured" "$dir/configured" STATE_DIRECTORY=/state \
	"$nianbao" -c "$dir/archive.conf"
chosen "by the environment" /named NIANBAO_ARCHIVE=/named \
	STATE_DIRECTORY=/state "$nianbao" -c "$dir/archive.conf"
chosen "by option" /option NIANBAO_ARCHIVE=/named "$nianbao" -C /option
mkdir "$NIANBAO_ARCHIVE"
"$sample" "$NIANBAO_ARCHIVE"

# terminal COMMAND...: what a terminal of 80 columns shows of it
terminal() {
	script -qec "stty cols 80; $*" /dev/null </dev/null | tr -d '\r'
}

# wide_lines: those of more than 80 columns, Chinese characters counting two
wide_lines() {
	perl -CSD -ne 'chomp; $w = 0; $w += ord($_) >= 0x2e80 ? 2 : 1
		for split //; print "$_\n" if $w > 80'
}

# --- status -----------------------------------------------------------------
code "status" 0 "$nianbao" status
has "status" "$out" "captures    7 attempts"
has "status" "$out" "Nothing is running, and nothing was left unfinished."
code "status --json" 0 "$nianbao" status --json
same "status --json" "$(jq -c '[.held, .captures, .responses, .failed,
	.queued, .last_run.command, .last_run.outcome, .last_capture]' \
	<<<"$out")" \
	'[false,7,6,1,1,"crawl","done","2026-11-23T05:39:05.100Z"]'
code "status with an operand" 2 "$nianbao" status now

# --- sites and hosts --------------------------------------------------------
code "sites --json" 0 "$nianbao" sites --json
same "sites --json" "$(jq -c '[.name, .scope, .captures, .queued,
	.configured]' <<<"$out")" '["a.test","site",7,1,false]'
printf 'site "other" {\n\tseeds = {"http://other.test/"}\n}\n' \
	>"$dir/other.conf"
code "sites only configured" 0 "$nianbao" -c "$dir/other.conf" sites --csv
has "sites only configured" "$out" "other,reports,not crawled,"
code "sites without an archive" 0 \
	"$nianbao" -C "$dir/none" -c "$dir/other.conf" sites
has "sites without an archive" "$out" "not crawled"
code "hosts --json" 0 "$nianbao" hosts --json
same "hosts --json" "$(jq -c '[.host, .delay_ms, .crawl_delay_ms,
	.robots_status, .backoff_until]' <<<"$out")" \
	'["http://a.test:80",5000,5000,200,"2026-11-23T07:39:05.000Z"]'
code "hosts" 0 "$nianbao" hosts
has "hosts" "$out" "http://a.test:80"
code "two formats" 2 "$nianbao" hosts --json --csv

# --- reports and show -------------------------------------------------------
code "reports" 0 "$nianbao" reports
same "reports: lines" "$(wc -l <<<"$out")" 3
has "reports: header" "$out" "ID                YEAR  ORGAN"
has "reports: checks" "$out" "fail V1 V4"
code "reports --json" 0 "$nianbao" reports --json
same "reports --json" "$(jq -c '[.organ, .year, .generation, .capture]' \
	<<<"$out")" \
	'["松萝县水务局",2020,"2019",5]
["松萝县青荇镇人民政府",2021,"2021",6]'
id=$(jq -r 'select(.year == 2020) | .id' <<<"$out")
digest=$(jq -r 'select(.year == 2020) | .content' <<<"$out")
code "reports --csv" 0 "$nianbao" reports --csv
same "reports --csv" "$(cut -d, -f1,2 <<<"$out" | sed -n 1,2p | xargs)" \
	"id,year $id,2020"
code "reports --year" 0 "$nianbao" reports --year 2021-2023 --csv
same "reports --year" "$(tail -n +2 <<<"$out" | cut -d, -f2)" 2021
code "reports --organ" 0 "$nianbao" reports --organ 青荇 --csv
same "reports --organ" "$(tail -n +2 <<<"$out" | cut -d, -f2)" 2021
code "reports --check fail" 0 "$nianbao" reports --check fail --csv
same "reports --check fail" "$(tail -n +2 <<<"$out" | wc -l)" 2
code "reports --site" 0 "$nianbao" reports --site a.test --csv
same "reports --site" "$(tail -n +2 <<<"$out" | wc -l)" 2
code "reports of nobody" 0 "$nianbao" reports --organ 没有这个镇
same "reports of nobody" "$out" ""
has "reports of nobody" "$err" "no report is like that"
code "reports of no site" 1 "$nianbao" reports --site nowhere
has "reports of no site" "$err" 'no site "nowhere"'
code "reports of no year" 2 "$nianbao" reports --year 24
code "reports, no such check" 2 "$nianbao" reports --check all
code "reports with an ID" 2 "$nianbao" reports "$id"
has "reports with an ID" "$err" "nianbao show $id"

code "show ID" 0 "$nianbao" show "$id"
shown=$out
has "show: whose" "$out" "松萝县水务局  2020"
has "show: a table" "$out" "| 行政许可"
has "show: a failing check" "$out" "! V4 fail 行政复议: 1 + 0 + 0 + 0 = 2"
has "show: the page" "$out" "page        http://a.test/nb/department-2020.html"
has "show: the digest" "$out" "sha256      $digest"
has "show: the WARC" "$out" ".warc.gz at "
code "show URL" 0 "$nianbao" show a.test/nb/department-2020.html
same "show URL" "$out" "$shown"
code "show no such ID" 1 "$nianbao" show 0123456789abcdef
has "show no such ID" "$err" "has no report 0123456789abcdef"
code "show a page without a report" 1 "$nianbao" show "$page"
has "show a page without a report" "$err" "no report was read from $page"
code "show nothing" 2 "$nianbao" show

# --- cat --------------------------------------------------------------------
code "cat URL" 0 "$nianbao" cat "$page"
same "cat URL" "$out" "<p>hello</p>"
code "cat without http://" 0 "$nianbao" cat a.test/nb/2024.html
same "cat without http://" "$out" "<p>hello</p>"
digest=$("$nianbao" cat --raw "$page" | sha256sum | cut -d' ' -f1)
same "cat --raw" "$digest" "$("$nianbao" why "$page" --json |
	jq -r '.captures[0].sha256')"
code "cat SHA256" 0 "$nianbao" cat "$digest"
same "cat SHA256" "$out" "<p>hello</p>"
code "cat of another SHA256" 1 "$nianbao" cat "${digest//[a-f]/0}"
code "cat --head" 0 "$nianbao" cat --head "$page"
same "cat --head" "$(head -n 1 <<<"$out" | tr -d '\r')" "HTTP/1.1 200 OK"
code "cat --at before" 1 "$nianbao" cat "$page" --at 2026-11-22
has "cat --at before" "$err" "no content of 2026-11-22 or before"
code "cat --at that day" 0 "$nianbao" cat "$page" --at 2026-11-23
code "cat --at no time" 2 "$nianbao" cat "$page" --at yesterday
code "cat of a refusal" 1 "$nianbao" cat http://a.test/internal/
has "cat of a refusal" "$err" "never gave any content"
code "cat of a URL not asked" 1 "$nianbao" cat http://a.test/nb/2023.html
has "cat of a URL not asked" "$err" "was never asked for"
code "cat without operand" 2 "$nianbao" cat
has "text on a terminal" "$(terminal "$nianbao" cat "$page")" "<p>hello</p>"
binary=$(terminal "$nianbao" cat --raw "$page")
has "bytes on a terminal" "$binary" "not for a terminal"
printf 'body_max = "1 KiB"\n' >"$dir/small.conf"
code "small body_max" 0 "$nianbao" -c "$dir/small.conf" cat "$page"

# --- why --------------------------------------------------------------------
# Marks of visitors are those of the site whose URL it would be.
printf 'site "%s" {\n\tseeds = {"http://%s/"}\n\tdrop_parameters = "%s"\n}\n' \
	a.test a.test visitor b.test b.test guest >"$dir/marks.conf"
while read -r query exit wanted; do
	code "why ?$query" "$exit" "$nianbao" -c "$dir/marks.conf" why --json \
		"$page?$query"
	same "why ?$query" "$(jq -r '.left_out | .reason + " " + .known_as' \
		<<<"$out")" "$wanted"
done <<END
visitor=3 0 drop_parameters $page
guest=3 1
sid=3 1
END
code "why" 0 "$nianbao" why "$page"
has "why: the seed" "$out" "seed      http://a.test/"
has "why: the link" "$out" '"年报" (number 3 of the page)'
has "why: robots" "$out" 'allowed by line 2, "Allow: /nb/"'
has "why: digest" "$out" "sha256    $digest"
lacks "why: a stranger's escapes" "$out" $'\x1b'
code "why --json" 0 "$nianbao" why "$page" --json
why=$out
same "why --json: path" "$(jq -r '.path[].url' <<<"$why" | xargs)" \
	"http://a.test/ http://a.test/nb/ $page"
# the place it names holds the record
read -r warc offset length < <(jq -r '.captures[0] |
	"\(.warc) \(.main.offset) \(.main.length)"' <<<"$why")
record=$(tail -c +$((offset + 1)) "$NIANBAO_ARCHIVE/warc/$warc" |
	head -c "$length" | gzip -d | tr -d '\0\r')
has "the record" "$record" "WARC-Target-URI: $page"
has "the record" "$record" "WARC-Record-ID: $(jq -r '.captures[0].record' \
	<<<"$why")"
code "why a forbidden page" 0 "$nianbao" why http://a.test/internal/
has "why a forbidden page" "$out" 'FORBIDDEN by line 3, "Disallow: /internal/"'
has "why a forbidden page" "$out" "failed: robots.txt does not allow it"
code "why a URL not asked" 0 "$nianbao" why http://a.test/nb/2023.html
has "why a URL not asked" "$out" "It was never asked for."
has "why a URL not asked" "$out" "redirect"
code "why an unknown URL" 1 "$nianbao" why http://a.test/nowhere
has "why an unknown URL" "$err" "does not know http://a.test/nowhere"
code "why no URL" 2 "$nianbao" why ftp://a.test/
code "why two" 2 "$nianbao" why a.test b.test

# --- on a terminal of 80 columns nothing is wider ---------------------------
for command in status sites hosts reports "show $id" --help; do
	wide=$(terminal "$nianbao" $command | grep -v "^sha256\|^WARC" |
		wide_lines)
	same "$command in 80 columns" "$wide" ""
done
check_end commands
