#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# The units: systemd can read them, and each exposes less than 1.5 of 10
# (systemd-analyze security).
set -uo pipefail
. "$(dirname "$0")/../lib/check.sh"
command -v systemd-analyze >/dev/null ||
	{ echo "systemd-analyze is missing"; exit 77; }

# with a program that is there, and no manual to be looked for
for file in "$NIANBAO_BUILD"/systemd/*.service; do
	sed -e "s#^ExecStart=[^ ]*#ExecStart=$nianbao#" \
		-e '/^Documentation=/d' "$file" >"$dir/$(basename "$file")"
done
for file in systemd/*.timer; do
	sed '/^Documentation=/d' "$file" >"$dir/$(basename "$file")"
done
for file in "$dir"/*.service "$dir"/*.timer; do
	code "verify of $(basename "$file")" 0 systemd-analyze verify "$file"
	same "verify of $(basename "$file")" "$err" ""
done
for file in "$dir"/*.service; do
	code "exposure of $(basename "$file")" 0 systemd-analyze security \
		--offline=true --threshold=14 --no-pager "$file"
	has "exposure" "$out" "Overall exposure level"
	grep -o 'Overall exposure.*' <<<"$out"
done
has "sysusers" "$(<systemd/nianbao.sysusers)" "u nianbao"
check_end units
