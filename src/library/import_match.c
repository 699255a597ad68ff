/*
 * Whole paths are looked up one by one. For what is left the files of the library are
 * walked once: those whose folded name, without its extension, is wanted are candidates,
 * and the one that shares most folders from its end on is it. So the cost is one walk and
 * the memory that of the candidates.
 */
#include "library/import_match.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/path.h"
#include "base/str.h"
#include "base/utf8.h"
#include "db/import.h"
#include "db/library.h"
#include "library/cue_open.h"
#include "text/fold.h"

enum { PARTS_MAX = 40, START_MS = 1500, LENGTH_MS = 3000 };

struct candidate_file {
	const char *path; /* in the arena */
	struct candidate_file *next;
	bool present;
};

struct matching {
	struct db *db;
	struct arena *a;
	const struct import_data *data;
	struct match *match;
	struct map wanted;            /* hash of a folded name -> index into slot + 1 */
	struct candidate_file **slot; /* owned; (n_slots) */
	size_t n_slots, cap_slots;
	const char *root; /* of the files that are walked */
};

/* ---- parts of paths, folded */

static void fold_part(struct str *out, const char *s, size_t n, bool is_file)
{
	struct str text = {0};
	if (is_file)
		for (size_t i = n; i > 1; i--)
			if (s[i - 1] == '.') {
				n = i - 1;
				break;
			}
	utf8_repair(&text, s, n, true);
	fold_identity(out, str_text(&text));
	str_finish(&text);
}

static uint64_t hash_part(const char *s, size_t n, bool is_file)
{
	struct str folded = {0};
	fold_part(&folded, s, n, is_file);
	uint64_t h = hash_bytes(str_text(&folded), folded.len, 0);
	str_finish(&folded);
	return h;
}

/* Hashes of the parts of a path, the file first; returns how many. */
static size_t parts_of(const char *path, uint64_t part[PARTS_MAX])
{
	const char *end = path + strlen(path);
	size_t n = 0;
	while (n < PARTS_MAX && end > path) {
		const char *begin = end;
		while (begin > path && begin[-1] != '/')
			begin--;
		if (end > begin)
			part[n] = hash_part(begin, (size_t)(end - begin), n == 0), n++;
		end = begin > path ? begin - 1 : path;
	}
	return n;
}

/* ---- which track of a file */

static void take(struct matching *m, struct match *to, enum match_how how,
	const int64_t *recording, size_t n)
{
	to->how = how;
	to->recording = arena_alloc(m->a, n * sizeof *to->recording);
	memcpy(to->recording, recording, n * sizeof *recording);
	to->n = n;
}

static bool same_words(const char *a, const char *b)
{
	return a && *a && b && fold_same(a, strlen(a), b, strlen(b));
}

static bool begins_at(const struct track *t, int64_t start_ms)
{
	int64_t ms = t->rate_hz > 0 ? t->start_frame * 1000 / t->rate_hz : 0;
	return llabs(ms - start_ms) <= START_MS;
}

static bool is_meant(const struct import_track *from, const struct track *t, size_t i)
{
	if (from->part > 0)
		return (size_t)from->part == i + 1;
	if (from->start_ms >= 0)
		return begins_at(t, from->start_ms);
	return from->title && same_words(from->title, t->title) &&
	       (!from->artist || same_words(from->artist, t->artist_name));
}

/* A file of the library by its whole path; false: it has none there. */
static bool take_file(struct matching *m, const struct import_track *from,
	const char *path, enum match_how how, struct match *to)
{
	struct arena a = {0};
	struct track *t;
	int64_t *only = NULL;
	size_t n = 0;
	bool found =
		library_recordings_at(m->db, path, &only, &n, NULL) == ERR_OK && n > 0;
	if (n == 1)
		take(m, to, how, only, 1);
	free(only);
	if (n <= 1)
		return found;
	found = library_tracks_at(m->db, path, &a, &t, &n, NULL) == ERR_OK && n > 0;
	int64_t *all = found ? xcalloc(n, sizeof *all) : NULL;
	size_t meant = 0;
	for (size_t i = 0; found && i < n; i++)
		if (n == 1 || is_meant(from, &t[i], i))
			all[meant++] = t[i].recording;
	/* No part is meant: all of it is. */
	if (found && meant == 0)
		for (size_t i = 0; i < n; i++)
			all[meant++] = t[i].recording;
	if (found)
		take(m, to, how, all, meant);
	free(all);
	arena_finish(&a);
	return found;
}

/* "album.cue": its files, or the file of one of its tracks. */
static bool take_sheet(
	struct matching *m, const struct import_track *from, struct match *to)
{
	struct cue_opened cue;
	struct import_track one = *from;
	bool found = false;
	if (!cue_is_sheet_name(from->path) ||
		cue_open(from->path, true, &cue, NULL) != ERR_OK)
		return false;
	if (from->part > 0 && (size_t)from->part <= cue.sheet->n) {
		size_t i = (size_t)from->part - 1;
		one.part = 0;
		one.start_ms =
			cue.sheet->track[i].start_sectors * 1000 / CUE_SECTORS_HZ;
		found = take_file(m, &one, cue.file[cue.of[i]], MATCH_PATH, to);
	} else if (cue.n_files > 0) {
		found = take_file(m, &one, cue.file[0], MATCH_PATH, to);
	}
	cue_opened_finish(&cue);
	return found;
}

static bool by_path(struct matching *m, size_t i)
{
	const struct import_track *t = &m->data->track[i];
	struct match *to = &m->match[i];
	if (!*t->path)
		return false;
	if (take_file(m, t, t->path, MATCH_PATH, to) ||
		(t->other && take_file(m, t, t->other, MATCH_PATH, to)) ||
		take_sheet(m, t, to))
		return true;
	char *real = t->path[0] == '/' ? path_real(t->path) : NULL;
	bool found = real && strcmp(real, t->path) != 0 &&
		     take_file(m, t, real, MATCH_PATH, to);
	free(real);
	return found;
}

/* ---- by the ends of paths */

static void want_name(struct matching *m, const char *path)
{
	uint64_t part[PARTS_MAX];
	if (!path || parts_of(path, part) == 0 ||
		map_get(&m->wanted, (int64_t)part[0], &(int64_t){0}))
		return;
	m->slot = mem_grow(m->slot, &m->cap_slots, m->n_slots + 1, sizeof *m->slot);
	m->slot[m->n_slots++] = NULL;
	map_put(&m->wanted, (int64_t)part[0], (int64_t)m->n_slots);
}

static bool look_at_file(void *ctx, const struct library_file *f)
{
	struct matching *m = ctx;
	const char *base = path_base(f->path);
	int64_t slot;
	if (f->state == FILE_UNREADABLE ||
		!map_get(&m->wanted, (int64_t)hash_part(base, strlen(base), true),
			&slot))
		return true;
	struct candidate_file *c = arena_alloc(m->a, sizeof *c);
	c->path = arena_printf(m->a, "%s/%s", m->root, f->path);
	c->present = f->state == FILE_PRESENT;
	c->next = m->slot[slot - 1];
	m->slot[slot - 1] = c;
	return true;
}

static enum err_code walk_files(struct matching *m, struct err *why)
{
	struct arena a = {0};
	struct library_root *root;
	size_t n;
	enum err_code code = library_roots(m->db, &a, &root, &n, why);
	for (size_t i = 0; i < n && !code; i++) {
		m->root = root[i].path;
		code = library_each_file(m->db, root[i].id, look_at_file, m, why);
	}
	arena_finish(&a);
	return code;
}

/* A name like "01" or "Track 7" alone says nothing. */
static bool says_something(const char *path)
{
	struct str folded = {0};
	const char *base = path_base(path);
	size_t letters = 0;
	fold_part(&folded, base, strlen(base), true);
	const char *s = str_text(&folded);
	if (str_starts(s, "track"))
		s += 5;
	for (; *s; s++)
		letters += (*s < '0' || *s > '9') && *s != ' ';
	str_finish(&folded);
	return letters >= 3;
}

static bool agrees(const struct import_track *from, const struct track *t)
{
	if (from->title && same_words(from->title, t->title))
		return true;
	return from->duration_ms > 0 && t->duration_ms > 0 &&
	       llabs(from->duration_ms - t->duration_ms) <= LENGTH_MS;
}

static bool file_agrees(
	struct matching *m, const struct import_track *from, const char *path)
{
	struct arena a = {0};
	struct track t;
	bool yes = library_track_at(m->db, path, &a, &t, NULL) == ERR_OK &&
		   agrees(from, &t);
	arena_finish(&a);
	return yes;
}

struct ending {
	size_t parts; /* that are the same from the end on */
	const struct candidate_file *file;
	size_t several; /* others that share as many */
	bool kind;      /* the extension is the same, too */
};

static void consider(struct matching *m, const struct import_track *from,
	const char *path, const struct candidate_file *c, struct ending *best)
{
	uint64_t mine[PARTS_MAX], its[PARTS_MAX];
	size_t n = parts_of(path, mine), k = parts_of(c->path, its), same = 0;
	while (same < n && same < k && mine[same] == its[same])
		same++;
	bool kind = strcasecmp(path_extension(path), path_extension(c->path)) == 0;
	bool better =
		same > best->parts || (same == best->parts && kind && !best->kind);
	bool equal = same == best->parts && kind == best->kind && best->file;
	/* Of equal ends the one whose title or length is right. */
	if (equal && !file_agrees(m, from, best->file->path) &&
		file_agrees(m, from, c->path))
		better = true;
	if (better)
		*best = (struct ending){same, c, 0, kind};
	else if (equal && file_agrees(m, from, best->file->path) ==
				  file_agrees(m, from, c->path))
		best->several++;
}

static bool by_end(struct matching *m, size_t i)
{
	const struct import_track *t = &m->data->track[i];
	struct match *to = &m->match[i];
	struct ending best = {0};
	const char *const readings[] = {t->path, t->other};
	for (int k = 0; k < 2; k++) {
		uint64_t part[PARTS_MAX];
		int64_t slot;
		if (!readings[k] || parts_of(readings[k], part) == 0 ||
			!map_get(&m->wanted, (int64_t)part[0], &slot))
			continue;
		for (const struct candidate_file *c = m->slot[slot - 1]; c; c = c->next)
			consider(m, t, readings[k], c, &best);
	}
	if (!best.file)
		return false;
	if (best.several > 0) {
		to->why = arena_printf(
			m->a, "%zu files of the library end like it", best.several + 1);
		return false;
	}
	if (best.parts < 2 && !says_something(t->path) &&
		!file_agrees(m, t, best.file->path))
		return false;
	return take_file(m, t, best.file->path, MATCH_END, to);
}

static void by_tags(struct matching *m, size_t i)
{
	const struct import_track *t = &m->data->track[i];
	struct match *to = &m->match[i];
	int64_t recording;
	if (t->artist && t->title &&
		import_find_named(m->db, t->artist, t->title, t->duration_ms, true,
			&recording, NULL) == ERR_OK)
		take(m, to, MATCH_TAGS, &recording, 1);
	else if (!to->why)
		to->why = "not in the library";
}

enum err_code import_match(struct db *db, const struct import_data *d, struct arena *a,
	struct match **ret, struct err *why)
{
	struct matching m = {.db = db, .a = a, .data = d};
	enum err_code code = ERR_OK;
	m.match = *ret = arena_alloc(a, (d->n_tracks + 1) * sizeof **ret);
	for (size_t i = 0; i < d->n_tracks; i++)
		if (!by_path(&m, i)) {
			want_name(&m, d->track[i].path);
			want_name(&m, d->track[i].other);
		}
	if (m.n_slots > 0)
		code = walk_files(&m, why);
	for (size_t i = 0; i < d->n_tracks && !code; i++)
		if (m.match[i].how == MATCH_NONE && !by_end(&m, i))
			by_tags(&m, i);
	map_finish(&m.wanted);
	free(m.slot);
	return code;
}
