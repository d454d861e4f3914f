#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# nianbao inspect: pages as JSON, robots.txt and URLs as lines with tabs.
set -uo pipefail
. "$(dirname "$0")/../lib/check.sh"
command -v jq >/dev/null || { echo "jq is missing"; exit 77; }

# lines WANTED-LINE...: stdout is these lines; "|" stands for a tab
lines() {
	local what=$1
	shift
	same "$what" "$out" "$(printf '%s\n' "$@" | tr '|' '\t')"
}

inspect() { "$nianbao" inspect "$@"; }

# --- usage ------------------------------------------------------------------
code "nothing to inspect" 2 inspect
has "nothing to inspect" "$err" "usage: nianbao inspect page FILE"
code "unknown kind" 2 inspect table x
has "unknown kind" "$err" '"table" cannot be inspected'
code "flag of another kind" 2 inspect url --agent nianbao http://a.test/
has "flag of another kind" "$err" "--agent is not for url"
code "no page" 2 inspect page
code "two pages" 2 inspect page a b
code "no such file" 1 inspect page "$dir/none.html"
has "no such file" "$err" "$dir/none.html: No such file or directory"
code "a folder" 1 inspect page "$dir"
has "a folder" "$err" "Is a directory"
code "bad --url" 2 inspect page --url "ftp://a.test/" "$dir/none.html"
has "bad --url" "$err" '--url "ftp://a.test/" is no URL'
code "no robots.txt" 2 inspect robots --agent x
code "no agent" 2 inspect robots "$dir/robots.txt" http://a.test/
has "no agent" "$err" "--agent is missing"
code "two standard inputs" 2 inspect robots - --agent x -
code "bad --base" 2 inspect url --base a.test x
code "bad --charset" 2 inspect url --charset klingon http://a.test/
has "bad --charset" "$err" 'there is no charset "klingon"'
code "help" 0 "$nianbao" help inspect
has "help" "$out" "inspect robots FILE --agent NAME"

# --- url --------------------------------------------------------------------
code "url" 0 inspect url "HTTP://WWW.A.Gov.CN:80/a/../B.htm?b=2&a=1#x" \
	"https://b.gov.cn:8443" "mailto:x@a.test" "http://a b/" "x"
lines "url" \
	"http://www.a.gov.cn/B.htm?b=2&a=1|cn,gov,a)/b.htm?a=1&b=2|http://www.a.gov.cn:80" \
	"https://b.gov.cn:8443/|cn,gov,b:8443)/|https://b.gov.cn:8443" \
	"$(sed -n 3p <<<"$out" | tr '\t' '|')" \
	"$(sed -n 4p <<<"$out" | tr '\t' '|')" \
	"$(sed -n 5p <<<"$out" | tr '\t' '|')"
same "url: errors" "$(tail -n 3 <<<"$out" | cut -f1 | xargs)" \
	"error error error"
same "url: reasons" "$(tail -n 3 <<<"$out" | cut -f2 | grep -c .)" "3"
code "url --base, lines" 0 inspect url --base http://a.test/x/y - \
	< <(printf '../b\n\n?q\r\nhttp:c\n//d.test')
same "url --base, lines" "$(cut -f1 <<<"$out" | xargs)" \
	"http://a.test/b http://a.test/x/y http://a.test/x/y?q \
http://a.test/x/c http://d.test/"
code "url from standard input" 0 inspect url < <(echo http://a.test)
same "url from standard input" "$(cut -f1 <<<"$out")" "http://a.test/"
code "url --charset" 0 inspect url --charset gbk 'http://a.test/年?年'
same "url --charset" "$(cut -f1 <<<"$out")" "http://a.test/%E5%B9%B4?%C4%EA"
code "url: no line" 0 inspect url - </dev/null
same "url: no line" "$out" ""
code "url: a long one" 0 inspect url - \
	< <(printf 'http://a.test/'; head -c 200000 /dev/zero | tr '\0' a)
same "url: a long one" "$(cut -f1 <<<"$out")" "error"

# --- robots -----------------------------------------------------------------
cat >"$dir/robots.txt" <<'END'
User-agent: *
Disallow: /

User-agent: nianbao
Disallow:	/internal/
Allow: /internal/nb/$
END
code "robots" 0 inspect robots "$dir/robots.txt" --agent nianbao \
	http://a.test/internal/x http://a.test/internal/nb/ /zwgk/ \
	http://a.test/robots.txt ftp://a.test/
lines "robots" \
	"disallow|5|Disallow: /internal/|http://a.test/internal/x" \
	'allow|6|Allow: /internal/nb/$|http://a.test/internal/nb/' \
	"allow|0||/zwgk/" "allow|0||http://a.test/robots.txt" \
	"$(tail -n 1 <<<"$out" | tr '\t' '|')"
same "robots: no URL of ours" "$(tail -n 1 <<<"$out" | cut -f1,4)" \
	$'error\tftp://a.test/'
code "robots for others" 0 inspect robots "$dir/robots.txt" --agent other - \
	< <(printf '/a\n/b\n')
lines "robots for others" "disallow|2|Disallow: /|/a" \
	"disallow|2|Disallow: /|/b"
code "robots from standard input" 0 inspect robots - --agent nianbao \
	/internal/ <"$dir/robots.txt"
lines "robots from standard input" \
	"disallow|5|Disallow: /internal/|/internal/"

# --- page -------------------------------------------------------------------
cat >"$dir/list.html" <<'END'
<html><head><meta charset="gb2312"><title>政府信息公开年报</title>
<base href="/zwgk/"><link rel="canonical" href="xxgknb/">
<meta name="ColumnName" content="政府信息公开年报">
<meta name="columntype" content="">
<meta http-equiv="X-UA-Compatible" content="IE=edge">
<meta name="ColumnName" content="second"></head><body>
<ul><li><a href="./2021.htm" title="全称">2021年</a></li>
<li><a href="mailto:a@b.test">邮箱</a></li></ul>
<p style="display:none">看不见</p>
<script>createPageHTML(25, 0, "index", "shtml");</script></body></html>
END
iconv -f UTF-8 -t GB18030 "$dir/list.html" >"$dir/gbk.html"
code "page" 0 inspect page "$dir/gbk.html" --url http://a.test/x/index.shtml
page=$out
field() { jq -c "$1" <<<"$page"; }
same "page: one line" "$(wc -l <<<"$page")" 1
same "page: charset" "$(field '[.charset, .charset_from, .type]')" \
	'["gb18030","meta","text/html"]'
same "page: addresses" "$(field '[.url, .base, .canonical]')" \
	'["http://a.test/x/index.shtml","http://a.test/zwgk/","http://a.test/zwgk/xxgknb/"]'
same "page: title" "$(field .title)" '"政府信息公开年报"'
same "page: meta" "$(field .meta)" \
	'{"ColumnName":"政府信息公开年报","columntype":"","X-UA-Compatible":"IE=edge"}'
same "page: link" \
	"$(field '.links[] | select(.raw == "./2021.htm") |
		[.tag, .attr, .url, .text, .title, .kind, .score > 600]')" \
	'["a","href","http://a.test/zwgk/2021.htm","2021年","全称","navigate",true]'
same "page: no URL" "$(field '.links[] | select(.text == "邮箱") |
	has("url")')" false
same "page: pager" "$(field '[.pager.method, .pager.declared_pages]')" \
	'["trs",25]'
same "page: block" "$(field .block)" '"none"'
printf '%s\r\n' 'HTTP/1.1 412 Precondition Failed' \
	'Set-Cookie: FaaBBIl1UgzbN7NS=6a; Path=/' >"$dir/head"
echo '<p>' >"$dir/block.html"
code "page: an answer" 0 inspect page "$dir/block.html" --status 412 \
	--head "$dir/head"
same "page: an answer" \
	"$(jq -r '.block, .block_evidence, .block_sign' <<<"$out" | xargs)" \
	"blocked_challenge/ruishu FaaBBIl1UgzbN7NS=6a; Path=/ cookie"
code "page: no status" 2 inspect page "$dir/block.html" --status 7
has "page: no status" "$err" '--status "7" is none'
code "page: no head" 1 inspect page "$dir/block.html" --head "$dir/none"
code "status of a URL" 2 inspect url --status 200 http://a.test/
has "page: text" "$(field .text)" "2021年"
lacks "page: text" "$(field .text)" "看不见"

code "page without --url" 0 inspect page - <"$dir/list.html"
page=$out
same "page without --url" "$(field '[has("url"), has("base"),
	has("canonical"), (.links | map(has("url")) | any)]')" \
	'[false,false,false,false]'
code "page --content-type" 0 inspect page --content-type \
	"text/html; charset=gbk" - < <(printf '<p>\xc4\xea')
page=$out
same "page --content-type" "$(field '[.charset_from, .text]')" \
	'["header","年"]'
code "page of nothing" 0 inspect page - </dev/null
printf '%%PDF-1.4\n' >"$dir/a.pdf"
code "page of another type" 0 inspect page "$dir/a.pdf"
page=$out
same "page of another type" "$(field '[.type, has("charset"), has("links")]')" \
	'["application/pdf",false,false]'
echo "<script>document.cookie='__jsl_clearance_s=1';location.href='/'</script>" \
	>"$dir/stub.html"
code "page: challenge" 0 inspect page "$dir/stub.html"
page=$out
same "page: challenge" "$(field .block)" '"blocked_challenge/jiasule"'
echo 'links_max = 1' >"$dir/links.conf"
code "page: links_max" 0 "$nianbao" -c "$dir/links.conf" inspect page \
	"$dir/list.html"
page=$out
same "page: links_max" "$(field '[.links_cut, (.links | length)]')" '[true,1]'
echo 'text_max = "1 KiB"' >"$dir/text.conf"
head -c 3000 /dev/zero | tr '\0' a >"$dir/long.txt"
code "page: text_max" 3 "$nianbao" -c "$dir/text.conf" inspect page \
	"$dir/long.txt"
has "page: text_max" "$err" "larger than the limit allows"
page=$out
same "page: text_max" "$(field .error)" '"toobig"'
check_end inspect
