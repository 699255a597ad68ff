#include "library/import_apply.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/str.h"
#include "base/utf8.h"
#include "db/feedback.h"
#include "db/import.h"

enum { NAMES_MAX = 1000 };

struct applying {
	struct db *db;
	const struct import_data *data;
	const struct match *match;
	const struct import_config *config;
	struct import_summary *sum;
	int64_t *id; /* owned; (n_lists): our playlists and folders */
	struct err *why;
};

/* "Artist – Title", or the path. */
static void name_of(const struct import_track *t, struct str *out)
{
	if (*t->path)
		utf8_repair(out, t->path, strlen(t->path), true);
	else
		str_appendf(out, "%s%s%s", t->artist ? t->artist : "",
			t->artist ? " – " : "", t->title ? t->title : "");
}

/* A track of the library there, not only of a list. */
static bool is_of_library(const struct import_track *t)
{
	return t->title || t->rating || t->like || t->plays || t->skips;
}

static void tell_missing(struct applying *p)
{
	struct intern seen = {0};
	for (size_t i = 0; i < p->data->n_tracks; i++) {
		const struct match *m = &p->match[i];
		const char *path = p->data->track[i].path;
		struct str name = {0};
		size_t known = seen.len;
		/* Lists name the tracks of the library again, perhaps in other words. */
		if (!p->config->lists_only && p->data->source != IMPORT_PLAYLIST &&
			m->how != MATCH_NONE && !is_of_library(&p->data->track[i]))
			continue;
		if (*path && !p->config->lists_only) {
			intern_add(&seen, path, strlen(path));
			if (seen.len == known)
				continue;
		}
		p->sum->tracks++;
		p->sum->matched[m->how]++;
		if (m->how != MATCH_NONE || !p->config->missing)
			continue;
		name_of(&p->data->track[i], &name);
		p->config->missing(p->config->ctx, p->data->track[i].line,
			str_text(&name), m->why);
		str_finish(&name);
	}
	intern_finish(&seen);
	for (size_t i = 0; p->config->missing && i < p->data->n_troubles; i++)
		p->config->missing(p->config->ctx, p->data->trouble[i].line,
			p->data->trouble[i].what, p->data->trouble[i].why);
}

/* ---- ratings, likes, counts */

static enum err_code put_feedback(
	struct applying *p, int64_t recording, const struct import_track *t)
{
	struct feedback f;
	enum err_code code = feedback_get(
		p->db, p->config->profile, FEEDBACK_RECORDING, recording, &f, p->why);
	if (code)
		return code;
	bool rate = t->rating > 0 && f.rating == 0, like = t->like != 0 && f.like == 0;
	p->sum->ratings_kept += t->rating > 0 && f.rating != 0 && f.rating != t->rating;
	if (!rate && !like)
		return ERR_OK;
	f.scope = FEEDBACK_RECORDING;
	f.target = recording;
	f.rating = rate ? t->rating : f.rating;
	f.like = like ? t->like : f.like;
	f.at_ms = p->config->now_ms;
	p->sum->ratings += rate;
	p->sum->likes += like;
	return feedback_set(p->db, p->config->profile, &f, p->why);
}

static int64_t earlier(int64_t a, int64_t b)
{
	return a == 0 || (b != 0 && b < a) ? b : a;
}

/* Several files there may be one recording here: their counts are added. */
static enum err_code put_counts(struct applying *p)
{
	const char *source = import_source_name(p->data->source);
	struct map at = {0};
	struct imported_play *play = NULL;
	int64_t *recording = NULL;
	size_t n = 0, cap = 0, cap_recording = 0;
	for (size_t i = 0; i < p->data->n_tracks; i++) {
		const struct import_track *t = &p->data->track[i];
		int64_t k;
		if (p->match[i].n != 1 || t->plays + t->skips == 0)
			continue;
		p->sum->plays += t->plays;
		if (!map_get(&at, p->match[i].recording[0], &k)) {
			play = mem_grow(play, &cap, n + 1, sizeof *play);
			recording = mem_grow(
				recording, &cap_recording, n + 1, sizeof *recording);
			play[n] = (struct imported_play){0};
			recording[n] = p->match[i].recording[0];
			k = (int64_t)n++;
			map_put(&at, recording[k], k);
		}
		play[k].plays += t->plays;
		play[k].skips += t->skips;
		play[k].first_s = earlier(play[k].first_s, t->first_s);
		play[k].last_s =
			play[k].last_s > t->last_s ? play[k].last_s : t->last_s;
	}
	enum err_code code = ERR_OK;
	for (size_t i = 0; i < n && !code; i++) {
		bool changed;
		code = imported_play_put(p->db, p->config->profile, recording[i],
			source, &play[i], &changed, p->why);
		p->sum->counts += changed;
	}
	map_finish(&at);
	free(play);
	free(recording);
	return code;
}

/* ---- playlists */

/* A track that is not there is kept by its name, and by where it was said to lie. */
static enum err_code lost_entry(
	struct applying *p, const struct import_track *t, struct playlist_entry *ret)
{
	struct str title = {0};
	const char *base = path_base(t->path), *dot = strrchr(base, '.');
	size_t n = dot && dot > base ? (size_t)(dot - base) : strlen(base);
	if (t->title)
		str_append(&title, t->title);
	else
		utf8_repair(&title, base, n, true);
	ret->location = t->path;
	enum err_code code = import_lost_recording(p->db, t->path, t->artist,
		str_text(&title), t->duration_ms, &ret->recording, p->why);
	str_finish(&title);
	return code;
}

struct entries {
	struct playlist_entry *entry; /* owned; locations are borrowed */
	size_t n, cap, lost;
};

static void add_entry(struct entries *e, int64_t recording, char *location)
{
	e->entry = mem_grow(e->entry, &e->cap, e->n + 1, sizeof *e->entry);
	e->entry[e->n++] =
		(struct playlist_entry){.recording = recording, .location = location};
}

static enum err_code entries_of(
	struct applying *p, const struct import_list *l, struct entries *ret)
{
	enum err_code code = ERR_OK;
	for (size_t i = 0; i < l->n && !code; i++) {
		const struct match *m = &p->match[l->track[i]];
		struct playlist_entry lost = {0};
		for (size_t k = 0; k < m->n; k++)
			add_entry(ret, m->recording[k], NULL);
		if (m->n > 0)
			continue;
		code = lost_entry(p, &p->data->track[l->track[i]], &lost);
		add_entry(ret, lost.recording, lost.location);
		ret->lost++;
	}
	return code;
}

enum err_code import_entries(struct db *db, const struct import_data *d,
	const struct match *match, size_t list, struct playlist_entry **ret,
	size_t *ret_n, size_t *ret_lost, struct err *why)
{
	struct applying p = {.db = db, .data = d, .match = match, .why = why};
	struct entries e = {0};
	enum err_code code = ERR_OK;
	if (list < d->n_lists)
		code = entries_of(&p, &d->list[list], &e);
	for (size_t i = 0; i < e.n; i++)
		e.entry[i].location = code ? NULL : xstrdup(e.entry[i].location);
	*ret = e.entry;
	*ret_n = code ? 0 : e.n;
	if (ret_lost)
		*ret_lost = e.lost;
	if (code) {
		free(e.entry);
		*ret = NULL;
	}
	return code;
}

struct same {
	const struct entries *want;
	size_t at;
	bool same;
};

static bool compare(void *ctx, const struct playlist_entry *e)
{
	struct same *s = ctx;
	s->same = s->at < s->want->n && s->want->entry[s->at].recording == e->recording;
	s->at++;
	return s->same;
}

/* Does a playlist of that name hold just this? */
static enum err_code holds(
	struct applying *p, int64_t id, const struct entries *e, bool *ret)
{
	struct same s = {e, 0, true};
	struct playlist_row row;
	enum err_code code = playlists_row(p->db, id, &row, p->why);
	if (!code)
		code = playlists_each_entry(p->db, id, compare, &s, p->why);
	*ret = !code && !row.folder && !row.query && s.same && s.at == e->n;
	playlist_row_finish(&row);
	return code;
}

/* "Mix", else "Mix (from cmus)", "Mix (from cmus 2)": the first that is free, or that
 * holds what is wanted already. */
static enum err_code find_place(struct applying *p, int64_t parent, const char *wanted,
	const struct entries *e, struct str *ret_name, bool *ret_there)
{
	const char *from = p->data->source == IMPORT_PLAYLIST
				   ? "file"
				   : import_source_title(p->data->source);
	*ret_there = false;
	for (int i = 0; i < NAMES_MAX; i++) {
		int64_t id;
		str_reset(ret_name);
		str_append(ret_name, wanted);
		if (i == 1)
			str_appendf(ret_name, " (from %s)", from);
		else if (i > 1)
			str_appendf(ret_name, " (from %s %d)", from, i);
		enum err_code code =
			playlists_find_in(p->db, parent, str_text(ret_name), &id, NULL);
		if (code == ERR_NOT_FOUND)
			return ERR_OK;
		code = holds(p, id, e, ret_there);
		if (code || *ret_there)
			return code;
	}
	return err_set(
		p->why, ERR_EXISTS, "there are too many playlists named %s", wanted);
}

static enum err_code put_list(struct applying *p, size_t i, int64_t parent)
{
	const struct import_list *l = &p->data->list[i];
	struct entries e = {0};
	struct str name = {0};
	bool there = false;
	const char *wanted = p->config->list_name ? p->config->list_name : l->name;
	enum err_code code = entries_of(p, l, &e);
	if (!code)
		code = find_place(
			p, parent, *wanted ? wanted : "Untitled", &e, &name, &there);
	if (!code && !there)
		code = playlists_create_in(p->db, parent, str_text(&name), false,
			&p->id[i], p->config->log, p->why);
	if (!code && !there)
		code = playlists_append(
			p->db, p->id[i], e.entry, e.n, p->config->log, p->why);
	p->sum->lists += !there;
	p->sum->lists_same += there;
	p->sum->lost += e.lost;
	if (!code && p->config->list)
		p->config->list(p->config->ctx, str_text(&name), e.n, e.lost, !there);
	free(e.entry);
	str_finish(&name);
	return code;
}

static enum err_code put_folder(struct applying *p, size_t i, int64_t parent)
{
	const struct import_list *l = &p->data->list[i];
	struct playlist_row row = {0};
	enum err_code code = playlists_find_in(p->db, parent, l->name, &p->id[i], NULL);
	if (!code)
		code = playlists_row(p->db, p->id[i], &row, p->why);
	bool there = !code && row.folder;
	playlist_row_finish(&row);
	if (there)
		return ERR_OK;
	struct str name = {0};
	str_appendf(&name, "%s%s", *l->name ? l->name : "Untitled",
		code ? "" : " (folder)");
	p->sum->folders++;
	code = playlists_create_in(p->db, parent, str_text(&name), true, &p->id[i],
		p->config->log, p->why);
	str_finish(&name);
	return code;
}

static enum err_code put_lists(struct applying *p)
{
	enum err_code code = ERR_OK;
	p->id = xcalloc(p->data->n_lists + 1, sizeof *p->id);
	for (size_t i = 0; i < p->data->n_lists && !code; i++) {
		const struct import_list *l = &p->data->list[i];
		int64_t parent = l->parent >= 0 && p->id[l->parent] ? p->id[l->parent]
								    : p->config->folder;
		code = l->folder ? put_folder(p, i, parent) : put_list(p, i, parent);
	}
	free(p->id);
	return code;
}

enum err_code import_apply(struct db *db, const struct import_data *d,
	const struct match *match, const struct import_config *c,
	struct import_summary *ret, struct err *why)
{
	struct applying p = {db, d, match, c, ret, NULL, why};
	*ret = (struct import_summary){0};
	enum err_code code = db_begin(db, "import", why);
	if (code)
		return code;
	tell_missing(&p);
	for (size_t i = 0; i < d->n_tracks && !code && !c->lists_only; i++)
		if (match[i].n == 1)
			code = put_feedback(&p, match[i].recording[0], &d->track[i]);
	if (!code && !c->lists_only && d->source != IMPORT_PLAYLIST)
		code = put_counts(&p);
	if (!code)
		code = put_lists(&p);
	if (!code)
		return db_commit(db, why);
	db_rollback(db);
	return code;
}
