/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is certain stands as a value, what is likely as a value with a remark
 * or as a comment to be taken in.  Strangers' texts come into comments only,
 * as one line, so that they cannot become configuration.
 */
#include "crawler/site_file.h"

#include "base/err.h"
#include "parsers/division.h"

#include <inttypes.h>
#include <string.h>

int site_file_name(const struct url *seed, struct buf *out)
{
	struct slice domain = url_registered_domain(seed);
	size_t dot = slice_findc(domain, '.', 0);

	if (url_host_is_address(seed) || dot == SIZE_MAX || dot == 0)
		return buf_add_slice(out, seed->host);
	return buf_add_slice(out, slice_sub(domain, 0, dot));
}

static void add_attempts(const struct look *look, struct buf *out)
{
	for (size_t i = 0; i < look->page_count; i++) {
		const struct look_page *p = &look->pages[i];

		(void)buf_addf(out, "#   %s: %s%s%s\n", p->url,
			       p->outcome ? p->outcome : "nothing",
			       p->block ? ", " : "", p->block ? p->block : "");
	}
}

static void add_state(const struct site_file *file, struct buf *out)
{
	if (file->state == SITE_BLOCKED)
		(void)buf_adds(out, "# IT BLOCKED US: what follows is a "
			       "guess from its address.\n");
	if (file->state == SITE_UNREACHABLE)
		(void)buf_adds(out, "# IT COULD NOT BE REACHED: what follows "
			       "is a guess from its address.\n");
}

static void add_said(const char *label, const char *text, struct buf *out)
{
	if (text)
		(void)buf_addf(out, "#   %s: %s\n", label, text);
}

static void add_head(const struct site_file *file,
		     const struct look *look, struct buf *out)
{
	(void)buf_addf(out, "# A site of nianbao.conf(5), written by "
		       "\"nianbao sites add\" on %s.\n", file->date);
	add_state(file, out);
	(void)buf_adds(out, "# It was asked for:\n");
	add_attempts(look, out);
	if (look->site_name || look->title || look->organizer || look->idcode)
		(void)buf_adds(out, "# It says of itself:\n");
	add_said("SiteName", look->site_name, out);
	add_said("title", look->title, out);
	add_said("主办单位", look->organizer, out);
	add_said("SiteIDCode", look->idcode, out);
}

static void add_family(const struct look *look, struct buf *out)
{
	const struct family *f = &look->family;

	if (!f->name)
		return;
	(void)buf_addf(out, "# Its pages look like %s (a hint: they mention",
		       f->title);
	for (size_t i = 0; i < f->mark_count; i++)
		(void)buf_addf(out, "%s %s", i ? "," : "", f->marks[i]);
	(void)buf_adds(out, ").\n");
}

/* --- values ------------------------------------------------------------ */

/* Between double quotes libconfuse reads escapes and ${NAME}. */
static void add_quoted(const char *text, struct buf *out)
{
	(void)buf_addc(out, '"');
	for (; *text; text++)
		if (strchr("\"\\$", *text))
			(void)buf_addf(out, "%%%02X", (unsigned char)*text);
		else
			(void)buf_addc(out, *text);
	(void)buf_addc(out, '"');
}

static void add_seed(const struct site_file *file,
		     const struct look *look, struct buf *out)
{
	(void)buf_adds(out, "\t# Where the crawl begins.\n");
	if (file->https_failed)
		(void)buf_addf(out, "\t# https was tried first: %s.\n",
			       file->https_error ? file->https_error :
			       "it gave no answer");
	(void)buf_adds(out, "\tseeds = {");
	add_quoted(look->seed.href, out);
	(void)buf_adds(out, "}\n");
}

static void add_hosts(const struct look *look, struct buf *out)
{
	if (look->own_count)
		(void)buf_adds(out, "\n\t# Linked, and of the site anyway "
			       "(with the number of links):\n");
	for (size_t i = 0; i < look->own_count; i++)
		(void)buf_addf(out, "\t#   %s  %" PRIu32 "%s\n",
			       look->own[i].name, look->own[i].links,
			       look->own[i].promising ?
			       ", perhaps to reports" : "");
	if (!look->other_count)
		return;
	(void)buf_adds(out, "\n\t# Links that may lead to reports go to these "
		       "hosts of other names.\n\t# Take in those that are of "
		       "this site.\n\t#hosts = {");
	for (size_t i = 0; i < look->other_count; i++) {
		(void)buf_adds(out, i ? ", " : "");
		add_quoted(look->other[i].name, out);
	}
	(void)buf_adds(out, "}\n");
}

static void add_place(uint32_t code, struct buf *out)
{
	uint32_t above = division_parent(code);

	(void)buf_add_slice(out, division_name(division_parent(above)));
	(void)buf_add_slice(out, division_name(above));
	(void)buf_add_slice(out, division_name(code));
}

static void add_division(const struct look *look, struct buf *out)
{
	struct look_division d = look_division(look);
	uint32_t code = d.by_name ? d.by_name : d.by_idcode;

	if (!code) {
		(void)buf_adds(out, "\n\t# The division of the place (GB/T "
			       "2260); it was not found.\n"
			       "\t#division = \"\"\n");
		return;
	}
	(void)buf_adds(out, "\n\t# ");
	add_place(code, out);
	if (d.by_name)
		(void)buf_addf(out, ", by \"%s\"", d.text);
	else
		(void)buf_adds(out, ", by SiteIDCode alone");
	(void)buf_adds(out, d.by_name && d.by_name == d.by_idcode ?
		       " and SiteIDCode.\n" : ".\n");
	if (d.by_name && d.by_idcode && d.by_name != d.by_idcode)
		(void)buf_addf(out, "\t# SiteIDCode says %" PRIu32 ".\n",
			       d.by_idcode);
	(void)buf_adds(out, "\t# A hint, not proof: please check.\n");
	(void)buf_addf(out, "\t%sdivision = \"%" PRIu32 "\"\n",
		       d.by_name ? "" : "#", code);
}

static void add_tls(const struct site_file *file, const struct look *look,
		    struct buf *out)
{
	if (file->tls_error)
		(void)buf_adds(out, "\n\t# Its TLS could not be verified.  "
			       "Relaxed, every capture says so:\n"
			       "\t#tls = \"relaxed\"\n");
	else if (slice_eqs(look->seed.scheme, "https") &&
		 file->state == SITE_SEEN)
		(void)buf_adds(out, "\n\t# Its certificate was verified.\n"
			       "\t#tls = \"verified\"\n");
}

int site_file_write(const struct site_file *file, const struct look *look,
		    struct buf *out)
{
	add_head(file, look, out);
	add_family(look, out);
	(void)buf_adds(out, "\nsite ");
	add_quoted(file->name, out);
	(void)buf_adds(out, " {\n");
	add_seed(file, look, out);
	add_hosts(look, out);
	add_division(look, out);
	(void)buf_adds(out, "\n\t# \"site\" archives everything, \"reports\" "
		       "what may lead to reports.\n"
		       "\t#scope = \"reports\"\n");
	add_tls(file, look, out);
	(void)buf_adds(out, "\n\t# Organs that have to report, besides those "
		       "its columns list.\n\t#organs = {}\n"
		       "\n\t#delay = \"2 s\"\n"
		       "\t#window = \"22:00-06:00\"\n"
		       "\t#budget = \"2000\"\n}\n");
	return out->err;	/* sticky: the one look for all of the above */
}
