/* What a file of the folder holds, in our terms. */
#include <stdlib.h>

#include "base/path.h"
#include "library/import_apply.h"
#include "sync_parts.h"

void sync_content_finish(struct sync_content *c)
{
	playlist_entries_finish(c->entry, c->n);
	*c = (struct sync_content){0};
}

enum err_code sync_read_content(
	struct sync_run *r, const char *path, struct sync_content *ret)
{
	struct import_data d = {0};
	struct arena a = {0};
	struct match *match = NULL;
	char *full = path_join(r->dir, path);
	*ret = (struct sync_content){0};
	enum err_code code = import_reader_file(r->reader, full, "file", &d, r->why);
	if (!code)
		code = import_match(r->s->db, &d, &a, &match, r->why);
	if (!code)
		code = import_entries(r->s->db, &d, match, 0, &ret->entry, &ret->n,
			&ret->lost, r->why);
	import_data_finish(&d);
	arena_finish(&a);
	free(full);
	return code;
}

struct comparing {
	const struct sync_content *with;
	size_t at;
	bool same;
};

static bool compare(void *ctx, const struct playlist_entry *e)
{
	struct comparing *c = ctx;
	const struct playlist_entry *w =
		c->at < c->with->n ? &c->with->entry[c->at] : NULL;
	c->same = w && w->recording == e->recording;
	c->at++;
	return c->same;
}

enum err_code sync_holds(
	struct sync_run *r, int64_t playlist, const struct sync_content *c, bool *ret)
{
	struct comparing k = {c, 0, true};
	enum err_code code =
		playlists_each_entry(r->s->db, playlist, compare, &k, r->why);
	*ret = k.same && k.at == c->n;
	return code;
}
