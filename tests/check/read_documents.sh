#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# `nianbao read` on documents: one report in several formats, members of
# archives, and the documents in a WARC file.
set -uo pipefail
nianbao=${NIANBAO_BUILD:?}/nianbao
documents=tests/golden/document
"$nianbao" help read >/dev/null 2>&1 || { echo "no read command"; exit 77; }
command -v jq >/dev/null || { echo "jq is missing"; exit 77; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export TMPDIR=$dir
failed=0

# expect WHAT WANTED GOT
expect() {
	[ "$2" = "$3" ] && return
	printf '%s: got %s, wanted %s\n' "$1" "$3" "$2"
	failed=1
}

report='[.organ, .year, .generation,
	(.active_disclosure["行政规范性文件"] | tojson)] | join(" ")'
wanted='青禾县柳湾镇 2023 2021 [2,"",5]'
for kind in docx xlsx xls doc rtf pdf; do
	said=$("$nianbao" read $documents/report.$kind --json)
	expect "report.$kind" "$wanted" "$(jq -r "$report" <<<"$said")"
	expect "kind of report.$kind" $kind \
		"$(jq -r .page.document.kind <<<"$said")"
done

expect nested.zip "$(printf '%s\n' \
	'text 年报/附件一.txt' 'csv 附件二.csv' 'unknown more.zip' \
	'unknown a.bin')" \
	"$("$nianbao" read $documents/nested.zip --json |
		jq -r '.page.document | "\(.kind) \(.name)"')"

"$nianbao" read $documents/deep.docx >/dev/null 2>"$dir/said"
expect "exit code for deep.docx" 3 $?
expect "deep.docx" 1 "$(grep -c 'larger than the limit' "$dir/said")"

# response URL FILE: a WARC record with that answer
response() {
	local head="HTTP/1.1 200 OK"$'\r\n'
	head+="Content-Type: application/octet-stream"$'\r\n'
	head+="Content-Length: $(stat -c %s "$2")"$'\r\n\r\n'
	printf 'WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: %s\r\n' "$1"
	printf 'WARC-Record-ID: <urn:uuid:%08d-0000-4000-8000-000000000000>\r\n' \
		"$(stat -c %s "$2")"
	printf 'WARC-Date: 2026-01-01T00:00:00Z\r\n'
	printf 'Content-Type: application/http; msgtype=response\r\n'
	printf 'Content-Length: %d\r\n\r\n%s' \
		$((${#head} + $(stat -c %s "$2"))) "$head"
	cat "$2"
	printf '\r\n\r\n'
}
{
	response http://a.test/1.pdf $documents/report.pdf
	response http://a.test/2.html $documents/table.xls.html
	response http://a.test/3.docx $documents/report.docx
} >"$dir/some.warc"
expect "a WARC file" "$(printf '%s\n' 'http://a.test/1.pdf 2023 pdf' \
	'http://a.test/2.html null null' 'http://a.test/3.docx 2023 docx')" \
	"$("$nianbao" read "$dir/some.warc" --json |
		jq -r '"\(.url) \(.year) \(.page.document.kind)"')"

expect "left in TMPDIR" "said some.warc" "$(ls "$dir" | xargs)"
exit $failed
