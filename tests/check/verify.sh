#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# nianbao verify over a good archive, and over ones spoiled in three ways.
set -uo pipefail
. "$(dirname "$0")/../lib/check.sh"
sample=$NIANBAO_BUILD/tests/test_store_verify
[ -x "$sample" ] || { echo "$sample is not built"; exit 77; }
command -v jq >/dev/null || { echo "jq is missing"; exit 77; }
mkdir "$dir/good"
"$sample" "$dir/good"
cp -r "$dir/good" "$dir/spoiled"
cp -r "$dir/good" "$dir/torn"
cp -r "$dir/good" "$dir/bare"
printf X | dd of="$(echo "$dir"/spoiled/warc/*)" bs=1 seek=1500 \
	conv=notrunc status=none
truncate -s 7000 "$dir"/torn/warc/*
rm "$dir/bare/catalog.sqlite3"

code "good" 0 "$nianbao" -C "$dir/good" verify
has "good" "$out" "17 records"
has "good" "$out" "all is well."
same "good: stderr" "$err" ""
code "good, --fast" 0 "$nianbao" -C "$dir/good" verify --fast
has "good, --fast" "$out" "as far as --fast looks"
code "good, --json" 0 "$nianbao" -C "$dir/good" verify --json
same "good, --json" "$(jq -c '[.files, .records, .findings]' <<<"$out")" \
	"[1,17,0]"

code "spoiled" 5 "$nianbao" -C "$dir/spoiled" verify
has "spoiled" "$out" ": damaged: the gzip data are damaged"
damaged=$(sed -n 's/: damaged: .*//p' <<<"$out")
has "spoiled: rules" "$out" "gzip data and record heads can be read"
code "spoiled, --json" 5 "$nianbao" -C "$dir/spoiled" verify --json
same "spoiled: one object a finding" \
	"$(jq -r '.rule // empty' <<<"$out" | wc -l)" \
	"$(jq '.findings // empty' <<<"$out")"
same "spoiled, --json" "$(jq -r 'select(.rule == "damaged") |
	.file + ":" + (.offset | tostring)' <<<"$out")" "$damaged"
code "torn" 5 "$nianbao" -C "$dir/torn" verify
has "torn" "$out" ": torn: "
code "no catalog" 5 "$nianbao" -C "$dir/bare" verify
has "no catalog" "$out" "catalog.sqlite3:0: catalog: "

code "no archive" 1 "$nianbao" -C "$dir/none" verify
has "no archive" "$err" "there is no archive in \"$dir/none\""
code "an operand" 2 "$nianbao" verify "$dir/good"
has "an operand" "$err" "nianbao -C $dir/good verify"
code "no such option" 2 "$nianbao" verify --quick
code "help" 0 "$nianbao" verify --help
has "help" "$out" "usage: nianbao verify"
check_end verify
