#include "library/cue_split.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/str.h"
#include "text/fold.h"

enum { LEAD_IN_SECTORS = 2 * CUE_SECTORS_HZ, SALT = 0x435545 }; /* "CUE" */

/* ---- which file */

static size_t stem(const char *name)
{
	size_t n = strlen(name), k = strlen(path_extension(name));
	return k > 0 && k + 1 < n ? n - k - 1 : n;
}

static enum cue_fit fit(
	const char *name, const char *wanted, const char *sheet_name, bool alone)
{
	size_t n = strlen(name), m = strlen(wanted);
	if (strcmp(name, wanted) == 0)
		return CUE_FIT_NAME;
	if (fold_same(name, n, wanted, m))
		return CUE_FIT_FOLDED;
	if (fold_same(name, stem(name), wanted, stem(wanted)))
		return CUE_FIT_STEM;
	/* "album.cue" or "album.flac.cue" beside "album.flac" */
	size_t k = stem(sheet_name);
	if (alone && (fold_same(name, stem(name), sheet_name, k) ||
			     fold_same(name, n, sheet_name, k)))
		return CUE_FIT_SHEET;
	return CUE_FIT_NONE;
}

enum cue_fit cue_find_file(const char *const *name, size_t n, const char *wanted,
	const char *sheet_name, bool alone, size_t *ret)
{
	enum cue_fit best = CUE_FIT_NONE;
	for (size_t i = 0; i < n && best != CUE_FIT_NAME; i++) {
		enum cue_fit f = fit(name[i], wanted, sheet_name, alone);
		if (f < best) {
			best = f;
			*ret = i;
		}
	}
	return best;
}

bool cue_names_one_file(const struct cue_sheet *s)
{
	for (size_t i = 1; i < s->n; i++)
		if (strcmp(s->track[i].file, s->track[0].file) != 0)
			return false;
	return s->n > 0;
}

/* ---- the parts */

static int64_t sectors_ms(int64_t sectors)
{
	return sectors * 1000 / CUE_SECTORS_HZ;
}

static const char *first_of(const char *a, const char *b, const char *c)
{
	return a && *a ? a : b && *b ? b : c;
}

/* Whose album it is: the sheet's performer; several performers without one share it. */
static const char *album_artist(const struct tags *whole, const struct cue_sheet *s)
{
	const char *known = first_of(s->performer, whole->album_artist, whole->artist);
	for (size_t i = 1; !known && i < s->n; i++) {
		const char *a = s->track[0].performer, *b = s->track[i].performer;
		if (a && b && strcmp(a, b) != 0)
			return "Various Artists";
	}
	return known;
}

static void take_gains(
	struct tags *t, const struct tags *whole, const struct cue_sheet *s)
{
	/* The track gain of the whole file is its album's. */
	t->has_album_gain =
		s->has_gain || whole->has_album_gain || whole->has_track_gain;
	t->album_gain_db = s->has_gain             ? s->gain_db
			   : whole->has_album_gain ? whole->album_gain_db
						   : whole->track_gain_db;
	t->album_peak = s->has_gain             ? s->peak
			: whole->has_album_gain ? whole->album_peak
						: whole->track_peak;
}

/* What every part has of the file and the sheet. */
static struct tags common(const struct tags *whole, const struct cue_sheet *s)
{
	struct tags t = {.album_artist = xstrdup(album_artist(whole, s)),
		.album = xstrdup(first_of(s->title, whole->album, whole->title)),
		.genre = xstrdup(first_of(s->genre, whole->genre, NULL)),
		.original_date = xstrdup(whole->original_date),
		.original_year = whole->original_year,
		.compilation = whole->compilation,
		.mb_release_group = xstrdup(whole->mb_release_group),
		.date = xstrdup(s->date ? s->date : whole->date),
		.year = s->date ? s->year : whole->year,
		.mb_album = xstrdup(whole->mb_album),
		.disc = s->disc ? s->disc : whole->disc,
		.disc_total = s->disc_total ? s->disc_total : whole->disc_total,
		.codec = whole->codec,
		.rate_hz = whole->rate_hz,
		.channels = whole->channels,
		.bits = whole->bits,
		.bitrate_kbps = whole->bitrate_kbps,
		.has_picture = whole->has_picture,
		.payload_bytes = whole->payload_bytes};
	take_gains(&t, whole, s);
	return t;
}

/* A part from one sector to another (-1: the end of the file). */
static void place(struct tags *t, const struct tags *whole, int64_t from, int64_t to,
	int64_t identity)
{
	t->start_frame = from * whole->rate_hz / CUE_SECTORS_HZ;
	t->end_frame = to < 0 ? 0 : to * whole->rate_hz / CUE_SECTORS_HZ;
	int64_t end_ms = to < 0 ? whole->duration_ms : sectors_ms(to);
	t->duration_ms = end_ms > sectors_ms(from) ? end_ms - sectors_ms(from) : 0;
	t->payload_digest =
		hash_u64(whole->payload_digest ^ hash_u64((uint64_t)identity + SALT));
}

static int highest_number(const struct cue_sheet *s)
{
	int most = 0;
	for (size_t i = 0; i < s->n; i++)
		most = s->track[i].number > most ? s->track[i].number : most;
	return most;
}

static struct tags part_of(
	const struct tags *whole, const struct cue_sheet *s, const struct cue_track *c)
{
	struct tags t = common(whole, s);
	t.title = xstrdup(c->title);
	t.artist = xstrdup(first_of(c->performer, s->performer,
		first_of(whole->artist, whole->album_artist, NULL)));
	t.composer = xstrdup(first_of(c->songwriter, s->songwriter, whole->composer));
	t.track = c->number;
	t.track_total = highest_number(s);
	if (!s->genre && whole->genres)
		t.genres = xstrdup(whole->genres);
	tags_split(&t);
	t.has_track_gain = c->has_gain;
	t.track_gain_db = c->gain_db;
	t.track_peak = c->peak;
	return t;
}

static struct tags hidden_track(const struct tags *whole, const struct cue_sheet *s)
{
	char title[] = "Hidden track";
	return part_of(whole, s, &(struct cue_track){.title = title});
}

/* The tracks of this file in the order of the sheet; false: they do not follow each
 * other in it. */
static enum err_code gather(const struct tags *whole, const struct cue_sheet *s,
	const bool *mine, const struct cue_track **list, size_t *ret_n, struct err *why)
{
	size_t n = 0;
	for (size_t i = 0; i < s->n; i++) {
		const struct cue_track *t = &s->track[i];
		if (!mine[i])
			continue;
		if (n > 0 && t->start_sectors <= list[n - 1]->start_sectors)
			return err_set(why, ERR_FORMAT,
				"track %d of the CUE sheet begins before the one that "
				"it follows",
				t->number);
		if (whole->duration_ms > 0 &&
			sectors_ms(t->start_sectors) >= whole->duration_ms)
			return err_set(why, ERR_FORMAT,
				"track %d of the CUE sheet begins behind the end of "
				"the file",
				t->number);
		list[n++] = t;
	}
	*ret_n = n;
	return n > 0 ? ERR_OK
		     : err_set(why, ERR_FORMAT,
			       "the CUE sheet names no track of the file");
}

static void fill_text(char **field, const char *text)
{
	if (!*field && text)
		*field = xstrdup(text);
}

/* One track: the sheet only says what the tags do not. */
static void complete(
	struct tags *t, const struct cue_sheet *s, const struct cue_track *c)
{
	fill_text(&t->title, c->title);
	fill_text(&t->artist, first_of(c->performer, s->performer, NULL));
	fill_text(&t->album_artist, s->performer);
	fill_text(&t->album, s->title);
	fill_text(&t->genre, s->genre);
	fill_text(&t->composer, first_of(c->songwriter, s->songwriter, NULL));
	if (!t->date && s->date) {
		t->date = xstrdup(s->date);
		t->year = s->year;
	}
	t->track = t->track ? t->track : c->number;
	t->disc = t->disc ? t->disc : s->disc;
	if (!t->has_track_gain && c->has_gain) {
		t->has_track_gain = true;
		t->track_gain_db = c->gain_db;
		t->track_peak = c->peak;
	}
	if (!t->has_album_gain && s->has_gain) {
		t->has_album_gain = true;
		t->album_gain_db = s->gain_db;
		t->album_peak = s->peak;
	}
}

enum err_code cue_split(struct tags *whole, const struct cue_sheet *s, const bool *mine,
	struct tags **ret, size_t *ret_n, struct err *why)
{
	const struct cue_track *list[CUE_TRACKS_MAX];
	size_t n = 0, k = 0;
	enum err_code code = gather(whole, s, mine, list, &n, why);
	*ret = NULL;
	*ret_n = 0;
	if (code != ERR_OK || n == 0)
		return code;
	if (n == 1) {
		complete(whole, s, list[0]);
		return ERR_OK;
	}
	struct tags *part = xcalloc(n + 1, sizeof *part);
	int64_t lead_in = list[0]->start_sectors;
	if (lead_in > LEAD_IN_SECTORS && list[0]->audio) {
		part[k] = hidden_track(whole, s);
		place(&part[k++], whole, 0, lead_in, -1);
	} else {
		lead_in = 0;
	}
	for (size_t i = 0; i < n; i++) {
		int64_t from = i == 0 ? lead_in : list[i]->start_sectors;
		int64_t to = i + 1 < n ? list[i + 1]->start_sectors : -1;
		if (!list[i]->audio)
			continue;
		part[k] = part_of(whole, s, list[i]);
		place(&part[k++], whole, from, to, list[i]->start_sectors);
	}
	*ret = part;
	*ret_n = k;
	return ERR_OK;
}

void cue_parts_free(struct tags *part, size_t n)
{
	for (size_t i = 0; i < n; i++)
		tags_finish(&part[i]);
	free(part);
}
