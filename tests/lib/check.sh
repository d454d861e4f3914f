# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
#
# For the checks of commands: source it, then
#
#   same WHAT GOT WANTED     has WHAT TEXT PART     lacks WHAT TEXT PART
#   code WHAT WANTED COMMAND...   stdout goes to $out, stderr to $err
#   check_end NAME                ends with 0, or 1 where something failed
#
# Needs NIANBAO_BUILD.  $dir is a scratch folder that goes away.
nianbao=${NIANBAO_BUILD:?}/nianbao
[ -x "$nianbao" ] || { echo "nianbao is not built"; exit 77; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
check_bad=0 out='' err=''
unset NIANBAO_ARCHIVE
export NIANBAO_CONF=$dir/nianbao.conf
: >"$NIANBAO_CONF"

same() {
	[ "$2" = "$3" ] && return
	printf 'FAILED %s\n  got    %s\n  wanted %s\n' "$1" "$2" "$3"
	check_bad=1
}

has() {
	[[ $2 == *"$3"* ]] && return
	printf 'FAILED %s\n  no "%s" in: %.2000s\n' "$1" "$3" "$2"
	check_bad=1
}

lacks() {
	[[ $2 != *"$3"* ]] && return
	printf 'FAILED %s\n  "%s" in: %.2000s\n' "$1" "$3" "$2"
	check_bad=1
}

code() {
	local what=$1 wanted=$2 got=0
	shift 2
	out=$("$@" 2>"$dir/stderr") || got=$?
	err=$(<"$dir/stderr")
	[ "$got" = "$wanted" ] && return
	printf 'FAILED %s\n  exit code %s, wanted %s\n  stdout: %.2000s\n' \
		"$what" "$got" "$wanted" "$out"
	printf '  stderr: %.2000s\n' "$err"
	check_bad=1
}

check_end() {
	[ "$check_bad" = 0 ] && echo "$1: all as promised"
	exit "$check_bad"
}
