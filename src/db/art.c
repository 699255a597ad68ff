#include "db/art.h"

#include "db/library.h"
#include "stmt.h"

/* The index track_by_album has them in this order. */
#define FIRST_TRACK                                                                    \
	"SELECT id FROM track WHERE album = :album AND shown = 1 ORDER BY sort LIMIT 1"

enum err_code art_album_track(struct db *db, int64_t album, struct arena *a,
	struct track *ret, struct err *why)
{
	static const char SQL[] = FIRST_TRACK;
	int64_t id = 0;
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":album", album);
	if (stmt_row(&q))
		id = stmt_col_i64(&q, 0);
	enum err_code code = stmt_end(&q);
	if (code == ERR_OK && id == 0)
		return err_set(why, ERR_NOT_FOUND, "the album has no track");
	return code == ERR_OK ? library_track(db, id, a, ret, why) : code;
}

enum err_code art_album_plan(struct db *db, struct str *out, struct err *why)
{
	static const char SQL[] = "EXPLAIN QUERY PLAN " FIRST_TRACK;
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":album", 1);
	while (stmt_row(&q))
		str_appendf(out, "%s\n", stmt_col_text(&q, 3));
	return stmt_end(&q);
}
