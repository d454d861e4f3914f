#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# The county is crawled twice (the second time conditionally, wider, and some
# weeks later), then the catalog is made anew from the WARC files alone:
# captures, contents, links, columns, reports and facts are the same, and so is
# what reports, changes, sites and coverage say of them; verify finds nothing.
# So it is when all is read again, be it interrupted and gone on with.
set -uo pipefail
cd "$(dirname "$0")/../.."
. tests/lib/county.sh
county_need sqlite3 jq
dir=$(mktemp -d)
trap 'county_stop; rm -rf "$dir"' EXIT
archive=$dir/archive

fail() {
	echo "FAILED: $*"
	exit 1
}

# Row numbers are replaced by what they stand for.
snapshot() {
	sqlite3 -readonly "$archive/catalog.sqlite3" "
	SELECT 'capture', c.record_id, u.url, c.kind, c.started_ms, c.status,
		c.title, hex(c.sha256), hex(c.text_sha256), hex(k.sha256),
		c.main_offset, c.metadata_offset, c.queued_ms, c.via
		FROM capture c JOIN url u ON u.id = c.url_id
		LEFT JOIN content k ON k.id = c.content_id ORDER BY 2;
	SELECT 'content', hex(k.sha256), k.length, c.record_id
		FROM content k JOIN capture c ON c.id = k.capture_id
		ORDER BY 2;
	SELECT 'links', c.record_id, l.links FROM page_links l
		JOIN capture c ON c.id = l.capture_id ORDER BY 2;
	SELECT 'column', k.url, k.name, k.method, k.declared_total,
		k.declared_pages, k.stuck, i.url FROM site_column k
		LEFT JOIN column_item i ON i.column_id = k.id ORDER BY 2, 8;
	SELECT 'document', hex(k.sha256), d.kind, d.tool, d.error,
		d.has_text, d.text_length, d.pages FROM document d
		JOIN content k ON k.id = d.content_id ORDER BY 2;
	SELECT 'report', key, organ, year, host, first_seen_ms, last_seen_ms
		FROM report ORDER BY 2;
	SELECT 'fact', p.key, c.record_id, d.ordinal, f.part, f.row, f.col,
		f.label, f.kind, f.text, f.value FROM fact f
		JOIN reading d ON d.id = f.reading_id
		JOIN report p ON p.id = d.report_id
		JOIN capture c ON c.id = d.capture_id
		ORDER BY 2, 3, 4, 5, 6, 7;
	SELECT 'check', p.key, c.record_id, d.ordinal, q.ordinal, q.rule,
		q.result, q.place, q.detail FROM report_check q
		JOIN reading d ON d.id = q.reading_id
		JOIN report p ON p.id = d.report_id
		JOIN capture c ON c.id = d.capture_id
		ORDER BY 2, 3, 4, 5" >"$1"
}

# said WHEN: what commands say, into $dir/said-WHEN.  Numbers of captures begin
# anew.  The end of a pass is in no WARC file: only columns vouch for what is
# missing, of which there may be less (it is in $dir/missing-WHEN).
said() {
	"$nianbao" -C "$archive" reports --json | jq -cS 'del(.capture)'
	"$nianbao" -C "$archive" changes --json |
		jq -cS 'del(.capture, .before)'
	"$nianbao" -C "$archive" sites --columns --json
	"$nianbao" -C "$archive" coverage --years 2008-2025 --json |
		tee "$dir/cells" |
		jq -r 'select(.state == "archived") | "\(.organ) \(.year)"'
	jq -r 'select(.state == "missing") | "\(.organ) \(.year)"' \
		"$dir/cells" | sort >"$dir/missing-$1"
} >"$dir/said-$1"

# crawl SCOPE COUNTY-OPTIONS...
crawl() {
	local scope=$1
	shift
	county_start "$dir" --pages 20 --slow-ms 20 --retry-after 1 "$@"
	"$nianbao" -C "$archive" crawl "${hosts[@]}" --delay 0 \
		--connections 4 --scope "$scope" "$seed" >"$dir/out" 2>&1
	county_stop
}

crawl reports
crawl site --edition 2 --port "$port"
snapshot "$dir/before"
said before
for what in capture content links column document report fact check; do
	grep -q "^$what|" "$dir/before" ||
		fail "the crawl gave no $what: $(cat "$dir/out")"
done
mkdir "$dir/aside"
mv "$archive"/catalog.sqlite3* "$dir/aside"
"$nianbao" -C "$archive" reports >/dev/null 2>"$dir/err"
[ $? = 5 ] && grep -q "mend --rebuild" "$dir/err" ||
	fail "reports without a catalog: $(cat "$dir/err")"
mv "$dir"/aside/* "$archive"
"$nianbao" -C "$archive" mend --rebuild || fail "mend ends with $?"
snapshot "$dir/after"
cmp -s "$dir/before" "$dir/after" ||
	fail "$(diff "$dir/before" "$dir/after" | head -20)"
said after
cmp -s "$dir/said-before" "$dir/said-after" ||
	fail "$(diff "$dir/said-before" "$dir/said-after" | head -20)"
[ -s "$dir/missing-after" ] || fail "no column vouches for a gap"
[ -z "$(comm -13 "$dir/missing-before" "$dir/missing-after")" ] ||
	fail "$(comm -13 "$dir/missing-before" "$dir/missing-after" | head -3)"
"$nianbao" -C "$archive" verify || fail "verify ends with $?"
[ -f "$archive/catalog.sqlite3.before-mend" ] || fail "the old one is gone"
# An interrupted one ends with 130, or with 0 where the signal came too late.
timeout --preserve-status -s INT 1 "$nianbao" -C "$archive" mend --reread
code=$?
[ $code = 130 ] || [ $code = 0 ] || fail "mend --reread ends with $code"
snapshot "$dir/after"
cmp -s "$dir/before" "$dir/after" || fail "an interrupted reread changed rows"
"$nianbao" -C "$archive" mend --reread || fail "mend --reread ends with $?"
snapshot "$dir/after"
cmp -s "$dir/before" "$dir/after" ||
	fail "$(diff "$dir/before" "$dir/after" | head -20)"
"$nianbao" -C "$archive" verify || fail "verify ends with $?"
echo "$(wc -l <"$dir/before") rows are the same"
