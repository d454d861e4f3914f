# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2034
#
# For the checks that crawl the built-in county: source it, then
#
#   county_start DIR ARGUMENTS...   serves it; sets port, hosts (--resolve
#                                   options for nianbao and curl), seed
#   county_stop                     ends it
#
# Needs NIANBAO_BUILD.  Ends with 77 (skipped) where a program is missing.
county=${NIANBAO_BUILD:?}/tests/county/county
nianbao=$NIANBAO_BUILD/nianbao
county_pid=

county_need() {
	local word
	for word in "$@"; do
		command -v "$word" >/dev/null ||
			{ echo "$word is missing"; exit 77; }
	done
}

county_start() {
	local dir=$1
	shift
	rm -f "$dir/ready"
	"$county" serve --port 0 --ready-file "$dir/ready" "$@" \
		>/dev/null 2>"$dir/county.err" &
	county_pid=$!
	for _ in $(seq 400); do
		[ -f "$dir/ready" ] && break
		kill -0 "$county_pid" 2>/dev/null || break
		read -rt 0.05 <> <(:)
	done
	[ -f "$dir/ready" ] || { cat "$dir/county.err"; exit 1; }
	port=$(awk '/^HOST/ { print $4; exit }' "$dir/ready")
	seed=$(awk '/^SEED/ { print $2; exit }' "$dir/ready")
	mapfile -t hosts < <(awk '/^RESOLVE/ { print "--resolve"; print $2 }' \
		"$dir/ready")
}

county_stop() {
	[ -n "$county_pid" ] || return 0
	kill "$county_pid" 2>/dev/null
	wait "$county_pid" 2>/dev/null
	county_pid=
}
