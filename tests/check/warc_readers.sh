#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Other people's programs read what we write: gzip, and warcio (npm) where it
# is installed, in the folder that NIANBAO_WARCIO names or in
# build/npm-warcio:
#     npm install --prefix build/npm-warcio warcio
set -euo pipefail
cd "$(dirname "$0")/../.."
build=${NIANBAO_BUILD:-build/dev}
sample=$build/tests/test_store_verify
[ -x "$sample" ] || { echo "$sample is not built"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$sample" "$work"
file=$(echo "$work"/warc/*.warc.gz)
gzip -t "$file"
records=$(zcat "$file" | tr -d '\r' | grep -c '^WARC/1\.1$')
[ "$records" = 17 ] || { echo "$records records, wanted 17"; exit 1; }
echo "gzip: $records records"

warcio=${NIANBAO_WARCIO:-build/npm-warcio}
if [ ! -d "$warcio/node_modules/warcio" ] || ! command -v node >/dev/null; then
	echo "warcio: skipped, not in $warcio"
	exit 0
fi
cat >"$work/read.mjs" <<'JS'
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { createRequire } from "node:module";
const require = createRequire(process.argv[2] + "/");
const { WARCParser } = require("warcio");
const parser = new WARCParser(createReadStream(process.argv[3]));
const digest = (bytes) =>
	"sha256:" + createHash("sha256").update(bytes).digest("hex");
let records = 0, wrong = 0;
for await (const record of parser) {
	const payload = Buffer.from(await record.readFully(true));
	const wanted = record.warcHeader("WARC-Payload-Digest");
	records++;
	if (!wanted || record.warcType === "revisit")
		continue;
	if (digest(payload) !== wanted) {
		console.log(`${record.warcTargetURI}: payload is not ${wanted}`);
		wrong++;
	}
}
console.log(`warcio: ${records} records, ${wrong} wrong digests`);
process.exit(records === 17 && wrong === 0 ? 0 : 1);
JS
node "$work/read.mjs" "$(realpath "$warcio")" "$file"
# its index cuts the same members as ours
"$warcio/node_modules/.bin/warcio" cdx-index "$file" | grep -c '"offset"' |
	grep -qx 5
