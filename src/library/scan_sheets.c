/*
 * CUE sheets in the scan. The walk notes the folders that have some, with the names of
 * the music beside them; of those in which a file has to be read the sheets are parsed
 * first, so that every file's tracks are known when its tags come.
 */
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "base/str.h"
#include "codec/cue.h"
#include "scan_parts.h"

void scan_begin_folder(struct scan *s, size_t target, const char *path)
{
	s->folder = mem_grow(
		s->folder, &s->cap_folders, s->n_folders + 1, sizeof *s->folder);
	/* With libcue everything is read again that was read without it. */
	s->folder[s->n_folders++] =
		(struct scan_folder){.path = arena_strdup(&s->arena, path),
			.target = target,
			.sheet = s->n_sheets,
			.stamp = cue_available()};
}

void scan_add_sheet(struct scan *s, const char *name, const struct stat *st)
{
	struct scan_folder *f = &s->folder[s->n_folders - 1];
	const int64_t facts[] = {st->st_size, st->st_mtim.tv_sec, st->st_mtim.tv_nsec};
	uint64_t h = hash_bytes(name, strlen(name), (uint64_t)f->stamp);
	h = hash_bytes(facts, sizeof facts, h);
	f->stamp = h ? (int64_t)h : 1;
	s->sheet =
		mem_grow(s->sheet, &s->cap_sheets, s->n_sheets + 1, sizeof *s->sheet);
	struct scan_sheet *sheet = &s->sheet[s->n_sheets++];
	memset(sheet, 0, sizeof *sheet);
	sheet->name = arena_strdup(&s->arena, name);
	sheet->folder = s->n_folders - 1;
	f->n_sheets++;
}

void scan_add_music(struct scan *s, const char *name)
{
	struct scan_folder *f = &s->folder[s->n_folders - 1];
	f->music = mem_grow(f->music, &f->cap_music, f->n_music + 1, sizeof *f->music);
	f->music[f->n_music++] = arena_strdup(&s->arena, name);
}

static void tell_bad(
	struct scan *s, size_t target, const char *path, const char *reason)
{
	s->result->bad_sheets++;
	if (!s->c->bad_sheet)
		return;
	char *full = path_join(s->target[target].path, path);
	s->c->bad_sheet(s->c->ctx, full, reason);
	free(full);
}

static void tell_bad_sheet(
	struct scan *s, const struct scan_sheet *x, const char *reason)
{
	const struct scan_folder *f = &s->folder[x->folder];
	char *path = *f->path ? path_join(f->path, x->name) : xstrdup(x->name);
	tell_bad(s, f->target, path, reason);
	free(path);
}

/* Which file every track lies in. */
static void resolve(struct scan *s, struct scan_sheet *x)
{
	const struct scan_folder *f = &s->folder[x->folder];
	bool alone = cue_names_one_file(x->sheet), told = false;
	for (size_t i = 0; i < x->sheet->n; i++) {
		const char *wanted = x->sheet->track[i].file;
		size_t at;
		x->of[i] = -1;
		x->fit[i] = cue_find_file(
			f->music, f->n_music, wanted, x->name, alone, &at);
		if (x->fit[i] != CUE_FIT_NONE) {
			x->of[i] = (int)at;
		} else if (!told && x->sheet->track[i].audio) {
			struct str reason = {0};
			str_appendf(&reason,
				"the file %s, which the CUE sheet names, is not beside it",
				wanted);
			tell_bad_sheet(s, x, str_text(&reason));
			str_finish(&reason);
			told = true;
		}
	}
}

void scan_take_sheet(struct scan *s, size_t sheet, struct tags_record *take)
{
	struct scan_sheet *x = &s->sheet[sheet];
	s->result->sheets++;
	if (take->code != ERR_OK) {
		tell_bad_sheet(s, x, take->reason);
	} else {
		x->sheet = take->sheet;
		take->sheet = NULL;
		resolve(s, x);
	}
	tags_record_finish(take);
}

/* How well a sheet fits a music file of its folder: its best track. */
static enum cue_fit fit_of(const struct scan_sheet *x, int music)
{
	enum cue_fit best = CUE_FIT_NONE;
	for (size_t i = 0; x->sheet && i < x->sheet->n; i++)
		if (x->of[i] == music && x->fit[i] < best)
			best = x->fit[i];
	return best;
}

/* "album.cue" and "album.flac.cue" are made for "album.flac". */
static bool is_named_after(const struct scan_sheet *x, const char *music)
{
	size_t n = strlen(x->name) - strlen(path_extension(x->name)) - 1;
	return strncmp(x->name, music, n) == 0 && (music[n] == '.' || music[n] == '\0');
}

static const struct scan_sheet *best_sheet(
	const struct scan *s, const struct scan_folder *f, int music)
{
	const struct scan_sheet *best = NULL;
	enum cue_fit best_fit = CUE_FIT_NONE;
	for (size_t i = 0; i < f->n_sheets; i++) {
		const struct scan_sheet *x = &s->sheet[f->sheet + i];
		enum cue_fit fit = fit_of(x, music);
		if (fit < best_fit || (fit == best_fit && fit != CUE_FIT_NONE &&
					      is_named_after(x, f->music[music]))) {
			best = x;
			best_fit = fit;
		}
	}
	return best;
}

static int music_index(const struct scan_folder *f, const char *name)
{
	for (size_t i = 0; i < f->n_music; i++)
		if (strcmp(f->music[i], name) == 0)
			return (int)i;
	return -1;
}

/* By the sheet beside it. */
static bool split_by_sheet(struct scan *s, const struct scan_job *j, struct tags *whole,
	struct tags **ret, size_t *ret_n)
{
	const struct scan_folder *f = &s->folder[j->folder - 1];
	int music = music_index(f, path_base(j->path));
	const struct scan_sheet *x = music >= 0 ? best_sheet(s, f, music) : NULL;
	bool mine[CUE_TRACKS_MAX];
	struct err why = {0};
	if (!x)
		return false;
	for (size_t i = 0; i < x->sheet->n; i++)
		mine[i] = x->of[i] == music;
	if (cue_split(whole, x->sheet, mine, ret, ret_n, &why) == ERR_OK)
		return true;
	tell_bad_sheet(s, x, why.msg);
	return false;
}

/* By the sheet in its tags: whatever file it names, it means this one. */
static void split_by_tag(struct scan *s, const struct scan_job *j,
	struct tags_record *r, struct tags **ret, size_t *ret_n)
{
	bool mine[CUE_TRACKS_MAX];
	struct err why = {0};
	for (size_t i = 0; i < r->sheet->n; i++)
		mine[i] = strcmp(r->sheet->track[i].file, r->sheet->track[0].file) == 0;
	if (cue_split(&r->tags, r->sheet, mine, ret, ret_n, &why) != ERR_OK)
		tell_bad(s, j->target, j->path, why.msg);
}

void scan_split(struct scan *s, const struct scan_job *j, struct tags_record *r,
	struct tags **ret, size_t *ret_n)
{
	*ret = NULL;
	*ret_n = 0;
	if (r->reason[0])
		tell_bad(s, j->target, j->path, r->reason);
	if (j->folder && split_by_sheet(s, j, &r->tags, ret, ret_n))
		return;
	if (r->sheet)
		split_by_tag(s, j, r, ret, ret_n);
}

void scan_finish_sheets(struct scan *s)
{
	for (size_t i = 0; i < s->n_sheets; i++) {
		cue_sheet_finish(s->sheet[i].sheet);
		free(s->sheet[i].sheet);
	}
	for (size_t i = 0; i < s->n_folders; i++)
		free(s->folder[i].music);
	free(s->sheet);
	free(s->folder);
}
