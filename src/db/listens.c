/* The log itself: appending, the play in progress, forgetting. */
#include "db/listens.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "base/str.h"
#include "db/bookmarks.h"
#include "stmt.h"

static void bind_listen(struct stmt *q, int64_t profile, const struct listen *l)
{
	stmt_text(q, ":uid", l->id);
	stmt_i64(q, ":profile", profile);
	stmt_i64(q, ":recording", l->recording);
	stmt_i64(q, ":start", l->start_ms);
	stmt_i64(q, ":zone", l->zone_minutes);
	stmt_i64(q, ":heard", l->heard_ms);
	stmt_i64(q, ":duration", l->duration_ms);
	stmt_text(q, ":source", source_name(l->source));
	stmt_i64(q, ":source_id", l->source_id);
	stmt_i64(q, ":flags", l->flags);
}

/* *ret_new: it was not there before. */
static enum err_code insert(struct db *db, int64_t profile, const struct listen *l,
	bool *ret_new, struct err *why)
{
	static const char SQL[] = "INSERT INTO listen (uid, profile, recording, "
				  "start_ms, zone_minutes, heard_ms,"
				  " duration_ms, outcome, source, source_id, flags, "
				  "counts) VALUES (:uid, :profile,"
				  " :recording, :start, :zone, :heard, :duration, "
				  ":outcome, :source, :source_id,"
				  " :flags, :counts) ON CONFLICT (uid) DO NOTHING";
	struct stmt q = stmt_begin(db, SQL, why);
	bind_listen(&q, profile, l);
	stmt_i64(&q, ":outcome", l->outcome);
	stmt_i64(&q, ":counts", listen_counts(l->heard_ms, l->duration_ms));
	stmt_run(&q);
	*ret_new = sqlite3_changes(db->h) > 0;
	return stmt_end(&q);
}

static enum err_code count(
	struct db *db, int64_t profile, const struct listen *l, struct err *why)
{
	static const char SQL[] =
		"INSERT INTO d_play (profile, recording, plays, finished, skips, "
		"heard_ms,"
		" first_ms, last_ms) VALUES (:profile, :recording, :plays, :finished, "
		":skips,"
		" :heard, :start, :start) ON CONFLICT (profile, recording) DO UPDATE "
		"SET"
		" plays = plays + :plays, finished = finished + :finished, skips = "
		"skips + :skips,"
		" heard_ms = heard_ms + :heard, first_ms = min(first_ms, :start),"
		" last_ms = max(last_ms, :start)";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":profile", profile);
	stmt_i64(&q, ":recording", l->recording);
	stmt_i64(&q, ":plays", listen_counts(l->heard_ms, l->duration_ms));
	stmt_i64(&q, ":finished", l->outcome == OUTCOME_FINISHED);
	stmt_i64(&q, ":skips", l->outcome == OUTCOME_SKIPPED);
	stmt_i64(&q, ":heard", l->heard_ms);
	stmt_i64(&q, ":start", l->start_ms);
	stmt_run(&q);
	return stmt_end(&q);
}

/* Its tracks rank higher in searches from now on. */
static enum err_code rank_again(struct db *db, int64_t recording, struct err *why)
{
	static const char SQL[] =
		"INSERT OR IGNORE INTO d_search_todo SELECT (2 << 60) | id"
		" FROM track WHERE recording = :recording AND shown = 1";
	struct stmt q = stmt_begin(db, SQL, why);
	stmt_i64(&q, ":recording", recording);
	stmt_run(&q);
	return stmt_end(&q);
}

static enum err_code end_open(struct db *db, const char *uid, struct err *why)
{
	struct stmt q = stmt_begin(db, "DELETE FROM listen_open WHERE uid = :uid", why);
	stmt_text(&q, ":uid", uid);
	stmt_run(&q);
	return stmt_end(&q);
}

enum err_code listens_append(
	struct db *db, int64_t profile, const struct listen *l, struct err *why)
{
	enum err_code code = db_begin(db, "listens_append", why);
	if (code)
		return code;
	bool fresh;
	code = insert(db, profile, l, &fresh, why);
	if (!code && fresh)
		code = count(db, profile, l, why);
	if (!code && fresh && listen_counts(l->heard_ms, l->duration_ms))
		code = rank_again(db, l->recording, why);
	if (!code)
		code = end_open(db, l->id, why);
	if (!code)
		return db_commit(db, why);
	db_rollback(db);
	return code;
}

/* ---- the play in progress */

/* Clock ticks since boot at which a process began: with its pid it names it for ever.
 * 0: there is no such process. */
static int64_t process_start(int64_t pid)
{
	enum { START_FIELD = 20 }; /* counted from the one behind the command's ')' */
	char path[64], text[1024];
	snprintf(path, sizeof path, "/proc/%lld/stat", (long long)pid);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	ssize_t n = io_read_full(fd, text, sizeof text - 1);
	close(fd);
	text[n > 0 ? n : 0] = '\0';
	char *p = strrchr(text, ')');
	for (int i = 0; p && i < START_FIELD; i++)
		p = strchr(p + 1, ' ');
	return p ? strtoll(p + 1, NULL, 10) : 0;
}

enum err_code listens_open_put(
	struct db *db, int64_t profile, const struct listen *l, struct err *why)
{
	static const char SQL[] = "INSERT INTO listen_open (uid, pid, pid_start, "
				  "profile, recording, start_ms,"
				  " zone_minutes, heard_ms, duration_ms, source, "
				  "source_id, flags) VALUES (:uid, :pid,"
				  " :pid_start, :profile, :recording, :start, :zone, "
				  ":heard, :duration, :source,"
				  " :source_id, :flags) ON CONFLICT (uid) DO UPDATE "
				  "SET heard_ms = :heard,"
				  " duration_ms = :duration, flags = :flags";
	struct stmt q = stmt_begin(db, SQL, why);
	bind_listen(&q, profile, l);
	stmt_i64(&q, ":pid", getpid());
	stmt_i64(&q, ":pid_start", process_start(getpid()));
	stmt_run(&q);
	return stmt_end(&q);
}

static void read_source(struct stmt *q, int column, struct listen *l)
{
	l->source = SOURCE_FILES;
	source_from_name(stmt_col_text(q, column), &l->source);
}

struct open_row {
	struct listen listen;
	int64_t profile;
};

/* The open plays whose process is gone. Caller frees *ret. */
static enum err_code find_dead(
	struct db *db, struct open_row **ret, size_t *ret_n, struct err *why)
{
	static const char SQL[] = "SELECT uid, pid, pid_start, profile, recording, "
				  "start_ms, zone_minutes, heard_ms,"
				  " duration_ms, source, source_id, flags FROM "
				  "listen_open ORDER BY start_ms";
	size_t cap = 0;
	*ret = NULL;
	*ret_n = 0;
	struct stmt q = stmt_begin(db, SQL, why);
	while (stmt_row(&q)) {
		int64_t pid = stmt_col_i64(&q, 1);
		if (process_start(pid) == stmt_col_i64(&q, 2) &&
			process_start(pid) != 0)
			continue;
		struct open_row row = {.profile = stmt_col_i64(&q, 3)};
		struct listen *l = &row.listen;
		str_copy(l->id, sizeof l->id, stmt_col_text(&q, 0));
		l->recording = stmt_col_i64(&q, 4);
		l->start_ms = stmt_col_i64(&q, 5);
		l->zone_minutes = (int)stmt_col_i64(&q, 6);
		l->heard_ms = stmt_col_i64(&q, 7);
		l->duration_ms = stmt_col_i64(&q, 8);
		read_source(&q, 9, l);
		l->source_id = stmt_col_i64(&q, 10);
		l->flags = (unsigned)stmt_col_i64(&q, 11);
		l->outcome = listen_outcome(l->heard_ms, l->duration_ms, PLAY_END_STOP);
		*ret = mem_grow(*ret, &cap, *ret_n + 1, sizeof **ret);
		(*ret)[(*ret_n)++] = row;
	}
	return stmt_end(&q);
}

enum err_code listens_recover(struct db *db, size_t *ret_n, struct err *why)
{
	struct open_row *row = NULL;
	size_t n = 0;
	enum err_code code = db_begin(db, "listens_recover", why);
	if (code)
		return code;
	code = find_dead(db, &row, &n, why);
	for (size_t i = 0; i < n && !code; i++)
		code = listens_append(db, row[i].profile, &row[i].listen, why);
	free(row);
	if (ret_n)
		*ret_n = n;
	if (!code)
		return db_commit(db, why);
	db_rollback(db);
	return code;
}

/* ---- reading */

#define LISTEN_COLUMNS                                                                 \
	"l.uid, l.recording, l.start_ms, l.zone_minutes, l.heard_ms, l.duration_ms,"   \
	" l.outcome, l.source, l.source_id, l.flags"
enum { LISTEN_COLUMN_COUNT = 10 };

static void listen_row(struct stmt *q, struct listen *l)
{
	*l = (struct listen){.recording = stmt_col_i64(q, 1),
		.start_ms = stmt_col_i64(q, 2),
		.zone_minutes = (int)stmt_col_i64(q, 3),
		.heard_ms = stmt_col_i64(q, 4),
		.duration_ms = stmt_col_i64(q, 5),
		.outcome = (enum outcome)stmt_col_i64(q, 6),
		.source_id = stmt_col_i64(q, 8),
		.flags = (unsigned)stmt_col_i64(q, 9)};
	str_copy(l->id, sizeof l->id, stmt_col_text(q, 0));
	read_source(q, 7, l);
}

static void bind_range(struct stmt *q, int64_t profile, int64_t since, int64_t until)
{
	stmt_i64(q, ":profile", profile);
	stmt_i64(q, ":since", since ? since : INT64_MIN);
	stmt_i64(q, ":until", until ? until : INT64_MAX);
}

enum err_code listens_each(struct db *db, int64_t profile, int64_t since_ms,
	int64_t until_ms, bool (*fn)(void *ctx, const struct listen *l), void *ctx,
	struct err *why)
{
	static const char SQL_ONE[] =
		"SELECT " LISTEN_COLUMNS " FROM listen l"
		" WHERE l.profile = :profile AND l.start_ms >= :since"
		" AND l.start_ms < :until ORDER BY l.start_ms, l.id";
	static const char SQL_ALL[] =
		"SELECT " LISTEN_COLUMNS " FROM listen l"
		" WHERE (:profile = 0) AND l.start_ms >= :since"
		" AND l.start_ms < :until ORDER BY l.start_ms, l.id";
	bool more = true;
	struct stmt q = stmt_begin(db, profile ? SQL_ONE : SQL_ALL, why);
	bind_range(&q, profile, since_ms, until_ms);
	while (more && stmt_row(&q)) {
		struct listen l;
		listen_row(&q, &l);
		more = fn(ctx, &l);
	}
	return stmt_end(&q);
}

int64_t listens_newest_ms(struct db *db, int64_t profile)
{
	struct stmt q = stmt_begin(
		db, "SELECT max(start_ms) FROM listen WHERE profile = :profile", NULL);
	stmt_i64(&q, ":profile", profile);
	int64_t ms = stmt_row(&q) ? stmt_col_i64(&q, 0) : 0;
	stmt_end(&q);
	return ms;
}

static void named_row(struct stmt *q, struct listen_named *n)
{
	int c = LISTEN_COLUMN_COUNT;
	listen_row(q, &n->listen);
	n->profile = stmt_col_text(q, c);
	n->title = stmt_col_text(q, c + 1);
	n->artist = stmt_col_text(q, c + 2);
	n->album = stmt_col_text(q, c + 3);
	n->mb_recording = stmt_col_text(q, c + 4);
	n->number = (int)stmt_col_i64(q, c + 5);
	n->path = stmt_col_is_null(q, c + 6) ? NULL : stmt_col_text(q, c + 6);
}

enum err_code listens_each_named(struct db *db, int64_t profile, int64_t since_ms,
	int64_t until_ms, bool (*fn)(void *ctx, const struct listen_named *l),
	void *ctx, struct err *why)
{
	static const char SQL[] =
		"SELECT " LISTEN_COLUMNS ", p.name, rec.title, rec.artist, al.title,"
		" coalesce(t.mb_recording, rec.mb_recording), t.number,"
		" CAST(r.path || '/' || f.path AS TEXT)"
		" FROM listen l JOIN profile p ON p.id = l.profile"
		" JOIN recording rec ON rec.id = l.recording"
		" LEFT JOIN track t ON t.id = (SELECT id FROM track WHERE recording = "
		"rec.id"
		" ORDER BY shown DESC, id LIMIT 1)"
		" LEFT JOIN album al ON al.id = t.album LEFT JOIN file f ON f.id = "
		"t.file"
		" LEFT JOIN root r ON r.id = f.root"
		" WHERE (l.profile = :profile OR :profile = 0) AND l.start_ms >= :since"
		" AND l.start_ms < :until ORDER BY l.start_ms, l.id";
	bool more = true;
	struct stmt q = stmt_begin(db, SQL, why);
	bind_range(&q, profile, since_ms, until_ms);
	while (more && stmt_row(&q)) {
		struct listen_named n = {0};
		named_row(&q, &n);
		more = fn(ctx, &n);
	}
	return stmt_end(&q);
}

/* ---- forgetting */

enum err_code listens_forget(struct db *db, int64_t profile,
	const struct listens_forget *what, size_t *ret_n, struct err *why)
{
	static const char SQL[] =
		"DELETE FROM listen WHERE profile = :profile AND (:uid IS NULL OR uid "
		"= :uid)"
		" AND (:recording = 0 OR recording = :recording)"
		" AND (:artist = 0 OR recording IN (SELECT recording FROM track"
		" WHERE artist = :artist OR album_artist = :artist))"
		" AND (:album = 0 OR recording IN (SELECT recording FROM track"
		" WHERE album = :album))"
		" AND start_ms >= :since AND start_ms < :until";
	*ret_n = 0;
	bool narrowed = what->id || what->recording || what->artist || what->album ||
			what->since_ms || what->until_ms;
	if (!narrowed && !what->all)
		return err_set(why, ERR_USAGE, "say what to forget");
	enum err_code code = db_begin(db, "listens_forget", why);
	if (code)
		return code;
	struct stmt q = stmt_begin(db, SQL, why);
	bind_range(&q, profile, what->since_ms, what->until_ms);
	stmt_text(&q, ":uid", what->id);
	stmt_i64(&q, ":recording", what->recording);
	stmt_i64(&q, ":artist", what->artist);
	stmt_i64(&q, ":album", what->album);
	stmt_run(&q);
	*ret_n = (size_t)sqlite3_changes(db->h);
	code = stmt_end(&q);
	if (!code && *ret_n > 0)
		code = listens_recount(db, why);
	if (!code && *ret_n > 0)
		code = bookmarks_forget(db, profile, why);
	if (!code)
		return db_commit(db, why);
	db_rollback(db);
	return code;
}

enum err_code listens_recount(struct db *db, struct err *why)
{
	static const char SQL[] = "DELETE FROM d_play;"
				  "INSERT INTO d_play (profile, recording, plays, "
				  "finished, skips, heard_ms,"
				  " first_ms, last_ms) SELECT profile, recording, "
				  "sum(counts), sum(outcome = 0),"
				  " sum(outcome = 1), sum(heard_ms), min(start_ms), "
				  "max(start_ms) FROM listen"
				  " GROUP BY profile, recording;"
				  /* What other players counted. */
				  "INSERT INTO d_play (profile, recording, plays,"
				  " first_ms, last_ms) SELECT profile, recording,"
				  " sum(plays), min(first_s) * 1000, max(last_s) * 1000"
				  " FROM imported_play WHERE true"
				  " GROUP BY profile, recording ON CONFLICT DO UPDATE"
				  " SET plays = plays + excluded.plays";
	return db_exec(db, SQL, why);
}
