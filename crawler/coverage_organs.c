/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The organs of a site by their names.  Names of one organ share their last
 * two characters (organ_name_tail()), so each name is compared with those of
 * its tail alone; each spelling is looked for once and remembered.
 */
#include "crawler/coverage_site.h"

#include "base/err.h"
#include "parsers/division.h"

#include <inttypes.h>
#include <stdlib.h>
#define HASH_NONFATAL_OOM 1
#include <uthash.h>

enum { SPELLINGS_MAX = 50000 };

/* Organs with one tail, a list. */
struct tail {
	struct coverage_organ *first;
	UT_hash_handle hh;
};

struct spelling {
	struct coverage_organ *organ; /* NULL: fits none, or several */
	bool added;		/* it was looked for to be added */
	UT_hash_handle hh;
};

struct coverage_names {
	struct arena *arena;
	struct tail *tails;
	struct spelling *spellings;
	size_t organ_count, spelling_count;
	bool cut;
};

int coverage_names_new(struct arena *a, struct coverage_names **ret_names)
{
	struct coverage_names *n = calloc(1, sizeof(*n));

	if (!n)
		return ERR_NOMEM;
	n->arena = a;
	*ret_names = n;
	return 0;
}

void coverage_names_free(struct coverage_names *n)
{
	if (!n)
		return;
	HASH_CLEAR(hh, n->tails);
	HASH_CLEAR(hh, n->spellings);
	free(n);
}

unsigned coverage_kind_rank(const char *kind)
{
	static const char *const kinds[COVERAGE_KINDS] = {
		"government", "department", "committee", "township",
		"subdistrict", "other",
	};
	unsigned i = 0;

	while (i < COVERAGE_KINDS - 1 && (!kind || strcmp(kinds[i], kind)))
		i++;
	return i;
}

/* --- looking for one ------------------------------------------------------ */

static int tail_of(struct coverage_names *n, const struct organ_name *name,
		   struct tail **ret_tail)
{
	struct slice key = organ_name_tail(name);
	struct tail *tail = NULL;

	HASH_FIND(hh, n->tails, key.p, key.n, tail);
	if (!tail) {
		tail = arena_alloc(n->arena, sizeof(*tail));
		if (!tail)
			return arena_err(n->arena);
		HASH_ADD_KEYPTR(hh, n->tails, key.p, key.n, tail);
		if (!tail->hh.tbl)
			return ERR_NOMEM;
	}
	*ret_tail = tail;
	return 0;
}

/* What fits a name so far. */
struct fitting {
	const struct organ_name *name;
	struct coverage_organ *equal, *alike;
	bool several;		/* are alike */
};

static void fit(struct fitting *f, const struct tail *tail)
{
	for (struct coverage_organ *o = tail->first; o; o = o->same_tail) {
		if (slice_eq(o->name.core, f->name->core))
			f->equal = o;
		if (!organ_name_same(&o->name, f->name))
			continue;
		f->several |= f->alike != NULL;
		f->alike = o;
	}
}

/* The equal one, else the only one that is alike. */
static struct coverage_organ *fitting_organ(const struct coverage_names *n,
					    const struct tail *tail,
					    const struct organ_name *name)
{
	struct fitting f = {.name = name};

	/* "县政府": the tail of 青禾县 has one character more */
	if (name->core.n > strlen("县"))
		fit(&f, tail);
	else
		for (const struct tail *t = n->tails; t; t = t->hh.next)
			fit(&f, t);
	if (f.equal)
		return f.equal;
	return f.several ? NULL : f.alike;
}

static int add_organ(struct coverage_names *n, struct tail *tail,
		     const struct organ_name *name,
		     struct coverage_organ **ret_organ)
{
	struct coverage_organ *organ;

	if (n->organ_count == COVERAGE_ORGANS_MAX) {
		n->cut = true;
		*ret_organ = NULL;
		return 0;
	}
	organ = arena_alloc(n->arena, sizeof(*organ));
	if (!organ)
		return arena_err(n->arena);
	organ->name = *name;
	organ->same_tail = tail->first;
	tail->first = organ;
	n->organ_count++;
	*ret_organ = organ;
	return 0;
}

static int look(struct coverage_names *n, const struct organ_name *name,
		bool add, struct coverage_organ **ret_organ)
{
	struct coverage_organ *organ;
	struct tail *tail;
	int err = tail_of(n, name, &tail);

	if (err)
		return err;
	organ = fitting_organ(n, tail, name);
	if (!organ && add)
		return add_organ(n, tail, name, ret_organ);
	/* "县" + 财政局 says less than 青禾县 + 财政局 */
	if (organ && name->text.n > organ->name.text.n)
		organ->name = *name;
	*ret_organ = organ;
	return 0;
}

static int remember(struct coverage_names *n, struct slice name, bool add,
		    struct coverage_organ *organ)
{
	struct spelling *s;

	if (n->spelling_count == SPELLINGS_MAX)
		return 0;
	s = arena_alloc(n->arena, sizeof(*s));
	if (!s)
		return arena_err(n->arena);
	*s = (struct spelling){.organ = organ, .added = add};
	n->spelling_count++;
	HASH_ADD_KEYPTR(hh, n->spellings, name.p, name.n, s);
	return s->hh.tbl ? 0 : ERR_NOMEM;
}

int coverage_names_find(struct coverage_names *n, struct slice text, bool add,
			struct coverage_organ **ret_organ)
{
	struct organ_name name;
	struct spelling *s;
	int err;

	*ret_organ = NULL;
	if (!text.n)
		return 0;
	HASH_FIND(hh, n->spellings, text.p, text.n, s);
	if (s && (s->organ || s->added || !add)) {
		*ret_organ = s->organ;
		return 0;
	}
	if (!s && n->spelling_count == SPELLINGS_MAX)
		return 0;
	text = arena_slice(n->arena, text);
	err = organ_name_read(text, n->arena, &name);
	if (!err && !name.core.n)
		return 0;
	if (!err)
		err = look(n, &name, add, ret_organ);
	if (!err && s)
		*s = (struct spelling){*ret_organ, add, s->hh};
	else if (!err)
		err = remember(n, text, add, *ret_organ);
	return err;
}

/* --- townships ------------------------------------------------------------ */

/* The table also has farms, mines and prisons in their place. */
static bool governs(const struct organ_name *name)
{
	return strcmp(name->kind, "township") == 0 ||
	       strcmp(name->kind, "subdistrict") == 0;
}

static int add_township(struct coverage_names *n, struct slice county,
			const struct division_walk *w)
{
	struct coverage_organ *o = NULL;
	struct organ_name kind;
	const char *name;
	int err = organ_name_read(w->name, n->arena, &kind);

	if (err || !governs(&kind))
		return err;
	name = arena_printf(n->arena, "%.*s%.*s", SLICE_ARG(county),
			    SLICE_ARG(w->name));
	if (!name)
		return arena_err(n->arena);
	err = coverage_names_find(n, slice_of(name), true, &o);
	if (err || !o)
		return err;
	o->township = true;
	if (!o->division)
		o->division = arena_printf(n->arena, "%" PRIu32, w->code);
	return arena_err(n->arena);
}

int coverage_names_townships(struct coverage_names *n, uint32_t division)
{
	enum division_level level = division_level(division);
	struct division_walk w = division_townships(division);
	struct slice county = division_name(division);
	int err = 0;

	if (level != DIVISION_COUNTY && level != DIVISION_CITY)
		return 0;
	while (!err && division_next(&w))
		if (w.code / 1000 == division)
			err = add_township(n, county, &w);
	return err;
}

/* --- all of them ---------------------------------------------------------- */

static int by_kind_and_name(const void *a, const void *b)
{
	const struct coverage_organ *const *left = a, *const *right = b;
	const struct coverage_organ *x = *left, *y = *right;
	unsigned rank_x = coverage_kind_rank(x->name.kind);
	unsigned rank_y = coverage_kind_rank(y->name.kind);

	if (rank_x != rank_y)
		return rank_x < rank_y ? -1 : 1;
	return slice_cmp(x->name.text, y->name.text);
}

int coverage_names_list(struct coverage_names *n,
			struct coverage_organ ***ret_list, size_t *ret_count,
			bool *ret_cut)
{
	struct coverage_organ **list;
	size_t count = 0;

	list = arena_array(n->arena, n->organ_count, sizeof(*list));
	if (!list)
		return arena_err(n->arena);
	for (struct tail *t = n->tails; t; t = t->hh.next)
		for (struct coverage_organ *o = t->first; o; o = o->same_tail)
			list[count++] = o;
	qsort(list, count, sizeof(*list), by_kind_and_name);
	*ret_list = list;
	*ret_count = count;
	*ret_cut = n->cut;
	return 0;
}
