#include "library/retag_act.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/path.h"
#include "base/str.h"

static void count(struct retag_sum *s, enum retag_outcome o)
{
	size_t *const of[] = {[RETAG_CHANGED] = &s->changed,
		[RETAG_SAME] = &s->same,
		[RETAG_OTHERS] = &s->others,
		[RETAG_READ_ONLY] = &s->read_only,
		[RETAG_FAILED] = &s->failed};
	(*of[o])++;
}

static void tell(const struct retag_act *a, struct retag_sum *s, const char *path,
	enum retag_outcome o, const struct err *why)
{
	bool bad = o == RETAG_READ_ONLY || o == RETAG_FAILED;
	count(s, o);
	if (a->result)
		a->result(a->ctx, path, o, bad ? why : NULL);
}

static bool is_cancelled(const struct retag_act *a)
{
	return a->cancelled && a->cancelled(a->ctx);
}

/* Writes what may be written. Only the journal's error comes back. */
static enum err_code change(const struct retag_act *a, const char *path,
	const struct retag *before, const struct retag *to, bool journalled,
	enum retag_outcome *ret, struct err *file_why, struct err *why)
{
	*ret = RETAG_READ_ONLY;
	if (retagger_allows(path, a->force, file_why) != ERR_OK) {
		if (file_why->code != ERR_PERMISSION)
			*ret = RETAG_FAILED;
		return ERR_OK;
	}
	if (a->preview)
		a->preview(a->ctx, path, before, to);
	*ret = RETAG_CHANGED;
	if (a->dry)
		return ERR_OK;
	enum err_code code =
		journalled ? a->journal(a->ctx, path, before, to, why) : ERR_OK;
	if (code == ERR_OK && retagger_write(a->retagger, path, to, file_why) != ERR_OK)
		*ret = RETAG_FAILED;
	return code;
}

static enum err_code run_one(const struct retag_act *a, const struct retag *wanted,
	const char *path, struct retag_sum *sum, struct err *why)
{
	struct retag before = {0}, to = {0};
	struct err file_why = {0};
	enum retag_outcome o = RETAG_FAILED;
	enum err_code code = ERR_OK;
	if (retagger_read(a->retagger, path, &before, &file_why) == ERR_OK) {
		o = RETAG_SAME;
		if (retag_difference(&before, wanted, &to))
			code = change(a, path, &before, &to, true, &o, &file_why, why);
	}
	if (code == ERR_OK)
		tell(a, sum, path, o, &file_why);
	retag_finish(&to);
	retag_finish(&before);
	return code;
}

enum err_code retag_act_run(const struct retag_act *a, const struct retag *wanted,
	char *const *path, size_t n, struct retag_sum *ret, struct err *why)
{
	enum err_code code = ERR_OK;
	*ret = (struct retag_sum){0};
	for (size_t i = 0; i < n && code == ERR_OK; i++) {
		ret->left = n - i;
		code = is_cancelled(a) ? err_set(why, ERR_CANCELLED, "stopped")
				       : run_one(a, wanted, path[i], ret, why);
	}
	if (code == ERR_OK)
		ret->left = 0;
	return code;
}

/* ---- and back */

/* What of the n changes of a file can be taken back; false: nothing. */
static bool way_back(const struct edit *edit, size_t n, bool back,
	const struct retag *now, struct retag *ret, bool *ret_others)
{
	bool any = false;
	*ret_others = false;
	for (size_t i = 0; i < n; i++) {
		int field = retag_by_name(edit[i].field);
		if (field < 0)
			continue;
		const char *from = back ? edit[i].after : edit[i].before;
		const char *to = back ? edit[i].before : edit[i].after;
		const char *is = now->value[field];
		if (retag_same(field, is, to))
			continue; /* the program died before it was written */
		if (!retag_same(field, is, from)) {
			*ret_others = true;
			continue;
		}
		ret->value[field] = xstrdup(to);
		any = true;
	}
	return any;
}

static enum err_code travel_one(const struct retag_act *a, const struct edit *edit,
	size_t n, bool back, struct retag_sum *sum, struct err *why)
{
	const char *path = edit[0].path;
	struct retag now = {0}, to = {0};
	struct err file_why = {0};
	enum retag_outcome o = RETAG_FAILED;
	enum err_code code = ERR_OK;
	bool others;
	if (retagger_read(a->retagger, path, &now, &file_why) == ERR_OK) {
		o = RETAG_SAME;
		bool any = way_back(edit, n, back, &now, &to, &others);
		if (any)
			code = change(a, path, &now, &to, false, &o, &file_why, why);
		if (others && (o == RETAG_CHANGED || o == RETAG_SAME))
			o = RETAG_OTHERS;
	}
	if (code == ERR_OK)
		tell(a, sum, path, o, &file_why);
	retag_finish(&to);
	retag_finish(&now);
	return code;
}

static size_t of_one_file(const struct edit *edit, size_t n)
{
	size_t k = 1;
	while (k < n && strcmp(edit[k].path, edit[0].path) == 0)
		k++;
	return k;
}

static size_t files_of(const struct edit *edit, size_t n)
{
	size_t files = 0;
	for (size_t i = 0; i < n; i += of_one_file(edit + i, n - i))
		files++;
	return files;
}

enum err_code retag_act_travel(const struct retag_act *a, const struct edit *edit,
	size_t n, bool back, struct retag_sum *ret, struct err *why)
{
	enum err_code code = ERR_OK;
	size_t k;
	*ret = (struct retag_sum){0};
	for (size_t i = 0; i < n && code == ERR_OK; i += k) {
		k = of_one_file(edit + i, n - i);
		ret->left = files_of(edit + i, n - i);
		code = is_cancelled(a) ? err_set(why, ERR_CANCELLED, "stopped")
				       : travel_one(a, edit + i, k, back, ret, why);
	}
	if (code == ERR_OK)
		ret->left = 0;
	return code;
}

/* ---- the library follows */

struct targets {
	struct scan_target *item; /* owned; (n) */
	size_t n, cap;
};

static void put_target(struct targets *t, const struct library_root *root, size_t n,
	const char *dir, struct arena *a)
{
	for (size_t i = 0; i < n; i++) {
		size_t k = strlen(root[i].path);
		if (strncmp(dir, root[i].path, k) != 0 || (dir[k] && dir[k] != '/'))
			continue;
		const char *below = dir[k] ? dir + k + 1 : "";
		for (size_t j = 0; j < t->n; j++)
			if (t->item[j].root == root[i].id &&
				strcmp(t->item[j].below, below) == 0)
				return;
		t->item = mem_grow(t->item, &t->cap, t->n + 1, sizeof *t->item);
		t->item[t->n++] = (struct scan_target){
			root[i].id, root[i].path, arena_strdup(a, below), true};
	}
}

enum err_code retag_act_targets(struct db *db, char *const *path, size_t n,
	struct arena *a, struct scan_target **ret, size_t *ret_n, struct err *why)
{
	struct library_root *root = NULL;
	struct targets t = {0};
	size_t n_roots = 0;
	enum err_code code = library_roots(db, a, &root, &n_roots, why);
	for (size_t i = 0; i < n && code == ERR_OK; i++) {
		/* The library knows it by the way that its folders lead there. */
		char *dir = path_dir(path[i]), *real = path_real(path[i]);
		put_target(&t, root, n_roots, dir, a);
		free(dir);
		dir = real ? path_dir(real) : NULL;
		if (dir)
			put_target(&t, root, n_roots, dir, a);
		free(dir);
		free(real);
	}
	*ret_n = t.n;
	*ret = arena_alloc(a, (t.n + 1) * sizeof **ret);
	for (size_t i = 0; i < t.n; i++)
		(*ret)[i] = t.item[i];
	free(t.item);
	return code;
}

/* ---- words */

static void add(struct str *out, size_t n, const char *one, const char *many)
{
	if (n == 0)
		return;
	if (out->len > 0)
		str_appendf(out, ", %zu ", n);
	else
		str_appendf(out, "%zu file%s ", n, n == 1 ? "" : "s");
	str_append(out, n == 1 ? one : many);
}

char *retag_sum_words(const struct retag_sum *s, const char *verb)
{
	struct str out = {0};
	add(&out, s->changed, verb, verb);
	add(&out, s->same, "had it already", "had it already");
	add(&out, s->others, "was changed otherwise since and stays so there",
		"were changed otherwise since and stay so there");
	add(&out, s->read_only, "is read-only and was left as it is",
		"are read-only and were left as they are");
	add(&out, s->failed, "could not be changed", "could not be changed");
	add(&out, s->left, "was not reached", "were not reached");
	if (out.len == 0)
		str_append(&out, "nothing to change");
	return str_detach(&out);
}
