/* Who takes the place of a recording that no file holds any more. */
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "db/identity.h"
#include "identity_rows.h"
#include "library_file.h"
#include "stmt.h"

static size_t folder_bytes(const char *path, size_t n)
{
	while (n > 0 && path[n - 1] != '/')
		n--;
	return n;
}

/* Do the paths in these columns lie in one folder? NULL lies nowhere. */
static bool in_one_folder(struct stmt *q, int a, int b)
{
	size_t n, m;
	const char *p = stmt_col_blob(q, a, &n), *o = stmt_col_blob(q, b, &m);
	if (!p || !o)
		return false;
	n = folder_bytes(p, n);
	m = folder_bytes(o, m);
	return n == m && memcmp(p, o, n) == 0;
}

enum err_code identity_heir_by_sound(
	struct db *db, int64_t recording, int64_t *ret, struct err *why)
{
	/* Its encodings, what sounds like one of them, whose files are there; beside them
	 * its own files of the same root, those that have other content now, too. */
	static const char SQL[] =
		"WITH own AS (SELECT id FROM recording WHERE id = :recording"
		"  OR same_as = :recording),"
		" alike AS (SELECT DISTINCT coalesce(n.same_as, n.id) AS id"
		"  FROM own CROSS JOIN d_same s ON s.one = own.id"
		"  JOIN recording n ON n.id = s.other)"
		" SELECT n.id, o.name_hash <> 0 AND o.name_hash = n.name_hash, f.path,"
		" g.path FROM recording o CROSS JOIN alike"
		" JOIN recording n ON n.id = alike.id AND n.id <> o.id"
		" JOIN track t ON t.recording = n.id AND t.shown = 1"
		" JOIN file f ON f.id = t.file"
		" LEFT JOIN track b ON b.recording = o.id"
		" LEFT JOIN file g ON g.id = coalesce(b.file, o.last_file)"
		"  AND g.root = f.root"
		" WHERE o.id = :recording AND NOT EXISTS"
		" (SELECT 1 FROM track a WHERE a.recording = o.id AND a.shown = 1)";
	*ret = 0;
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":recording", recording);
	while (!*ret && stmt_row(&q))
		if (stmt_col_i64(&q, 1) || in_one_folder(&q, 2, 3))
			*ret = stmt_col_i64(&q, 0);
	return stmt_end(&q);
}

/* A folder of which nothing is there is a disk that is away: its files may come back. */
static enum err_code root_is_there(
	struct db *db, int64_t root, struct map *known, bool *ret, struct err *why)
{
	static const char SQL[] =
		"SELECT 1 FROM file WHERE root = :root AND state <> 1 LIMIT 1";
	int64_t there = 0;
	if (!map_get(known, root, &there)) {
		struct stmt q = stmt_begin(db, SQL, why);
		stmt_i64(&q, ":root", root);
		there = stmt_row(&q);
		enum err_code code = stmt_end(&q);
		if (code)
			return code;
		map_put(known, root, there);
	}
	*ret = there != 0;
	return ERR_OK;
}

/* Its files are gone, not away. */
static enum err_code is_gone(
	struct db *db, int64_t recording, struct map *known, bool *ret, struct err *why)
{
	static const char SQL[] =
		"SELECT f.root, t.shown FROM track t JOIN file f ON f.id = t.file"
		" WHERE t.recording = :recording";
	enum err_code code = ERR_OK;
	int64_t root[8];
	size_t n = 0;
	*ret = true;
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":recording", recording);
	while (n < 8 && stmt_row(&q)) {
		root[n++] = stmt_col_i64(&q, 0);
		*ret = *ret && !stmt_col_i64(&q, 1);
	}
	code = stmt_end(&q);
	for (size_t i = 0; i < n && *ret && !code; i++)
		code = root_is_there(db, root[i], known, ret, why);
	return code;
}

/* Its name stays: the one that is older, so that the same files give the same rows
 * whatever came first. */
static enum err_code replace(
	struct db *db, int64_t recording, int64_t heir, bool by_sound, struct err *why)
{
	int64_t into = recording < heir ? recording : heir;
	enum err_code code =
		identity_join(db, into == heir ? recording : heir, into, by_sound, why);
	return code ? code : library_file_drop_missing(db, 0, into, why);
}

static enum err_code one_left(
	struct db *db, int64_t recording, struct map *known, struct err *why)
{
	bool gone = false, by_sound = true;
	int64_t heir = 0;
	enum err_code code = is_gone(db, recording, known, &gone, why);
	if (code || !gone)
		return code;
	code = identity_heir_by_sound(db, recording, &heir, why);
	if (!code && !heir) {
		by_sound = false;
		code = identity_heir_by_name(db, recording, &heir, why);
	}
	return code || !heir ? code : replace(db, recording, heir, by_sound, why);
}

enum err_code identity_left(
	struct db *db, const int64_t *recording, size_t n, struct err *why)
{
	struct map known = {0};
	enum err_code code = db_begin(db, "identity_left", why);
	if (code)
		return code;
	for (size_t i = 0; i < n && !code; i++)
		code = one_left(db, recording[i], &known, why);
	map_finish(&known);
	if (!code)
		return db_commit(db, why);
	db_rollback(db);
	return code;
}
