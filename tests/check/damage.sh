#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# One bit of an archive is turned over, somewhere, again and again:
# NIANBAO_FLIPS times (6; a release is tried with 400 and more; the seed of the
# places is printed and may be given as NIANBAO_SEED).  Each time
#
#   verify says so, names the file, and ends with 5
#   mend --rebuild makes a catalog again that verify is content with, where it
#   was the catalog that was damaged, and the reports are the same
#
# The bits that say which system and compressor wrote a gzip member (OS and XFL,
# RFC 1952) mean nothing, and a few of their values are ours: what turns one
# into another is not damage, and counted apart.
set -uo pipefail
. "$(dirname "$0")/../lib/check.sh"
. "$(dirname "$0")/../lib/county.sh"
county_need python3
flips=${NIANBAO_FLIPS:-6}
seed_of_places=${NIANBAO_SEED:-$$}
trap 'county_stop; rm -rf "$dir"' EXIT
county_start "$dir" --pages 10 --slow-ms 20 --retry-after 1
"$nianbao" -C "$dir/good" crawl "${hosts[@]}" --delay 0 --connections 4 \
	--max-pages 25 "$seed" >/dev/null 2>&1
county_stop
code "before" 0 "$nianbao" -C "$dir/good" verify
"$nianbao" -C "$dir/good" reports --json >"$dir/reports"
code "mend --rebuild --dry-run" 0 "$nianbao" -C "$dir/good" mend --rebuild \
	--dry-run
has "mend --rebuild --dry-run" "$out" "not done"

# flip SEED: one bit in $dir/bad; prints "FILE OFFSET BIT"
flip() {
	python3 - "$dir/bad" "$1" <<'END'
import os, random, sys
top, seed = sys.argv[1:]
r = random.Random(int(seed))
files = [top + "/catalog.sqlite3"]
files += [top + "/warc/" + f for f in sorted(os.listdir(top + "/warc"))]
path = files[int(seed) % len(files)]
at, bit = r.randrange(os.path.getsize(path)), r.randrange(8)
with open(path, "r+b") as f:
    f.seek(at)
    byte = f.read(1)[0] ^ 1 << bit
    f.seek(at)
    f.write(bytes([byte]))
print(os.path.basename(path), at, bit)
END
}

# mark OFFSET: is it OS or XFL of a member? Its 10 bytes begin there - 9 or - 8.
is_mark() {
	local at
	for at in $(($1 - 9)) $(($1 - 8)); do
		[ "$at" -ge 0 ] || continue
		[ "$(tail -c +$((at + 1)) "$dir/good/warc/$2" | head -c 4 |
			od -An -tx1 | tr -d ' ')" = 1f8b0800 ] && return 0
	done
	return 1
}

found=0 marks=0 rebuilt=0
for ((i = 0; i < flips; i++)); do
	rm -rf "$dir/bad"
	cp -r "$dir/good" "$dir/bad"
	read -r file at bit < <(flip $((seed_of_places + i)))
	what="$file, byte $at, bit $bit"
	out=$("$nianbao" -C "$dir/bad" verify 2>"$dir/stderr")
	got=$?
	if [ "$got" = 0 ] && [[ $file == *.warc.gz ]] &&
		is_mark "$at" "$file"; then
		marks=$((marks + 1))
		continue
	fi
	same "$what: exit code of verify" "$got" 5
	has "$what: verify" "$out" "$file"
	found=$((found + 1))
	[ "$file" = catalog.sqlite3 ] || continue
	code "$what: mend --rebuild" 0 "$nianbao" -C "$dir/bad" mend --rebuild
	code "$what: verify after it" 0 "$nianbao" -C "$dir/bad" verify
	code "$what: reports" 0 "$nianbao" -C "$dir/bad" reports --json
	same "$what: reports" "$out" "$(<"$dir/reports")"
	rebuilt=$((rebuilt + 1))
done
echo "$found of $flips turned bits found by verify, $marks meant nothing," \
	"$rebuilt catalogs made anew (NIANBAO_SEED=$seed_of_places)"
check_end damage
