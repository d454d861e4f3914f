/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The fence around gumbo.  A page is parsed into one arena; gumbo's tree stays
 * in it and lends its strings to our flat nodes, and the arena is dropped
 * whole (28 times the input, so documents should be freed soon).
 *
 * gumbo cannot fail: it asserts on a NULL allocation.  So gumbo_alloc() never
 * returns NULL; when the arena is full or the deadline has passed it leaves
 * gumbo by longjmp.  Between setjmp and then nothing is held but what the
 * arena owns.  gumbo_destroy_output() is recursive and never called.
 *
 * Nor can it fail otherwise: some tag soup runs into its own assertions, and
 * those end the process (parser.c:714, 1538 and 3071, each by SVG or MathML
 * in a table, about one page of random tag soup in 200,000).  So
 * __assert_fail() is ours: while this thread is in gumbo it leaves as
 * gumbo_alloc() does, and the page is parsed once more with SVG and MathML
 * defused; elsewhere it does what the C library's does.
 * This works because the linker exports a symbol of ours that libgumbo refers
 * to; test_parsers_html would abort if it did not.
 *
 * max_errors = 0: nine tenths of what gumbo spends on hostile pages is its
 * list of errors.  What remains quadratic (open elements, attributes of one
 * tag) allocates as it goes, so that the deadline is seen.
 *
 * The walk over gumbo's tree keeps its own stack and does not trust
 * index_within_parent.
 */
#include "parsers/html.h"

#include "base/err.h"
#include "parsers/html_private.h"

#include <gumbo.h>

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

/* A list that is being walked, and the node whose children they are. */
struct frame {
	const GumboVector *children;
	uint32_t next;
	uint32_t index;
};

struct walk {
	struct html_doc *doc;
	struct slice source;	/* what gumbo read, see defuse() */
	struct html_node *nodes;
	uint32_t count;
	uint32_t cap;
	struct frame *stack;
	uint32_t depth;
	uint32_t stack_cap;
};

/* The document that this thread has in gumbo's hands, else NULL. */
static _Thread_local struct html_doc *in_gumbo;

static const enum html_tag tag_of[GUMBO_TAG_LAST] = {
#define TAG(t) [GUMBO_TAG_##t] = HTML_##t
	TAG(A), TAG(AREA), TAG(B), TAG(BASE), TAG(BODY), TAG(BR), TAG(BUTTON),
	TAG(CENTER), TAG(CAPTION), TAG(DD), TAG(DIV), TAG(DL), TAG(DT),
	TAG(EM), TAG(EMBED), TAG(FONT), TAG(FOOTER), TAG(FORM), TAG(FRAME),
	TAG(FRAMESET), TAG(H1), TAG(H2), TAG(H3), TAG(H4), TAG(H5), TAG(H6),
	TAG(HEAD), TAG(HEADER), TAG(HR), TAG(HTML), TAG(I), TAG(IFRAME),
	TAG(IMG), TAG(INPUT), TAG(LABEL), TAG(LI), TAG(LINK), TAG(META),
	TAG(NAV), TAG(NOSCRIPT), TAG(OBJECT), TAG(OL), TAG(OPTION), TAG(P),
	TAG(PARAM), TAG(PRE), TAG(SCRIPT), TAG(SECTION), TAG(ARTICLE),
	TAG(ASIDE), TAG(MAIN), TAG(SELECT), TAG(SOURCE), TAG(SPAN),
	TAG(STRONG), TAG(STYLE), TAG(SUB), TAG(SUP), TAG(TABLE), TAG(TBODY),
	TAG(TD), TAG(TEMPLATE), TAG(TEXTAREA), TAG(TFOOT), TAG(TH),
	TAG(THEAD), TAG(TITLE), TAG(TR), TAG(U), TAG(UL), TAG(VIDEO),
#undef TAG
};

/* Never NULL: leaves html_parse()'s setjmp instead.  Not zeroed, as malloc()'s
 * is not. */
static void *gumbo_alloc(void *userdata, size_t n)
{
	struct html_doc *doc = userdata;
	void *p = arena_raw(doc->arena, n);

	if (!p)
		longjmp(doc->leave, arena_err(doc->arena));
	return p;
}

/* Takes the place of the C library's, for libgumbo too (see the essay). */
void __assert_fail(const char *assertion, const char *file, unsigned line,
		   const char *function)
{
	if (in_gumbo)
		longjmp(in_gumbo->leave, ERR_UNSUPPORTED);
	fprintf(stderr, "%s:%u: %s: Assertion `%s' failed.\n", file, line,
		function, assertion);
	abort();
}

static void gumbo_drop(void *userdata, void *p)
{
	(void)userdata;
	(void)p;
}

/* Twice as many, the old ones copied; the arena keeps the old block. */
static void *grow(struct html_doc *doc, const void *old, uint32_t *cap,
		  size_t size)
{
	uint32_t more = *cap ? *cap * 2 : 64;
	void *p = gumbo_alloc(doc, more * size);

	if (*cap)
		memcpy(p, old, *cap * size);
	*cap = more;
	return p;
}

/* Place of gumbo's pointer in the source, UINT32_MAX when it has none. */
static uint32_t offset_of(const struct walk *w, const char *p)
{
	uintptr_t from = (uintptr_t)w->source.p;

	if (!p || (uintptr_t)p < from || (uintptr_t)p > from + w->source.n)
		return UINT32_MAX;
	return (uint32_t)((uintptr_t)p - from);
}

static struct slice element_name(struct walk *w, const GumboElement *e)
{
	GumboStringPiece piece = e->original_tag;
	char *name;

	if (e->tag != GUMBO_TAG_UNKNOWN)
		return slice_of(gumbo_normalized_tagname(e->tag));
	if (piece.length < 3)
		return slice_of("");
	gumbo_tag_from_original_text(&piece);
	name = gumbo_alloc(w->doc, piece.length + 1);
	for (size_t i = 0; i < piece.length; i++) {
		char c = piece.data[i];

		name[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
	}
	return (struct slice){name, piece.length};
}

/* SVG and MathML have titles and styles of their own, but their links and
 * scripts are the page's. */
static enum html_tag element_tag(const GumboElement *e)
{
	enum html_tag tag = e->tag < GUMBO_TAG_LAST ? tag_of[e->tag]
						    : HTML_OTHER;

	if (tag == HTML_TEXT)	/* not in the table */
		return HTML_OTHER;
	if (e->tag_namespace != GUMBO_NAMESPACE_HTML && tag != HTML_A &&
	    tag != HTML_SCRIPT && tag != HTML_STYLE)
		return HTML_OTHER;
	return tag;
}

static void fill_attrs(struct walk *w, const GumboElement *e,
		       struct html_node *node)
{
	struct html_attr *attrs;

	if (!e->attributes.length)
		return;
	attrs = gumbo_alloc(w->doc, e->attributes.length * sizeof(*attrs));
	for (uint32_t i = 0; i < e->attributes.length; i++) {
		const GumboAttribute *a = e->attributes.data[i];

		attrs[i] = (struct html_attr){slice_of(a->name),
					      slice_of(a->value)};
	}
	node->attrs = attrs;
	node->attr_count = e->attributes.length;
}

static void fill_element(struct walk *w, const GumboElement *e,
			 struct html_node *node)
{
	uint32_t end = UINT32_MAX;

	node->tag = element_tag(e);
	node->name = element_name(w, e);
	fill_attrs(w, e, node);
	if (!e->original_tag.length)
		return;
	node->offset = offset_of(w, e->original_tag.data);
	if (e->original_end_tag.length)
		end = offset_of(w, e->original_end_tag.data +
				       e->original_end_tag.length);
	else if (e->end_pos.offset <= w->source.n)
		end = e->end_pos.offset;
	if (end != UINT32_MAX && end > node->offset)
		node->length = end - node->offset;
}

static void fill_text(struct walk *w, const GumboNode *g,
		      struct html_node *node)
{
	const GumboText *t = &g->v.text;
	bool comment = g->type == GUMBO_NODE_COMMENT;

	node->tag = comment ? HTML_COMMENT : HTML_TEXT;
	node->text = slice_of(t->text ? t->text : "");
	node->offset = offset_of(w, t->original_text.data);
	if (node->offset != UINT32_MAX &&
	    t->original_text.length <= w->source.n - node->offset)
		node->length = (uint32_t)t->original_text.length;
}

static void push(struct walk *w, const GumboVector *children, uint32_t index)
{
	if (w->depth == w->stack_cap)
		w->stack = grow(w->doc, w->stack, &w->stack_cap,
				sizeof(*w->stack));
	w->stack[w->depth++] = (struct frame){children, 0, index};
}

static void add_node(struct walk *w, const GumboNode *g, uint32_t parent)
{
	bool element = g->type == GUMBO_NODE_ELEMENT ||
		       g->type == GUMBO_NODE_TEMPLATE;
	struct html_node *node;

	if (w->count == w->doc->node_limit)
		longjmp(w->doc->leave, ERR_TOOBIG);
	if (w->count == w->cap)
		w->nodes = grow(w->doc, w->nodes, &w->cap, sizeof(*w->nodes));
	node = &w->nodes[w->count];
	*node = (struct html_node){.parent = parent,
				   .end = w->count + 1,
				   .offset = UINT32_MAX};
	if (element)
		fill_element(w, &g->v.element, node);
	else
		fill_text(w, g, node);
	node->hides = html_hides(node);
	node->invisible = node->hides ||
			  (w->count && w->nodes[parent].invisible);
	if (element)
		push(w, &g->v.element.children, w->count);
	w->count++;
}

static void walk_tree(struct walk *w, const GumboNode *root)
{
	add_node(w, root, 0);
	while (w->depth) {
		struct frame *top = &w->stack[w->depth - 1];

		if (top->next < top->children->length) {
			const GumboNode *child =
				top->children->data[top->next++];

			add_node(w, child, top->index);
			continue;
		}
		w->nodes[top->index].end = w->count;
		w->depth--;
	}
}

static void parse_into(struct html_doc *doc, struct slice text,
		       struct html *ret_html)
{
	GumboOptions options = kGumboDefaultOptions;
	struct walk w = {.doc = doc, .source = text};
	const GumboOutput *output;

	options.allocator = gumbo_alloc;
	options.deallocator = gumbo_drop;
	options.userdata = doc;
	options.max_errors = 0;
	in_gumbo = doc;
	output = gumbo_parse_with_options(&options, text.p, text.n);
	in_gumbo = NULL;
	walk_tree(&w, output->root);
	*ret_html = (struct html){
		.nodes = w.nodes, .count = w.count, .source = text};
}

/* The records of datastores become pages of their own, in the same arena and
 * under the same limits. */
static void parse_records(struct html_doc *doc)
{
	struct html_record *records = NULL;
	uint32_t count = 0;
	uint32_t cap = 0;
	struct html *h = &doc->html;

	if (slice_ifinds(h->source, "<datastore", 0) == SIZE_MAX)
		return;
	for (uint32_t i = 0; i < h->count; i++) {
		struct slice store = html_datastore(h, i);
		struct html *rows;
		struct slice text;
		char *joined;

		if (!store.p)
			continue;
		joined = gumbo_alloc(doc, store.n + 1);
		text = (struct slice){joined, html_join_records(store, joined)};
		rows = gumbo_alloc(doc, sizeof(*rows));
		parse_into(doc, text, rows);
		if (count == cap)
			records = grow(doc, records, &cap, sizeof(*records));
		records[count++] = (struct html_record){i, rows};
		i = h->nodes[i].end - 1;	/* none within another */
	}
	h->records = records;
	h->record_count = count;
}

static struct html_doc *doc_new(const struct html_limits *limits)
{
	struct html_doc *doc = calloc(1, sizeof(*doc));

	if (!doc)
		return NULL;
	doc->node_limit = limits->nodes;
	doc->arena = arena_new(limits->memory);
	doc->keep = arena_new(limits->memory);
	if (!doc->arena || !doc->keep) {
		html_free(doc);
		return NULL;
	}
	arena_set_expired(doc->arena, limits->expired, limits->ctx);
	return doc;
}

/* A copy of the same length in which nothing opens SVG or MathML: <s-g> and
 * <m-th> are unknown elements, CDATA sections are comments. */
static struct slice defuse(struct html_doc *doc, struct slice text)
{
	static const char *const openers[] = {"<svg", "<math"};
	char *copy = gumbo_alloc(doc, text.n + 1);

	memcpy(copy, text.p, text.n);
	for (size_t i = 0; i < 2; i++) {
		size_t at = 0;

		while ((at = slice_ifinds(text, openers[i], at)) != SIZE_MAX) {
			at += 2;
			copy[at] = '-';
		}
	}
	return (struct slice){copy, text.n};
}

/* The only setjmp: 0, or why gumbo_alloc() or an assertion left. */
static int parse_doc(struct html_doc *doc, struct slice text, bool defused)
{
	int err = setjmp(doc->leave);

	if (err) {
		in_gumbo = NULL;
		return err;
	}
	parse_into(doc, defused ? defuse(doc, text) : text, &doc->html);
	doc->html.source = text;
	parse_records(doc);
	return 0;
}

static int try_parse(struct slice text, const struct html_limits *limits,
		     bool defused, struct html_doc **ret_doc)
{
	struct html_doc *doc = doc_new(limits);
	int err;

	if (!doc)
		return ERR_NOMEM;
	err = parse_doc(doc, text, defused);
	if (err) {
		html_free(doc);
		return err;
	}
	arena_set_expired(doc->arena, NULL, NULL);
	*ret_doc = doc;
	return 0;
}

int html_parse(struct slice text, const struct html_limits *limits,
	       struct html_doc **ret_doc)
{
	int err;

	if (!text.p)
		text = slice_of("");
	if (text.n > limits->memory || text.n > UINT32_MAX / 2)
		return ERR_TOOBIG;	/* offsets are 32 bits, gumbo's too */
	err = try_parse(text, limits, false, ret_doc);
	if (err == ERR_UNSUPPORTED)
		err = try_parse(text, limits, true, ret_doc);
	return err;
}

/* As gumbo gives text: without CR and NUL; SLICE_NONE where the arena
 * failed. */
static struct slice plain_lines(struct slice text, struct arena *a)
{
	char *to = arena_alloc(a, text.n + 1);
	size_t n = 0;

	for (size_t i = 0; to && i < text.n; i++) {
		char c = text.p[i];

		if (c == '\r' && i + 1 < text.n && text.p[i + 1] == '\n')
			continue;
		to[n++] = c == '\r' ? '\n' : c ? c : ' ';
	}
	return (struct slice){to, n};
}

int html_parse_text(struct slice text, const struct html_limits *limits,
		    struct html_doc **ret_doc)
{
	static const enum html_tag tags[] = {HTML_HTML, HTML_BODY, HTML_PRE,
					     HTML_TEXT};
	static const char *const names[] = {"html", "body", "pre", NULL};
	struct html_doc *doc = doc_new(limits);
	struct html_node *nodes;
	int err;

	if (!doc)
		return ERR_NOMEM;
	if (!text.p)
		text = slice_of("");
	err = text.n > UINT32_MAX / 2 ? ERR_TOOBIG : 0;
	nodes = arena_array(doc->arena, 4, sizeof(*nodes));
	for (uint32_t i = 0; nodes && i < 4; i++)
		nodes[i] = (struct html_node){
			.tag = tags[i],
			.parent = i ? i - 1 : 0,
			.end = 4,
			.offset = UINT32_MAX,
			.name = slice_of(names[i]),
		};
	if (nodes && !err) {
		nodes[3].text = plain_lines(text, doc->arena);
		nodes[3].offset = 0;
		nodes[3].length = (uint32_t)text.n;
	}
	err = err ? err : arena_err(doc->arena);
	if (err) {
		html_free(doc);
		return err;
	}
	doc->html = (struct html){.nodes = nodes, .count = 4, .source = text};
	arena_set_expired(doc->arena, NULL, NULL);
	*ret_doc = doc;
	return 0;
}

void html_free(struct html_doc *doc)
{
	if (!doc)
		return;
	arena_free(doc->arena);
	arena_free(doc->keep);
	free(doc);
}

const struct html *html_of(const struct html_doc *doc)
{
	return &doc->html;
}

struct arena *html_arena(struct html_doc *doc)
{
	return doc->keep;
}
