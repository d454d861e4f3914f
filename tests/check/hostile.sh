#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# hostile.sh [--defaults]
#
# Documents that mean harm (tests/lib/hostile_documents), read one by one and
# then crawled.  Each must end as documented and say of which file it speaks;
# the crawl must end by itself with all of them archived.  Prints what each
# cost; peak memory is that of the largest process.
#
# The limits are lower than usual, so that bombs are small, and what only time
# can end has little of it; --defaults takes the usual ones, and minutes.
set -uo pipefail
cd "$(dirname "$0")/../.."
. tests/lib/county.sh
county_need jq sqlite3 python3
. tests/lib/check.sh
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$dir"' EXIT
export TMPDIR=$dir/tmp
mkdir "$dir/www" "$TMPDIR"
memory=$((2048 << 20))
cp "$NIANBAO_CONF" "$dir/slow.conf"
# What the usual two minutes may or may not be enough for.
slow='0|3	^$|longer'
slow_error=$'.*\t(-|expired)'
if [ "${1:-}" != --defaults ]; then
	memory=$((512 << 20))
	slow='3	longer'
	slow_error=$'.*\texpired'
	cat >"$NIANBAO_CONF" <<-END
	html_time = "2 s"
	document_memory = "512 MiB"
	document_unpacked = "8 MiB"
	document_pages = 20
	text_max = "1 MiB"
	END
	{ cat "$NIANBAO_CONF"; echo 'document_time = "6 s"'; } >"$dir/slow.conf"
fi
tests/lib/hostile_documents "$dir/www" || exit 1

# --- one by one ---

# The file, what the exit code is, what stderr says of it.
cat >"$dir/wanted" <<END
bomb.zip	3	zeros: larger
nested.zip	3	not supported
overlapping.zip	3	larger|damaged
bomb.docx	3	larger
long.docx	3	larger
bomb.xlsx	3	larger
bomb.ofd	3	larger
laughs.docx	3	not supported
laughs.xlsx	3	not supported
laughs.ofd	3	not supported
deep.docx	3	larger
deep.rtf	3	larger
deep.doc	0|3	^\$|reading stopped|longer
huge.xlsx	3	larger
strings.xlsx	3	larger
circular.ofd	0
pages.pdf	3	larger
circular.pdf	3	damaged
streams.pdf	0
bomb.pdf	$slow
picture.pdf	0|3	^\$|longer
encrypted.pdf	3	not supported
loop.xls	0
loop.doc	3	damaged|longer
sheets.xls	3	larger|longer
encrypted.xlsx	3	not supported
encrypted.zip	3	not supported
cut.rar	3	damaged
cut5.rar	3	damaged
cut.7z	3	damaged
two.doc	0
disguise.xls	0
empty.pdf	0
END

# Prints name, code, seconds, MiB and the first complaint, TAB-separated.  Two
# at a time.
cat >"$dir/measure" <<'END'
import concurrent.futures, os, sys, time
program, folder, slow = sys.argv[1:]

def measure(name):
    path = os.path.join(folder, name)
    begin = time.monotonic()
    said = os.open(path + ".said", os.O_CREAT | os.O_TRUNC | os.O_RDWR)
    out = os.open(path + ".json", os.O_CREAT | os.O_TRUNC | os.O_RDWR)
    conf = slow if name in ("bomb.pdf", "picture.pdf") else \
        os.environ["NIANBAO_CONF"]
    pid = os.posix_spawn(program,
                         [program, "-c", conf, "read", "--json", path],
                         os.environ, file_actions=[
                             (os.POSIX_SPAWN_DUP2, out, 1),
                             (os.POSIX_SPAWN_DUP2, said, 2)])
    _, status, usage = os.wait4(pid, 0)
    first = os.pread(said, 4096, 0).decode(errors="replace").split("\n")[0]
    os.close(said)
    os.close(out)
    return "\t".join((name, str(os.waitstatus_to_exitcode(status)),
                      "%.2f" % (time.monotonic() - begin),
                      str(usage.ru_maxrss >> 10), first))

names = [line.split("\t")[0].strip() for line in sys.stdin]
with concurrent.futures.ThreadPoolExecutor(2) as pool:
    for line in pool.map(measure, names):
        print(line, flush=True)
END
mkdir "$dir/read"
cp "$dir"/www/*.* "$dir/read"
python3 "$dir/measure" "$nianbao" "$dir/read" "$dir/slow.conf" <"$dir/wanted" >"$dir/got"
same "documents read" "$(wc -l <"$dir/got")" "$(wc -l <"$dir/wanted")"
same "left behind" "$(ls "$TMPDIR")" ""

# Address space has no limit where a sanitizer needs it all.
limited=1
grep -q __asan_init "$nianbao" && limited=

printf '%-16s %-8s %-32s %7s %9s\n' document kind outcome seconds "peak MiB"
while IFS=$'\t' read -r name wanted message <&3 &&
      IFS=$'\t' read -r _ code seconds peak said <&4; do
	kind=$(jq -rs '.[0].page.document.kind // "-"' \
		"$dir/read/$name.json" 2>/dev/null)
	printf '%-16s %-8s %-32s %7s %9s\n' "$name" "$kind" \
		"$code ${said##*: }" "$seconds" "$peak"
	grep -Eqx "$wanted" <<<"$code" ||
		same "exit code for $name ($said)" "$code" "$wanted"
	grep -Eq "${message:-^\$}" <<<"$said" ||
		same "what is said of $name" "$said" "$message"
	[ -z "$said" ] || has "the name of $name" "$said" "$name"
	[ -z "$limited" ] || [ "$peak" -le $((memory >> 20)) ] ||
		same "memory for $name" "$peak MiB" "$((memory >> 20)) at most"
done 3<"$dir/wanted" 4<"$dir/got"

# What is good of a document that is cut is given.
same "pages of pages.pdf" "$(jq .page.document.pages \
	"$dir/read/pages.pdf.json")" "$([ "${1:-}" ] && echo 500 || echo 20)"
has "text of long.docx" "$(<"$dir/read/long.docx.json")" "before"
has "text of cut.rar" "$(<"$dir/read/cut.rar.json")" "hello"
has "text of disguise.xls" "$(<"$dir/read/disguise.xls.json")" "说明"

# --- crawled ---

python3 -u - "$dir/www" >"$dir/port" 2>/dev/null <<'END' &
import functools, http.server, sys
handler = functools.partial(http.server.SimpleHTTPRequestHandler,
                            directory=sys.argv[1])
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
print(server.server_port)
server.serve_forever()
END
server=$!
for _ in $(seq 400); do
	[ -s "$dir/port" ] && break
	read -rt 0.05 <> <(:)
done
port=$(<"$dir/port")
[ -n "$port" ] || { echo "the server does not start"; exit 1; }
archive=$dir/archive
code "crawl" 0 "$nianbao" -c "$dir/slow.conf" -C "$archive" crawl --delay 0 --connections 4 \
	--scope site --json "http://127.0.0.1:$port/"
has "the crawl ends" "$out" '"seconds"'
query() {
	sqlite3 -readonly -separator $'\t' "$archive/catalog.sqlite3" "$1"
}
same "archived" "$(query "SELECT count(DISTINCT u.url) FROM capture c
	JOIN url u ON u.id = c.url_id WHERE c.status = 200")" \
	"$(($(wc -l <"$dir/wanted") + 1))"
query "SELECT replace(u.url, 'http://127.0.0.1:$port/', ''),
	coalesce(d.kind, '-'), coalesce(d.error, '-')
	FROM document d JOIN content n ON n.id = d.content_id
	JOIN capture c ON c.id = n.capture_id JOIN url u ON u.id = c.url_id
	ORDER BY 1" >"$dir/documents"
# error FILE WANTED: what the catalog says of it; time may be over before
error() {
	grep -Eq "^$1"$'\t'"($2|.*expired)\$" "$dir/documents" ||
		same "the catalog on $1" "$(grep "^$1" "$dir/documents")" "$2"
}
error bomb.docx $'.*\ttoobig'
error laughs.ofd $'.*\tunsupported'
error pages.pdf $'pdf\ttoobig'
error bomb.pdf "$slow_error"
error circular.pdf $'.*\tdamaged'
error encrypted.pdf $'.*\tunsupported'
error long.docx $'docx\ttoobig'
error cut.rar $'rar\tdamaged'
error loop.xls $'xls\t-'
code "verify" 0 "$nianbao" -C "$archive" verify
same "left behind by the crawl" "$(ls "$TMPDIR")" ""
check_end hostile
