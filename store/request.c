/* SPDX-License-Identifier: Apache-2.0 */
#include "store/request.h"

#include "base/buf.h"
#include "base/err.h"
#include "parsers/post_key.h"
#include "parsers/url.h"

bool store_request_is_special(const struct store_request *r)
{
	return r && (r->key || r->list || r->family);
}

bool store_request_is_post(const struct store_request *r)
{
	return r && r->method && strcmp(r->method, "POST") == 0;
}

const char *store_request_key(const struct store_request *r, const char *url)
{
	return r && r->key ? r->key : url;
}

static const char *keep(struct arena *a, struct slice s)
{
	return s.n ? arena_strndup(a, s.p, s.n) : NULL;
}

/* Asked for by each column for itself? */
static bool is_of_referer(const struct pager_request *from)
{
	return from->list && from->page == 0 && from->referer.n > 0;
}

static int make_key(const struct pager_request *from, bool post,
		    struct arena *a, const char **ret_key)
{
	struct buf key = BUF_INIT(URL_MAX);
	int err;

	if (post)
		err = post_key(POST_KEY_CATALOG, from->url,
			       slice_of(from->content_type), from->body, &key);
	else
		err = buf_addf(&key, "%.*s#%.*s", SLICE_ARG(from->url),
			       SLICE_ARG(from->referer));

	if (!err) {
		*ret_key = arena_strndup(a, key.data, key.len);
		err = arena_err(a);
	}
	buf_free(&key);
	return err;
}

int store_request_of(const struct pager_request *from, struct arena *a,
		     struct store_request *ret_request)
{
	bool post = strcmp(from->method, "POST") == 0;
	struct store_request r = {
		.method = post ? "POST" : "GET",
		.body = arena_slice(a, from->body),
		.content_type = keep(a, slice_of(from->content_type)),
		.referer = keep(a, from->referer),
		.family = keep(a, slice_of(from->family)),
		.page = (int32_t)from->page, .list = from->list,
		.overlaps = from->overlaps, .probe = from->probe,
	};
	int err = arena_err(a);

	if (!err && (post || is_of_referer(from)))
		err = make_key(from, post, a, &r.key);
	if (!err)
		*ret_request = r;
	return err;
}

struct pager_request store_request_pager(const struct store_request *r,
					 const char *url)
{
	return (struct pager_request){
		.method = r->method ? r->method : "GET",
		.url = slice_of(url),
		.body = r->body,
		.content_type = r->content_type,
		.referer = slice_of(r->referer),
		.family = r->family,
		.page = r->page,
		.list = r->list,
		.overlaps = r->overlaps,
		.probe = r->probe,
	};
}

int store_request_copy(const struct store_request *r, struct arena *a,
		       struct store_request *ret_copy)
{
	struct store_request copy = *r;

	copy.key = keep(a, slice_of(r->key));
	copy.method = keep(a, slice_of(r->method));
	copy.body = arena_slice(a, r->body);
	copy.content_type = keep(a, slice_of(r->content_type));
	copy.referer = keep(a, slice_of(r->referer));
	copy.family = keep(a, slice_of(r->family));
	if (arena_err(a))
		return arena_err(a);
	*ret_copy = copy;
	return 0;
}
