#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Real documents, outside the project: NIANBAO_CASES names the folder with
# cases/ and seeds/.  Each is served on loopback, crawled, and must come out of
# the archive byte for byte; one report gives every cell that is known of it.
set -uo pipefail
cd "$(dirname "$0")/../.."
[ -n "${NIANBAO_CASES:-}" ] || { echo "NIANBAO_CASES is not set"; exit 77; }
command -v jq >/dev/null || { echo "jq is missing"; exit 77; }
nianbao=${NIANBAO_BUILD:?}/nianbao
dir=$(mktemp -d)
server=
trap '[ -n "$server" ] && kill "$server" 2>/dev/null; rm -rf "$dir"' EXIT
mkdir "$dir/site"

# Texts are read as a page that holds them; everything else as it is.
for text in "$NIANBAO_CASES"/seeds/*.txt "$NIANBAO_CASES"/cases/text/*.txt; do
	{
		echo '<!DOCTYPE html><meta charset="utf-8"><pre>'
		sed 's/&/\&amp;/g; s/</\&lt;/g' "$text"
		echo '</pre>'
	} >"$dir/site/$(basename "$text" .txt).html"
done
cp "$NIANBAO_CASES"/cases/pages/original/*.html "$dir/site"
cp "$NIANBAO_CASES"/cases/documents/* "$dir/site"
rm -f "$dir"/site/*.expected.json
# Documents are read where their link says that they may be reports.
for name in huaian-2024.pdf blank-template-2021.docx; do
	mv "$dir/site/$name" "$dir/site/政府信息公开工作年度报告-$name"
done
chmod -R u+w "$dir/site"

"$NIANBAO_BUILD/tests/origin/origin" "$dir/site" >"$dir/address" &
server=$!
for _ in $(seq 200); do
	[ -s "$dir/address" ] && break
	read -rt 0.05 <> <(:)
done
url=$(cat "$dir/address")
"$nianbao" -C "$dir/archive" crawl --scope site --delay 0 --connections 4 \
	--json "$url" >"$dir/out" 2>"$dir/err" ||
	{ echo "crawl ended with $?"; tail -5 "$dir/err"; }

bad=0 good=0
for file in "$dir"/site/*; do
	if "$nianbao" -C "$dir/archive" cat "$url${file##*/}" 2>/dev/null |
		cmp -s - "$file"; then
		good=$((good + 1))
	else
		echo "not byte for byte: ${file##*/}"
		bad=1
	fi
done
echo "byte for byte: $good of $(ls "$dir/site" | wc -l)"
"$nianbao" -C "$dir/archive" verify >"$dir/verify" ||
	{ cat "$dir/verify"; bad=1; }

"$nianbao" -C "$dir/archive" reports --json >"$dir/reports"
# The form that is handed out is nobody's report.
if jq -e 'select(.url | test("template"))' "$dir/reports" >/dev/null; then
	echo "the blank form is a report"
	bad=1
fi

# What is kept of the seeds is what a reading of them says.
for number in 0 1 2 3 4; do
	jq -c --arg n "/$number-" 'select(.url | contains($n))' \
		"$dir/reports" >"$dir/seed"
	tests/lib/compare_expected seed "$NIANBAO_CASES/seeds/expected.json" \
		"$number" "$dir/seed" >"$dir/points" ||
		{ grep -A 2 FAILED "$dir/points"; bad=1; }
	echo "seed $number: $(tail -n 1 "$dir/points")"
done

# A report that is a document has all its cells in the archive, too.
jq -c 'select(.url | endswith("huaian-2024.pdf"))' "$dir/reports" >"$dir/huaian"
tests/lib/compare_expected cells \
	"$NIANBAO_CASES/cases/documents/huaian-2024.expected.json" \
	"$dir/huaian" >"$dir/points" || { cat "$dir/points"; bad=1; }
tail -n 1 "$dir/points"

# A blank cell is "" here and null there.
jq -n --slurpfile got "$dir/reports" --slurpfile wanted \
	"$NIANBAO_CASES/cases/documents/shanghai-office-2019.expected.json" '
	def blank: if . == null then "" else . end;
	($got[] | select(.url | endswith("shanghai-office-2019.html"))) as $r |
	$wanted[0] as $w |
	[($w.t2 | to_entries[] | .key as $k | .value | to_entries[] |
		{where: "\($k) \(.key)", wanted: (.value | blank),
		 got: $r.active_disclosure[$k][.key]}),
	 ($w.t3 | to_entries[] | .key as $i | .value | to_entries[] |
		{where: "row \($i + 1) \(.key)", wanted: (.value | blank),
		 got: $r.applications.rows[$i].cells[.key]}),
	 ($w.t4 | to_entries[] |
		{where: "table 4 \(.key)", wanted: (.value | blank),
		 got: ($r.review_litigation | add)[.key]})] as $cells |
	($cells[] | select(.wanted != .got)),
	"\($r.organ) \($r.year): cells \([$cells[] |
		select(.wanted == .got)] | length) of \($cells | length)",
	($cells | all(.wanted == .got) and length > 100)' >"$dir/cells"
head -n -1 "$dir/cells"
[ "$(tail -n 1 "$dir/cells")" = true ] || bad=1
exit "$bad"
