#include "db/playlist_sync.h"

#include "base/hash.h"
#include "base/str.h"
#include "db/playlists.h"
#include "stmt.h"

#include <string.h>

enum err_code playlist_links(struct db *db, const char *dir, struct arena *a,
	struct playlist_link **ret, size_t *ret_n, struct err *why)
{
	static const char SQL_COUNT[] =
		"SELECT count(*) FROM playlist_sync WHERE dir = :dir";
	static const char SQL[] = "SELECT path, playlist, file_digest, list_digest"
				  " FROM playlist_sync WHERE dir = :dir ORDER BY path";
	int64_t n = 0;
	*ret_n = 0;
	struct stmt q = stmt_begin(db, SQL_COUNT, why);
	stmt_path(&q, ":dir", dir);
	if (stmt_row(&q))
		n = stmt_col_i64(&q, 0);
	enum err_code code = stmt_end(&q);
	if (code)
		return code;
	*ret = arena_alloc(a, ((size_t)n + 1) * sizeof **ret);
	q = stmt_begin(db, SQL, why);
	stmt_path(&q, ":dir", dir);
	while (*ret_n < (size_t)n && stmt_row(&q))
		(*ret)[(*ret_n)++] = (struct playlist_link){stmt_col_copy(&q, 0, a),
			stmt_col_i64(&q, 1), stmt_col_i64(&q, 2), stmt_col_i64(&q, 3)};
	return stmt_end(&q);
}

enum err_code playlist_link_put(
	struct db *db, const char *dir, const struct playlist_link *l, struct err *why)
{
	static const char SQL[] =
		"INSERT INTO playlist_sync (dir, path, playlist, file_digest,"
		" list_digest) VALUES (:dir, :path, :playlist, :file, :list)"
		" ON CONFLICT DO UPDATE SET playlist = :playlist, file_digest = :file,"
		" list_digest = :list";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_path(&q, ":dir", dir);
	stmt_path(&q, ":path", l->path);
	stmt_i64(&q, ":playlist", l->playlist);
	stmt_i64(&q, ":file", l->file_digest);
	stmt_i64(&q, ":list", l->list_digest);
	stmt_run(&q);
	return stmt_end(&q);
}

enum err_code playlist_link_drop(
	struct db *db, const char *dir, const char *path, struct err *why)
{
	static const char SQL[] =
		"DELETE FROM playlist_sync WHERE dir = :dir AND path = :path";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_path(&q, ":dir", dir);
	stmt_path(&q, ":path", path);
	stmt_run(&q);
	return stmt_end(&q);
}

static bool take_entry(void *ctx, const struct playlist_entry *e)
{
	uint64_t *h = ctx;
	*h = hash_bytes(&e->recording, sizeof e->recording, *h);
	if (e->location)
		*h = hash_bytes(e->location, strlen(e->location), *h);
	return true;
}

enum err_code playlist_digest(
	struct db *db, int64_t playlist, int64_t *ret, struct err *why)
{
	struct str path = {0};
	uint64_t h = 0;
	enum err_code code = playlists_path(db, playlist, &path, why);
	if (!code) {
		h = hash_bytes(str_text(&path), path.len, 0);
		code = playlists_each_entry(db, playlist, take_entry, &h, why);
	}
	*ret = (int64_t)h;
	str_finish(&path);
	return code;
}
