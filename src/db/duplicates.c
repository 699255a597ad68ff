/* Recordings that are linked with each other, directly or through others, are a group. */
#include "db/duplicates.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "model/tags.h"
#include "stmt.h"

/* A forest of recordings: each points to a smaller one, the smallest to itself. */
struct forest {
	struct map index;        /* recording -> index */
	int64_t *recording, *up; /* owned; (n); up: index */
	size_t n, cap, cap_up;
};

static int64_t forest_add(struct forest *f, int64_t recording)
{
	int64_t i;
	if (map_get(&f->index, recording, &i))
		return i;
	i = (int64_t)f->n;
	f->recording = mem_grow(f->recording, &f->cap, f->n + 1, sizeof *f->recording);
	f->up = mem_grow(f->up, &f->cap_up, f->n + 1, sizeof *f->up);
	f->recording[f->n] = recording;
	f->up[f->n++] = i;
	map_put(&f->index, recording, i);
	return i;
}

static int64_t forest_top(struct forest *f, int64_t i)
{
	while (f->up[i] != i)
		i = f->up[i] = f->up[f->up[i]];
	return i;
}

static void forest_link(struct forest *f, int64_t a, int64_t b)
{
	int64_t i = forest_top(f, forest_add(f, a)),
		k = forest_top(f, forest_add(f, b));
	if (f->recording[i] < f->recording[k])
		f->up[k] = i;
	else
		f->up[i] = k;
}

/* Recordings that several files hold: counted in an index first, that few have to be
 * looked at. */
static enum err_code link_files(struct db *db, struct forest *f, struct err *why)
{
	static const char SQL[] =
		"SELECT c.recording FROM (SELECT recording FROM track"
		"  GROUP BY recording HAVING count(*) > 1) c"
		" WHERE (SELECT count(*) FROM track t WHERE t.recording = c.recording"
		"  AND t.shown = 1) > 1";
	struct stmt q = stmt_begin(db, SQL, why);
	while (stmt_row(&q))
		forest_add(f, stmt_col_i64(&q, 0));
	return stmt_end(&q);
}

static enum err_code link_sounds(struct db *db, struct forest *f, struct err *why)
{
	static const char SQL[] =
		"SELECT coalesce(a.same_as, a.id) AS one,"
		" coalesce(b.same_as, b.id) AS other FROM d_same s"
		" JOIN recording a ON a.id = s.one JOIN recording b ON b.id = s.other"
		" WHERE s.one < s.other AND coalesce(a.same_as, a.id) <>"
		"  coalesce(b.same_as, b.id)"
		" AND EXISTS (SELECT 1 FROM track WHERE recording ="
		"  coalesce(a.same_as, a.id) AND shown = 1)"
		" AND EXISTS (SELECT 1 FROM track WHERE recording ="
		"  coalesce(b.same_as, b.id) AND shown = 1)";
	struct stmt q = stmt_begin(db, SQL, why);
	while (stmt_row(&q))
		forest_link(f, stmt_col_i64(&q, 0), stmt_col_i64(&q, 1));
	return stmt_end(&q);
}

struct member {
	int64_t group, recording;
};

static int by_group(const void *a, const void *b)
{
	const struct member *x = a, *y = b;
	if (x->group != y->group)
		return x->group < y->group ? -1 : 1;
	return x->recording < y->recording ? -1 : x->recording > y->recording;
}

static void gather(struct forest *f, struct duplicate_groups *ret)
{
	struct member *m = xcalloc(f->n, sizeof *m);
	for (size_t i = 0; i < f->n; i++)
		m[i] = (struct member){
			f->recording[forest_top(f, (int64_t)i)], f->recording[i]};
	if (f->n)
		qsort(m, f->n, sizeof *m, by_group);
	*ret = (struct duplicate_groups){.recording = xcalloc(f->n, sizeof(int64_t)),
		.first = xcalloc(f->n + 1, sizeof(size_t))};
	for (size_t i = 0; i < f->n; i++) {
		ret->recording[i] = m[i].recording;
		if (i == 0 || m[i].group != m[i - 1].group)
			ret->first[ret->n++] = i;
	}
	ret->first[ret->n] = f->n;
	free(m);
}

enum err_code duplicates_groups(
	struct db *db, struct duplicate_groups *ret, struct err *why)
{
	struct forest f = {0};
	enum err_code code = link_files(db, &f, why);
	if (!code)
		code = link_sounds(db, &f, why);
	if (!code)
		gather(&f, ret);
	map_finish(&f.index);
	free(f.recording);
	free(f.up);
	return code;
}

void duplicates_groups_finish(struct duplicate_groups *g)
{
	free(g->recording);
	free(g->first);
	*g = (struct duplicate_groups){0};
}

static void file_row(struct stmt *q, struct arena *a, struct duplicate_file *f)
{
	int c = 0;
	f->track = stmt_col_i64(q, c++);
	f->recording = stmt_col_i64(q, c++);
	f->encoding = stmt_col_i64(q, c++);
	f->path = stmt_col_copy(q, c++, a);
	f->title = stmt_col_copy(q, c++, a);
	f->artist = stmt_col_copy(q, c++, a);
	f->codec = codec_name(stmt_col_text(q, c++));
	f->size = stmt_col_i64(q, c++);
	f->start_frame = stmt_col_i64(q, c++);
	f->inode = stmt_col_i64(q, c++);
	f->added_s = stmt_col_i64(q, c++);
	f->rate_hz = (int)stmt_col_i64(q, c++);
	f->bits = (int)stmt_col_i64(q, c++);
	f->bitrate_kbps = (int)stmt_col_i64(q, c++);
	f->tags = (int)stmt_col_i64(q, c++);
	f->has_whole = !stmt_col_is_null(q, c);
	f->whole = stmt_col_i64(q, c);
}

enum err_code duplicates_files(struct db *db, const int64_t *recording, size_t n,
	struct arena *a, struct duplicate_file **ret, size_t *ret_n, struct err *why)
{
	static const char SQL[] =
		"SELECT t.id, t.recording, coalesce(t.encoding, t.recording),"
		" CAST(r.path || '/' || f.path AS BLOB), t.title, ar.name, t.codec,"
		" f.size, t.start_frame, f.inode, f.added_s, t.rate_hz, t.bits,"
		" t.bitrate_kbps, (ar.key <> '') + (t.album IS NOT NULL)"
		"  + (t.number > 0) + (t.year > 0) + (t.genre IS NOT NULL)"
		"  + (t.has_picture <> 0) + (t.guessed = 0), p.digest"
		" FROM track t JOIN file f ON f.id = t.file JOIN root r ON r.id = f.root"
		" LEFT JOIN artist ar ON ar.id = t.artist"
		" LEFT JOIN d_payload p ON p.file = f.id AND p.size = f.size"
		"  AND p.mtime_ns = f.mtime_ns"
		" WHERE t.recording = :recording AND t.shown = 1 ORDER BY t.id";
	struct duplicate_file *list = NULL;
	size_t k = 0, cap = 0;
	enum err_code code = ERR_OK;
	for (size_t i = 0; i < n && !code; i++) {
		struct stmt q = stmt_begin(db, SQL, why);
		stmt_i64(&q, ":recording", recording[i]);
		while (stmt_row(&q)) {
			list = mem_grow(list, &cap, k + 1, sizeof *list);
			file_row(&q, a, &list[k++]);
		}
		code = stmt_end(&q);
	}
	*ret = arena_alloc(a, k * sizeof *list);
	if (k)
		memcpy(*ret, list, k * sizeof *list);
	*ret_n = k;
	free(list);
	return code;
}
