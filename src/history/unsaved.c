#include "history/unsaved.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "base/log.h"
#include "base/str.h"
#include "db/listens.h"
#include "text/json.h"

enum { FILE_MAX = 64 << 20 };

static char *name_of(const char *db_path, const char *suffix)
{
	struct str s = {0};
	str_appendf(&s, "%s%s", db_path, suffix);
	return str_detach(&s);
}

static void put_line(struct str *out, const char *profile, const struct listen *l)
{
	struct json_writer w = {.out = out};
	json_write_object(&w);
	json_put_str(&w, "id", l->id);
	json_put_str(&w, "profile", profile);
	json_put_int(&w, "recording", l->recording);
	json_put_int(&w, "start_ms", l->start_ms);
	json_put_int(&w, "zone_minutes", l->zone_minutes);
	json_put_int(&w, "heard_ms", l->heard_ms);
	json_put_int(&w, "duration_ms", l->duration_ms);
	json_put_int(&w, "outcome", l->outcome);
	json_put_str(&w, "source", source_name(l->source));
	json_put_int(&w, "source_id", l->source_id);
	json_put_int(&w, "flags", (int64_t)l->flags);
	json_write_object_end(&w);
	json_write_line_end(&w);
}

enum err_code unsaved_keep(const char *db_path, const char *profile,
	const struct listen *l, struct err *why)
{
	struct str line = {0};
	char *path = name_of(db_path, ".unsaved");
	enum err_code code = ERR_OK;
	put_line(&line, profile, l);
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (fd < 0 || io_write_full(fd, str_text(&line), line.len) != 0 ||
		fsync(fd) != 0)
		code = err_sys(why, errno, "cannot write %s", path);
	if (fd >= 0)
		close(fd);
	free(path);
	str_finish(&line);
	return code;
}

/* ---- the next start */

/* False: a line that was cut off, or is none of ours. */
static bool get_line(const struct json_node *o, struct listen *ret)
{
	const char *id = json_node_str(json_node_get(o, "id"));
	const char *source = json_node_str(json_node_get(o, "source"));
	int64_t zone = 0, outcome = -1, flags = 0;
	*ret = (struct listen){0};
	if (!id || strlen(id) != LISTEN_ID_SIZE - 1 || !source ||
		!source_from_name(source, &ret->source))
		return false;
	str_copy(ret->id, sizeof ret->id, id);
	bool ok = json_node_int(json_node_get(o, "recording"), &ret->recording) &&
		  json_node_int(json_node_get(o, "start_ms"), &ret->start_ms) &&
		  json_node_int(json_node_get(o, "zone_minutes"), &zone) &&
		  json_node_int(json_node_get(o, "heard_ms"), &ret->heard_ms) &&
		  json_node_int(json_node_get(o, "duration_ms"), &ret->duration_ms) &&
		  json_node_int(json_node_get(o, "outcome"), &outcome) &&
		  json_node_int(json_node_get(o, "source_id"), &ret->source_id) &&
		  json_node_int(json_node_get(o, "flags"), &flags);
	ret->zone_minutes = (int)zone;
	ret->outcome = (enum outcome)outcome;
	ret->flags = (unsigned)flags;
	return ok && outcome >= 0 && outcome < OUTCOME__COUNT;
}

struct taking {
	char *text; /* borrowed */
	size_t n;   /* plays that are in */
};

static enum err_code append(struct db *db, const char *profile_name,
	const struct listen *l, struct err *why)
{
	int64_t profile;
	enum err_code code = db_profile(db, profile_name, &profile, why);
	return code ? code : listens_append(db, profile, l, why);
}

/* A line that cannot be taken is told and passed over; an error that may pass ends it. */
static enum err_code take_line(
	struct db *db, const char *line, size_t *n, struct err *why)
{
	struct json_doc *doc = NULL;
	struct listen l;
	struct err mine = {0};
	const struct json_node *o = NULL;
	if (json_doc_parse(line, strlen(line), &doc, NULL) == ERR_OK)
		o = json_doc_root(doc);
	const char *profile = json_node_str(json_node_get(o, "profile"));
	enum err_code code =
		profile && get_line(o, &l) ? db_savepoint(db, why) : ERR_FORMAT;
	if (code == ERR_OK) {
		code = append(db, profile, &l, &mine);
		if (code == ERR_OK)
			code = db_release(db, &mine);
		else
			db_rollback_savepoint(db);
	}
	*n += code == ERR_OK;
	json_doc_destroy(doc);
	if (code == ERR_BUSY || code == ERR_FULL || code == ERR_IO) {
		*why = mine;
		return code;
	}
	if (code != ERR_OK)
		log_write(LOG_WARN, "a play that waited is lost: %s",
			mine.msg[0] ? mine.msg : "its line cannot be read");
	return ERR_OK;
}

static enum err_code take_lines(struct db *db, void *arg, struct err *why)
{
	struct taking *t = arg;
	enum err_code code = ERR_OK;
	struct str copy = {0};
	str_append(&copy, t->text); /* may be run again */
	char *rest = copy.data, *line;
	t->n = 0;
	while (!code && rest && (line = strsep(&rest, "\n")))
		if (*line)
			code = take_line(db, line, &t->n, why);
	str_finish(&copy);
	return code;
}

/* What is being taken has a name of its own: another process may add to the file
 * meanwhile. After a crash it is taken again. */
enum err_code unsaved_take(
	struct store *store, const char *db_path, size_t *ret_n, struct err *why)
{
	struct taking t = {0};
	size_t size;
	char *path = name_of(db_path, ".unsaved"),
	     *taken = name_of(db_path, ".unsaved.taken");
	enum err_code code = ERR_OK;
	*ret_n = 0;
	if (access(taken, F_OK) == 0 || rename(path, taken) == 0) {
		code = io_read_file(taken, FILE_MAX, &t.text, &size, why);
		if (code == ERR_OK)
			code = store_call(store, take_lines, &t, why);
		if (code == ERR_OK) {
			unlink(taken);
			*ret_n = t.n;
		}
		free(t.text);
	}
	free(path);
	free(taken);
	return code;
}
