#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# The county is crawled and exported, which gives what `reports` and `cat` give;
# it is crawled again some weeks later: what is said to have changed is what did.
set -uo pipefail
. "$(dirname "$0")/../lib/check.sh"
. "$(dirname "$0")/../lib/county.sh"
[ -x "$county" ] || { echo "the county is not built"; exit 77; }
county_need jq python3 sha256sum sqlite3
trap 'county_stop; rm -rf "$dir"' EXIT
export NIANBAO_ARCHIVE=$dir/archive

crawl() {
	code "crawl" 0 "$nianbao" crawl "${hosts[@]}" --delay 0 \
		--connections 4 --scope site "$seed"
	county_stop
}
county_start "$dir" --pages 20 --slow-ms 20
crawl
reports=$("$nianbao" reports --json | wc -l)
code "changes" 0 "$nianbao" changes --json
same "changes: all are new" "$(jq -r .change <<<"$out" | sort | uniq -c |
	xargs)" "$reports new"

# --- export csv -------------------------------------------------------------
"$nianbao" reports --json >"$dir/reports.json"
code "export csv" 0 "$nianbao" export csv -o "$dir/csv"
has "export csv" "$out" "$reports reports"
same "export csv: manifest" "$(cd "$dir/csv" &&
	sha256sum -c --quiet manifest-sha256.txt 2>&1)" ""
same "export csv: files" "$(ls "$dir/csv" | xargs)" "README.txt\
 attachments.csv cells.csv checks.csv datapackage.json manifest-sha256.txt\
 reports.csv sections.csv stated.csv"
code "export csv: the tables" 0 python3 tests/lib/compare_csv "$dir/csv" \
	"$dir/reports.json"
same "export csv: the tables" "$out" "$reports reports are the same"
code "export csv --no-bom" 0 "$nianbao" export csv -o "$dir/plain" --no-bom \
	--year 2024
same "export csv --no-bom" "$(head -c 3 "$dir/plain/reports.csv")" "id,"
same "export csv --year" "$(tail -n +2 "$dir/plain/reports.csv" |
	cut -d, -f5 | sort -u)" 2024

# --- export folder ----------------------------------------------------------
code "export folder" 0 "$nianbao" export folder -o "$dir/folder"
same "export folder: manifest" "$(cd "$dir/folder" &&
	sha256sum -c --quiet manifest-sha256.txt 2>&1)" ""
same "export folder: nothing else" "$(cd "$dir/folder" && find . -type f |
	sed 's,^\./,,' | grep -v '^manifest-' | sort)" \
	"$(cut -c67- "$dir/folder/manifest-sha256.txt" | sort)"
same "export folder: facts" "$(cat "$dir"/folder/*/*/*/facts.json |
	sort | sha256sum)" "$(sort "$dir/reports.json" | sha256sum)"
place=$dir/folder/*/青禾县卫生健康局/2023
same "export folder: the page" "$(sha256sum <$place/page.html)" \
	"$("$nianbao" cat "$(jq -r .url $place/facts.json)" | sha256sum)"
same "export folder: as received" "$(sha256sum <$place/page.html.received |
	cut -d' ' -f1)" "$(jq -r .content $place/facts.json)"
has "export folder: the head" "$(<$(echo $place)/page.headers.txt)" "HTTP/1.1 200"
attachment=$(jq -r 'select(.year == 2024) | .attachments[] |
	select(.type == "pdf" and .sha256).sha256' "$dir/reports.json" |
	head -n 1)
has "export folder: an attachment" "$(<"$dir/folder/manifest-sha256.txt")" \
	"$attachment  "
same "export folder: the index leads to every report" "$(grep -o 'href="[^"]*"' \
	"$dir/folder/index.html" | wc -l)" "$reports"
code "export folder: the index" 0 python3 - "$dir/folder" <<'END'
import os, re, sys, urllib.parse
text = open(sys.argv[1] + "/index.html", encoding="utf-8").read()
for link in re.findall('href="([^"]*)"', text):
    os.stat(f"{sys.argv[1]}/{urllib.parse.unquote(link)}facts.json")
END

# --- export cdxj, export sqlite ---------------------------------------------
catalog() { sqlite3 -readonly -separator ' ' "$1" "$2"; }
answers='FROM capture WHERE kind <> 4'
code "export cdxj" 0 "$nianbao" export cdxj -o "$dir/index.cdxj"
same "export cdxj: lines" "$(wc -l <"$dir/index.cdxj")" \
	"$(catalog "$NIANBAO_ARCHIVE/catalog.sqlite3" "SELECT count(*) $answers")"
code "export cdxj: in order of bytes" 0 env LC_ALL=C sort -c "$dir/index.cdxj"
code "export cdxj: members" 0 python3 - "$dir/index.cdxj" \
	"$NIANBAO_ARCHIVE/warc" <<'END'
import gzip, json, re, sys
for line in open(sys.argv[1], encoding="ascii"):
    surt, stamp, said = line.split(" ", 2)
    said = json.loads(said)
    with open(sys.argv[2] + "/" + said["filename"], "rb") as warc:
        warc.seek(int(said["offset"]))
        head = gzip.decompress(warc.read(int(said["length"])))
    head = head.split(b"\r\n\r\n")[0].decode()
    fields = dict(re.findall("^([^:]*): (.*?)\r?$", head, re.M))
    for name, wanted in (("WARC-Target-URI", said["url"]),
                         ("WARC-Payload-Digest", said.get("digest"))):
        if fields.get(name) != wanted:
            sys.exit(f"{line}{name} is {fields.get(name)}")
    if re.sub("[^0-9]", "", fields["WARC-Date"])[:14] != stamp:
        sys.exit(f"{line}WARC-Date is {fields['WARC-Date']}")
END
code "export cdxj --year" 0 "$nianbao" export cdxj -o "$dir/year.cdxj" \
	--year 2024
same "export cdxj --year: pages and attachments of reports" \
	"$(cut -d'"' -f4 "$dir/year.cdxj" | sort -u | comm -23 - <(
	jq -r '.urls[], (.attachments[].url)' "$dir/reports.json" | sort -u))" ""
[ "$(wc -l <"$dir/year.cdxj")" -gt 0 ] || same "export cdxj --year" none some
code "export sqlite" 0 "$nianbao" export sqlite -o "$dir/snapshot.sqlite3"
same "export sqlite: whole" \
	"$(catalog "$dir/snapshot.sqlite3" 'PRAGMA integrity_check')" ok
same "export sqlite: its captures" \
	"$(catalog "$dir/snapshot.sqlite3" "SELECT count(*) $answers")" \
	"$(wc -l <"$dir/index.cdxj")"
code "export sqlite of a site" 2 "$nianbao" export sqlite -o "$dir/none" \
	--year 2024
has "export sqlite of a site" "$err" "the whole archive"
code "export cdxj to what is there" 2 "$nianbao" export cdxj \
	-o "$dir/index.cdxj"
has "export cdxj to what is there" "$err" "is there already"
code "export cdxj of nothing" 1 "$nianbao" export cdxj -o "$dir/none" \
	--year 1999

# --- export wacz ------------------------------------------------------------
organs() { jq -r 'select(.year) | [.organ, .year] | @tsv' | sort -u; }
code "export wacz" 0 "$nianbao" export wacz -o "$dir/all.wacz"
code "export wacz: by the rules" 0 python3 tests/lib/check_wacz \
	"$dir/all.wacz" "$NIANBAO_ARCHIVE/warc"
has "export wacz: by the rules" "$out" \
	"$(wc -l <"$dir/index.cdxj") captures, "
pages=$(jq -r '.urls[]' "$dir/reports.json" | sort -u | wc -l)
has "export wacz: pages are the seed and the reports" "$out" \
	" $((pages + 1)) pages, "
code "export wacz --year" 0 "$nianbao" export wacz -o "$dir/year.wacz" \
	--year 2024
code "export wacz --year: by the rules" 0 python3 tests/lib/check_wacz \
	"$dir/year.wacz" "$NIANBAO_ARCHIVE/warc"
lacks "export wacz --year: revisits with what they refer to" "$out" \
	" 0 referred to"
python3 -m zipfile -e "$dir/year.wacz" "$dir/year"
same "export wacz --year: read gives the reports" \
	"$("$nianbao" read --json "$dir"/year/archive/*.warc.gz | organs)" \
	"$(jq 'select(.year == 2024)' "$dir/reports.json" | organs)"
same "export wacz --year: nothing is lost on the way" \
	"$(cut -d'"' -f4 "$dir/year/indexes/index.cdx" | sort -u | comm -13 - <(
	cut -d'"' -f4 "$dir/year.cdxj" | sort -u))" ""
code "export wacz of nothing" 1 "$nianbao" export wacz -o "$dir/none" \
	--year 1999
has "export wacz of nothing" "$err" "no capture is like that"
code "export wacz on a full disk" 1 bash -c 'trap "" XFSZ; ulimit -f 64
	exec "$0" "$@"' "$nianbao" export wacz -o "$dir/none"
cp -r "$NIANBAO_ARCHIVE" "$dir/damaged"
catalog "$dir/damaged/catalog.sqlite3" "SELECT main_offset + main_length / 2
	FROM capture WHERE kind = 0 ORDER BY id DESC LIMIT 1" |
	{ read -r at && printf '\377\0\377\0' | dd bs=1 conv=notrunc status=none \
	seek="$at" of="$(echo "$dir"/damaged/warc/*)"; }
code "export wacz of damage" 5 "$nianbao" -C "$dir/damaged" export wacz \
	-o "$dir/damaged.wacz"
has "export wacz of damage" "$err" "1 capture or WARC head is not in it"
code "export wacz of damage: the rest" 0 python3 tests/lib/check_wacz \
	"$dir/damaged.wacz" "$NIANBAO_ARCHIVE/warc"

# --- never over anything, never half ----------------------------------------
code "export to what is there" 2 "$nianbao" export csv -o "$dir/csv"
has "export to what is there" "$err" "is not empty"
code "export of nothing" 1 "$nianbao" export csv -o "$dir/none" --year 1999
has "export of nothing" "$err" "no report is like that"
code "export of an unknown site" 1 "$nianbao" export csv -o "$dir/none" \
	--site nowhere
code "export of an unknown kind" 2 "$nianbao" export odt -o "$dir/none"
has "export of an unknown kind" "$err" \
	"there are cdxj, csv, folder, sqlite and wacz"
code "export to nowhere" 2 "$nianbao" export csv
code "export on a full disk" 1 bash -c 'trap "" XFSZ; ulimit -f 64
	exec "$0" "$@"' "$nianbao" export csv -o "$dir/none"
has "export on a full disk" "$err" "cells.csv failed"
# stopped as soon as its folder is there; it may be faster than we are
for try in 1 2 3 4 5; do
	"$nianbao" export folder -o "$dir/try$try" 2>"$dir/stderr" >&2 &
	export=$!
	while kill -0 $export 2>/dev/null &&
		! compgen -G "$dir/.nianbao-export-*" >/dev/null; do
		read -rt 0.01 <> <(:)
	done
	kill -INT $export
	got=0
	wait $export || got=$?
	[ "$got" = 0 ] && [ -d "$dir/try$try" ] || break
	rm -r "$dir/try$try"
done
same "export that is stopped: exit code" "$got" 130
has "export that is stopped" "$(<"$dir/stderr")" "nothing was left"
same "export: nothing is left" "$(ls -A "$dir" | grep -E 'none|try|part$')" ""

# --- the county some weeks later --------------------------------------------
since=$("$nianbao" status --json | jq -r .last_run.ended)
county_start "$dir" --pages 20 --slow-ms 20 --edition 2 --port "$port"
crawl
cell='青禾县禾口镇人民政府 2024 cell active_disclosure 行政许可 number number'
code "changes --since" 0 "$nianbao" changes --since "$since" --json
same "changes --since" "$(jq -r '[.organ, .year, .change, .part, .label,
	.from_kind, .to_kind] | map(select(.)) | join(" ")' <<<"$out" | sort)" \
	"$(sort <<<"青禾县云脚乡人民政府 2023 new
青禾县教育局 2021 gone
$cell")"
change=$(jq -c 'select(.change == "cell")' <<<"$out")
now=$("$nianbao" reports --organ 禾口镇 --year 2024 --json |
	jq '.active_disclosure["行政许可"][0]')
same "changes: to what is there now" "$(jq -r .to <<<"$change")" "$now"
[ "$(jq -r .from <<<"$change")" != "$now" ] || same "changes: from" same other
url=$(jq -r .url <<<"$change")
same "changes: by which captures" "$("$nianbao" why "$url" --json |
	jq -c '[.captures[].capture] | sort')" \
	"$(jq -c '[.before, .capture] | sort' <<<"$change")"
code "changes for people" 0 "$nianbao" changes --since "$since" \
	--organ 禾口镇
has "changes for people" "$out" "2024 青禾县禾口镇人民政府: 主动公开 行政许可 · "
has "changes for people" "$out" " → $now ("
code "changes --csv" 0 "$nianbao" changes --since "$since" --csv
same "changes --csv" "$(wc -l <<<"$out")" 4
code "changes of nobody" 0 "$nianbao" changes --organ 无此机关
has "changes of nobody" "$err" "nothing changed"
code "changes of an unknown site" 1 "$nianbao" changes --site nowhere
code "changes since never" 2 "$nianbao" changes --since yesterday
check_end export
