/* SPDX-License-Identifier: Apache-2.0 */
#include "conf/site.h"

#include "base/buf.h"
#include "base/slice.h"
#include "parsers/url.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

bool site_is_seed(const char *text)
{
	struct url url;

	if (url_parse(slice_of(text), NULL, NULL, &url, NULL))
		return false;
	url_free(&url);
	return true;
}

/* A host is what makes a URL with nothing before or behind it. */
bool site_is_host(const char *text)
{
	struct buf whole = BUF_INIT(URL_MAX);
	size_t plain = strcspn(text, "/?#@\\ \t\r\n");
	bool is_host;

	(void)buf_addf(&whole, "http://%s", text);
	is_host = *text && !text[plain] && whole.err == 0 &&
		  site_is_seed(whole.data);
	buf_free(&whole);
	return is_host;
}

static bool is_address(struct slice s)
{
	char text[INET6_ADDRSTRLEN];
	struct in6_addr address;

	if (s.n > 2 && s.p[0] == '[' && s.p[s.n - 1] == ']')
		s = slice_sub(s, 1, s.n - 1);
	if (s.n >= sizeof(text))
		return false;
	(void)snprintf(text, sizeof(text), "%.*s", SLICE_ARG(s));
	return inet_pton(AF_INET, text, &address) == 1 ||
	       inet_pton(AF_INET6, text, &address) == 1;
}

/* The colons of an address in brackets end nothing. */
static size_t end_of_name(struct slice s)
{
	size_t from = s.n && s.p[0] == '[' ? slice_findc(s, ']', 0) : 0;

	return from == SIZE_MAX ? from : slice_findc(s, ':', from);
}

bool site_is_resolve(const char *text)
{
	struct slice rest = slice_of(text);
	size_t name = end_of_name(rest);
	unsigned long long port;
	struct slice digits;
	unsigned count = 0;
	char host[256];

	if (name == SIZE_MAX || name >= sizeof(host))
		return false;
	(void)snprintf(host, sizeof(host), "%.*s", (int)name, text);
	rest = slice_sub(rest, name + 1, rest.n);
	digits = slice_cut(&rest, ':');
	if (!site_is_host(host) || !slice_u64(digits, 65535, &port) ||
	    port == 0)
		return false;
	while (rest.p)
		if (count++ == SITE_ADDRESSES_MAX ||
		    !is_address(slice_cut(&rest, ',')))
			return false;
	return count > 0;
}

bool site_is_name(const char *text)
{
	return slice_trim(slice_of(text)).n > 0;
}

bool site_is_division(const char *text)
{
	size_t digits = strspn(text, "0123456789");

	return text[digits] == '\0' && digits >= 6 && digits <= 12;
}
