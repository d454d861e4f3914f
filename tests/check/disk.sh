#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# An archive on a disk of its own (a tmpfs in a mount namespace of this check),
# which
#
#   is full at ever other points of a crawl   the crawl says so once and waits;
#                                             with room again it goes on by
#                                             itself to its end
#   is full, and no room comes                it ends with its state saved; what
#                                             is there verifies; the next crawl
#                                             goes on from there
#   may only be read                          what asks works, what writes says
#                                             why it cannot
#
# Nothing of it may be asked for twice, and nothing may be missing in the end.
# NIANBAO_DISKS: so many sizes, up to 14 (1).  Skipped where no tmpfs can be mounted.
own=(unshare --mount --propagation private)
if [ -z "${NIANBAO_DISK_INSIDE:-}" ]; then
	why=$("${own[@]}" true 2>&1) ||
		{ echo "no mounts of its own here: $why"; exit 77; }
	NIANBAO_DISK_INSIDE=1 exec "${own[@]}" "$0" "$@"
fi
set -uo pipefail
. "$(dirname "$0")/../lib/check.sh"
. "$(dirname "$0")/../lib/county.sh"
county_need sqlite3 jq
disk=$dir/disk
mkdir "$disk"
trap 'county_stop; umount "$disk" 2>/dev/null; rm -rf "$dir"' EXIT
mount -t tmpfs -o size=1m none "$disk" 2>/dev/null ||
	{ echo "no tmpfs can be mounted here"; exit 77; }
umount "$disk"
archive=$disk/archive
# From what an empty catalog needs to all of it.
sizes=(450k 1200k 300k 350k 400k 520k 600k 700k 800k 900k 1000k 1500k 1800k 2m)
county_start "$dir" --pages 10 --slow-ms 20 --retry-after 1 --log "$dir/log"
crawl=("$nianbao" -C "$archive" crawl "${hosts[@]}" --delay 0
	--connections 4 "$seed")

# The whole of it, without trouble.
printf 'disk_reserve = "0 B"\n' >"$NIANBAO_CONF"
"$nianbao" -C "$dir/whole" crawl "${hosts[@]}" --delay 0 --connections 4 \
	"$seed" >/dev/null 2>&1
usual=$?	# the county has pages that block, or fail
urls() {
	sqlite3 -readonly "$1/catalog.sqlite3" \
		"SELECT url FROM url u JOIN capture c ON c.url_id = u.id
		 GROUP BY 1 ORDER BY 1" | sed 's/:[0-9]*//2'
}
urls "$dir/whole" >"$dir/urls"
"$nianbao" -C "$dir/whole" reports --json | jq -Sc '{organ, year, title}' |
	sort >"$dir/reports"
say_full() { grep -c 'is full; waiting for room' "$1"; }

# check_whole WHAT
check_whole() {
	code "$1: verify" 0 "$nianbao" -C "$archive" verify
	same "$1: URLs" "$(urls "$archive" | diff - "$dir/urls" | head -5)" ""
	same "$1: reports" "$("$nianbao" -C "$archive" reports --json |
		jq -Sc '{organ, year, title}' | sort | diff - "$dir/reports" |
		head -5)" ""
	# what waited to be stored was not done; a commit takes 64
	twice=$(awk '{ print $4 }' "$dir/log" | sort | uniq -d | wc -l)
	[ "$twice" -le 64 ] || same "$1: asked for twice" "$twice" "at most 64"
}

full=0
for size in "${sizes[@]:0:${NIANBAO_DISKS:-1}}"; do
	printf 'disk_reserve = "0 B"\ndisk_wait = "5 min"\n' >"$NIANBAO_CONF"
	mount -t tmpfs -o "size=$size" none "$disk"
	: >"$dir/log"
	"${crawl[@]}" >"$dir/out" 2>"$dir/err" &
	pid=$!
	for _ in $(seq 600); do
		grep -q 'is full' "$dir/err" && break
		kill -0 "$pid" 2>/dev/null || break
		read -rt 0.1 <> <(:)
	done
	same "$size: says so" "$(say_full "$dir/err")" 1
	code "$size: verify while it waits" 0 "$nianbao" -C "$archive" verify
	mount -o remount,size=64m "$disk"
	wait "$pid"
	got=$?
	same "$size: exit code ($(tail -2 "$dir/err"))" "$got" "$usual"
	same "$size: says so once" "$(say_full "$dir/err")" 1
	has "$size" "$(<"$dir/err")" "there is room on the disk again"
	check_whole "$size, room again"
	full=$((full + 1))
	umount "$disk"
done

for size in "${sizes[@]:0:${NIANBAO_DISKS:-1}}"; do
	printf 'disk_reserve = "0 B"\ndisk_wait = "1 s"\n' >"$NIANBAO_CONF"
	mount -t tmpfs -o "size=$size" none "$disk"
	: >"$dir/log"
	code "$size, no room" 1 "${crawl[@]}"
	has "$size, no room" "$err" "is full"
	has "$size, no room" "$err" "stayed full; the state is saved"
	lacks "$size, no room" "$err" "room on the disk again"
	code "$size, no room: verify" 0 "$nianbao" -C "$archive" verify
	mount -o remount,size=64m "$disk"
	code "$size, no room: the next crawl" "$usual" "${crawl[@]}"
	check_whole "$size, the next crawl"
	full=$((full + 1))
	[ "$full" = $((2 * ${NIANBAO_DISKS:-1})) ] || umount "$disk"
done

mount -o remount,ro "$disk"
code "read only: verify" 0 "$nianbao" -C "$archive" verify
code "read only: reports" 0 "$nianbao" -C "$archive" reports --json
code "read only: status" 0 "$nianbao" -C "$archive" status
code "read only: crawl" 1 "${crawl[@]}"
has "read only: crawl" "$err" "cannot be written"
code "read only: mend" 1 "$nianbao" -C "$archive" mend
echo "$full full disks, each gone on from to the end"
check_end disk
