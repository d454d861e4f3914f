#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# kill -9 at random points of a crawl (NIANBAO_KILLS of them, 15; a release is
# tried with 200 and more; the seed of the points is printed and may be given
# as NIANBAO_SEED).  After each:
#
#   verify is clean            with what was committed, before any repair
#   what was done stays done   every capture of before is still there
#   nothing is done twice      a URL that was done is not asked for again
#
# WARC files are small, so that new ones are begun all the time.  Every fourth
# time mend --rebuild is killed instead, and then a plain mend: old or new, the
# catalog is whole.  A crawl that ends by itself begins a new archive.
set -uo pipefail
cd "$(dirname "$0")/../.."
. tests/lib/county.sh
county_need sqlite3
kills=${NIANBAO_KILLS:-15}
RANDOM=${NIANBAO_SEED:=$$}
dir=$(mktemp -d)
trap 'county_stop; rm -rf "$dir"' EXIT
archive=$dir/archive
county_start "$dir" --pages 150 --slow-ms 5 --retry-after 1 --busy-times 1 \
	--log "$dir/log"

printf 'warc_max = "16 KiB"\n' >"$dir/conf"

fail() {
	echo "FAILED at kill $killed (NIANBAO_SEED=$NIANBAO_SEED): $*"
	cp -r "$archive" "${NIANBAO_KEEP:-$dir/kept}" 2>/dev/null
	exit 1
}

# What is called done: URL by URL, and each capture by its record.  In a catalog
# made anew nothing is, before a crawl has begun its pass.
snapshot() {
	sqlite3 -readonly "$archive/catalog.sqlite3" \
		"SELECT u.url FROM frontier f JOIN url u ON u.id = f.url_id
		 JOIN site s ON s.id = f.site_id
		 WHERE f.state = 2 AND s.pass_started_ms > 0 ORDER BY 1" >"$1.urls" 2>/dev/null ||
		: >"$1.urls"
	sqlite3 -readonly "$archive/catalog.sqlite3" \
		"SELECT record_id FROM capture ORDER BY 1" >"$1.captures" \
		2>/dev/null || : >"$1.captures"
}

# asked FROM: what the server was asked for since line FROM of its log
asked() {
	tail -n "+$1" "$dir/log" | awk -v port="$port" \
		'{ print "http://" $2 ":" port $4 }' | sort -u
}

# kill_it MS COMMAND...: false if it ended before
kill_it() {
	local wait=$1 pid code
	shift
	"$nianbao" -c "$dir/conf" -C "$archive" "$@" >"$dir/out" 2>"$dir/err" &
	pid=$!
	read -rt "$((wait / 1000)).$(printf %03d $((wait % 1000)))" <> <(:)
	if kill -9 "$pid" 2>/dev/null; then
		wait "$pid" 2>/dev/null
		killed=$((killed + 1))
		return 0
	fi
	wait "$pid"
	code=$?
	case $code in 0|3) ;; *) fail "$* ended with $code: $(
		tail -3 "$dir/err")" ;; esac
	return 1
}

check_archive() {
	"$nianbao" -C "$archive" verify >"$dir/verify" 2>&1 ||
		fail "verify: $(tail -5 "$dir/verify")"
}

# A catalog made anew knows what there is, and not what is due.
kill_mend() {
	local old
	old=$(stat -c %i "$archive/catalog.sqlite3")
	kill_it $((RANDOM % 900 + 20)) mend --rebuild
	check_archive
	if [ "$(stat -c %i "$archive/catalog.sqlite3")" != "$old" ]; then
		rebuilt=$((rebuilt + 1))
		: >"$dir/before.urls"
	fi
	kill_it $((RANDOM % 100 + 5)) mend
	check_archive
	mends=$((mends + 1))
}

killed=0 whole=0 adopted=0 round=0 mends=0 rebuilt=0 files=0
: >"$dir/before.urls"
while [ "$killed" -lt "$kills" ]; do
	from=$(($(wc -l <"$dir/log") + 1))
	kill_it $((RANDOM % 700 + 30)) crawl "${hosts[@]}" --delay 0 \
		--connections 4 --scope site "$seed" || whole=$((whole + 1))
	grep -q 'was not closed properly' "$dir/err" && adopted=$((adopted + 1))
	[ -e "$archive/catalog.sqlite3" ] || continue
	check_archive
	twice=$(asked "$from" | comm -12 - <(sort -u "$dir/before.urls") |
		head -3)
	[ -z "$twice" ] || fail "asked again: $twice"
	[ ! -e "$dir/before.captures" ] || snapshot "$dir/now"
	if [ -e "$dir/now.captures" ]; then
		lost=$(comm -23 "$dir/before.captures" "$dir/now.captures" |
			head -3)
		[ -z "$lost" ] || fail "captures lost: $lost"
	fi
	snapshot "$dir/before"
	count=$(find "$archive/warc" -name "*-0000[2-9]-*" | wc -l)
	[ "$count" -gt "$files" ] && files=$count
	round=$((round + 1))
	[ $((round % 4)) != 0 ] || kill_mend
	# The pass was ended before the kill came: the next would ask for
	# everything again, and rightly.
	if [ "$(sqlite3 -readonly "$archive/catalog.sqlite3" "SELECT count(*)
		FROM site WHERE pass_ended_ms IS NOT NULL")" = 1 ]; then
		rm -rf "$archive" "$dir"/before.* "$dir"/now.*
		: >"$dir/before.urls"
	fi
done
"$nianbao" -c "$dir/conf" -C "$archive" crawl "${hosts[@]}" --delay 0 \
	--connections 4 --scope site "$seed" >"$dir/out" 2>"$dir/err"
check_archive
echo "kill: $killed kills, $whole crawls ended by themselves," \
	"$adopted starts put something right; mend killed $mends times twice," \
	"$rebuilt catalogs made anew; up to $files new WARC files within the" \
	"crawls of an archive;" \
	"verify clean after each"
