#include "history/export.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/str.h"
#include "base/utf8.h"
#include "text/json.h"

struct sink {
	const struct export_config *c;
	struct str line; /* owned */
	size_t n;
	bool broken;
};

bool export_format_from_name(const char *name, enum export_format *ret)
{
	static const struct {
		const char *name;
		enum export_format format;
	} known[] = {{"json", EXPORT_JSON}, {"listenbrainz", EXPORT_JSON},
		{"csv", EXPORT_CSV}};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		if (strcmp(name, known[i].name) == 0) {
			*ret = known[i].format;
			return true;
		}
	}
	return false;
}

static void put_text(struct json_writer *w, const char *key, const char *s)
{
	if (s && *s)
		json_put_str(w, key, s);
}

/* The "listen" of ListenBrainz' JSON documents; what is ours is named so. */
static void put_json(struct str *out, const struct listen_named *n)
{
	struct json_writer w = {.out = out};
	const struct listen *l = &n->listen;
	json_write_object(&w);
	json_put_int(&w, "listened_at", l->start_ms / 1000);
	json_write_key(&w, "track_metadata");
	json_write_object(&w);
	json_put_str(&w, "artist_name", n->artist);
	json_put_str(&w, "track_name", n->title);
	put_text(&w, "release_name", n->album);
	json_write_key(&w, "additional_info");
	json_write_object(&w);
	json_put_str(&w, "media_player", "linnet");
	put_text(&w, "recording_mbid", n->mb_recording);
	if (n->number)
		json_put_int(&w, "tracknumber", n->number);
	if (l->duration_ms)
		json_put_int(&w, "duration_ms", l->duration_ms);
	json_put_str(&w, "linnet_id", l->id);
	json_put_int(&w, "linnet_start_ms", l->start_ms);
	json_put_int(&w, "linnet_zone_minutes", l->zone_minutes);
	json_put_int(&w, "linnet_heard_ms", l->heard_ms);
	json_put_str(&w, "linnet_outcome", outcome_name(l->outcome));
	json_put_str(&w, "linnet_source", source_name(l->source));
	json_put_int(&w, "linnet_flags", (int64_t)l->flags);
	put_text(&w, "linnet_profile", n->profile);
	json_write_object_end(&w);
	json_write_object_end(&w);
	json_write_object_end(&w);
	json_write_line_end(&w);
}

/* RFC 4180: quotes around what holds a comma or a quote; no line breaks within. */
static void put_csv_text(struct str *out, const char *s, bool last)
{
	struct str clean = {0};
	utf8_repair(&clean, s ? s : "", s ? strlen(s) : 0, true);
	const char *text = str_text(&clean);
	bool quote = strpbrk(text, ",\"") != NULL;
	if (quote)
		str_append_c(out, '"');
	for (const char *p = text; *p; p++) {
		if (*p == '"')
			str_append_c(out, '"');
		str_append_c(out, *p);
	}
	if (quote)
		str_append_c(out, '"');
	str_append_c(out, last ? '\n' : ',');
	str_finish(&clean);
}

static void put_csv(struct str *out, const struct listen_named *n)
{
	const struct listen *l = &n->listen;
	time_t t = (time_t)(l->start_ms / 1000);
	char utc[32] = "";
	struct tm tm;
	if (gmtime_r(&t, &tm))
		strftime(utc, sizeof utc, "%Y-%m-%d %H:%M:%S", &tm);
	str_appendf(out, "%" PRId64 ",%s,", l->start_ms / 1000, utc);
	put_csv_text(out, n->artist, false);
	put_csv_text(out, n->album, false);
	put_csv_text(out, n->title, false);
	put_csv_text(out, n->mb_recording, false);
	str_appendf(out, "%" PRId64 ",%" PRId64 ",%s,%s,%s,", l->heard_ms,
		l->duration_ms, outcome_name(l->outcome), source_name(l->source),
		l->id);
	put_csv_text(out, n->path, true);
}

static bool send_line(struct sink *s)
{
	s->broken = !s->c->write(s->c->ctx, str_text(&s->line), s->line.len);
	str_reset(&s->line);
	return !s->broken;
}

static bool put_listen(void *ctx, const struct listen_named *n)
{
	struct sink *s = ctx;
	if (s->c->counted && !listen_counts(n->listen.heard_ms, n->listen.duration_ms))
		return true;
	if (s->c->format == EXPORT_CSV)
		put_csv(&s->line, n);
	else
		put_json(&s->line, n);
	s->n++;
	return send_line(s);
}

enum err_code export_listens(
	struct db *db, const struct export_config *c, size_t *ret_n, struct err *why)
{
	struct sink s = {.c = c};
	enum err_code code = ERR_OK;
	if (c->format == EXPORT_CSV) {
		str_append(&s.line,
			"uts,utc_time,artist,album,track,track_mbid,heard_ms,"
			"duration_ms,outcome,source,id,path\n");
		send_line(&s);
	}
	if (!s.broken)
		code = listens_each_named(
			db, c->profile, c->since_ms, c->until_ms, put_listen, &s, why);
	str_finish(&s.line);
	if (code == ERR_OK && s.broken)
		return err_set(why, ERR_IO, "the history could not be written");
	if (code == ERR_OK && ret_n)
		*ret_n = s.n;
	return code;
}
