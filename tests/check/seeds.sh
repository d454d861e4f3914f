#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Real documents against what they state: NIANBAO_CASES names the folder with
# seeds/ and cases/.  Seeds and texts are read as pages that hold them in <pre>
# and as plain text; each point is listed as field, expected, got.
set -uo pipefail
cd "$(dirname "$0")/../.."
[ -n "${NIANBAO_CASES:-}" ] || { echo "NIANBAO_CASES is not set"; exit 77; }
command -v python3 >/dev/null || { echo "python3 is missing"; exit 77; }
command -v jq >/dev/null || { echo "jq is missing"; exit 77; }
nianbao=${NIANBAO_BUILD:?}/nianbao
compare=$PWD/tests/lib/compare_expected
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export TMPDIR=$dir
bad=0

# in_pre FILE: a page that holds the text
in_pre() {
	echo '<!DOCTYPE html><meta charset="utf-8"><pre>'
	sed 's/&/\&amp;/g; s/</\&lt;/g' "$1"
	echo '</pre>'
}

# --- seeds ---

for seed in "$NIANBAO_CASES"/seeds/[0-9]*.txt; do
	number=$(basename "$seed" | cut -c1)
	in_pre "$seed" >"$dir/page.html"
	cp "$seed" "$dir/text.txt"
	for form in page.html text.txt; do
		echo "--- seed $number as ${form%.*}"
		"$nianbao" read "$dir/$form" --json \
			--content-type "$(case $form in
				*.txt) echo 'text/plain; charset=utf-8' ;;
				*) echo text/html ;; esac)" >"$dir/got"
		"$compare" seed "$NIANBAO_CASES/seeds/expected.json" \
			"$number" "$dir/got" || bad=1
	done
done

# --- documents ---

documents=$NIANBAO_CASES/cases/documents
for name in huaian-2024.pdf shanghai-office-2019.html; do
	echo "--- $name"
	"$nianbao" read "$documents/$name" --json >"$dir/got"
	"$compare" cells "$documents/${name%.*}.expected.json" "$dir/got" ||
		bad=1
done

# point WHAT WANTED: the output of jq -c on stdin, all of it on one line
point() {
	local got
	got=$(paste -sd' ')
	if [ "$got" = "$2" ]; then
		printf '%-24s %-44s ok\n' "$1" "$2"
		return
	fi
	printf '%s: FAILED\n  expected %s\n  got      %s\n' "$1" "$2" "$got"
	bad=1
}

echo "--- blank-template-2021.docx"
"$nianbao" read "$documents/blank-template-2021.docx" --json >"$dir/got"
while read -r what wanted filter; do
	jq -c "$filter" "$dir/got" | point "$what" "$wanted"
done <<'POINTS'
generation "2021" .generation
template true .template
organ null .organ
year null .year
active [6,10] [(.active_disclosure // {} | length, (add | length))]
applications [25,175] .applications.rows // [] | [length, (map(.cells[]) | length)]
review [3,15] .review_litigation // [] | [length, (add | length)]
cells [""] [(.active_disclosure[]?, .applications.rows[]?.cells, .review_litigation[]?) | .[]] | unique
POINTS

# Every other one opens: its kind and the length of its text.
echo "--- other documents"
for file in "$documents"/*; do
	name=${file##*/}
	case $name in
	*.json|huaian-*|shanghai-*|blank-*) continue ;;
	esac
	"$nianbao" read "$file" --json >"$dir/got" 2>"$dir/err"
	code=$?
	jq -r --arg file "$name" '.page | "\($file) \(.document.name // "")",
		"  \(.document.kind) by \(.document.tool), " +
		(if .document.has_text then "\(.text | length) characters"
		 else "no text" end)' "$dir/got"
	jq -es 'length > 0 and all(.page.document |
		.kind != "unknown" and (has("error") | not))' \
		"$dir/got" >/dev/null && [ "$code" = 0 ] ||
		{ echo "  FAILED ($code): $(<"$dir/err")"; bad=1; }
done

# --- texts with odd layouts ---

# What line 2 of each says is odd, as points.  "lintao-page": in that form only.
text_points() {
	cat <<'POINTS'
hanyang generation "2021" .generation
hanyang year 2022 .year
hanyang title null .title
hanyang blank_cell [[0,0,""],[5,12,8],[0],[0],[0],[0]] [.active_disclosure[]?]
hanyang two_rows [[8,0,0,0,0,0,8],[0,0,0,0,0,0,0]] [.applications.rows[]?.cells]
hanyang prose_before_table 8 .stated.applications_received.value
hanyang prose_and_table ["pass"] [.checks[]? | select(.rule == "V8") | .result]
huichang organ ["中村乡","township"] [.organ,.organ_kind]
huichang year [2020,true] [.year,.year_stated]
huichang generation "2019" .generation
huichang cell_a_line [[0,0,0],[5,5,5],[0,0,0],[0,0,0],[0,0,0],[0,0,0],[0,0],[1,8040]] [.active_disclosure[]?]
huichang cut_off null .applications
huichang sections "总体情况" .sections[0]
lintao generation "narrative" .generation
lintao year 2020 .year
lintao no_tables [] [.active_disclosure, .applications, .review_litigation | select(.)]
lintao in_prose [260,0] [.stated.disclosed.value, .stated.applications_received.value]
lintao-page published "2020-12-25" .published
lintao-page before_the_year_ended ["warn"] [.checks[]? | select(.rule == "V12") | .result]
lintong generation "2021" .generation
lintong clean_pipes [[0,0,0],[0,0,0],[0],[0],[0]] [.active_disclosure[]?]
lintong year_not_stated null .year
tongyu organ ["团结乡","township"] [.organ,.organ_kind]
tongyu year [2020,true] [.year,.year_stated]
tongyu published "2021-01-29" .published
tongyu generation "2019" .generation
tongyu split_header [[0,0,0],[0,0,0],[0,0,0],[0,0,0]] [.active_disclosure[]?]
tongyu none_received 0 .stated.applications_received.value
tongyu at_lost true .contact.email // "" | test("^[0-9]+qq.com$")
tongyu postcode 6 .contact.postcode | length
tongyu phone_and_fax [12,12] [.contact.phone, .contact.fax | length]
xjnlk generation "2021" .generation
xjnlk sections ["主动公开政府信息情况","收到和处理政府信息公开申请情况"] .sections
xjnlk rules_of_a_town [0,0,6] .active_disclosure["规章"]
xjnlk rows [7,[0]] .applications.rows // [] | [length, (map(.cells[]) | unique)]
xjnlk rules_are_odd true [.checks[]? | select(.rule == "V11") | .result] | . == ["warn"] or . == ["uncertain"]
POINTS
}

# read_text FORM FILE: page and text are without the lines about the file,
# which are no part of the page; the page says its date where they do
read_text() {
	local url
	url=$(sed -n '1s/^# URL: //p' "$2")
	case $1 in
	whole) in_pre "$2" ;;
	page)
		sed -n '2s/.*PUBLISHED \([-0-9]*\).*/\1/p' "$2" |
			sed 's/.*/<meta name="PubDate" content="&">/'
		grep -v '^# [UNE]' "$2" >"$dir/bare"
		in_pre "$dir/bare"
		;;
	text) grep -v '^# [UNE]' "$2" ;;
	esac >"$dir/$1"
	"$nianbao" read "$dir/$1" --json --url "$url" --content-type \
		"$([ "$1" = text ] && echo text/plain || echo text/html
		); charset=utf-8"
}

for file in "$NIANBAO_CASES"/cases/text/*.txt; do
	name=$(basename "$file" | cut -d_ -f1)
	for form in page text whole; do
		echo "--- $name as $form"
		read_text $form "$file" >"$dir/got"
		while read -r _ what wanted filter; do
			jq -c "$filter" "$dir/got" | point "$what" "$wanted"
		done < <(text_points | grep -E "^$name(-$form)? ")
	done
done
exit "$bad"
