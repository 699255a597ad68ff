#include "codec/cue.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/io.h"
#include "base/mem.h"

#ifdef HAVE_LIBCUE

#include <libcue.h>

#include "cue_text.h"
#include "tag_text.h"

enum { GAIN_MAX_DB = 60, PEAK_MAX = 100 };

bool cue_available(void)
{
	return true;
}

static char *text_of(Cdtext *texts, enum Pti which)
{
	const char *s = texts ? cdtext_get(which, texts) : NULL;
	return s ? tag_text_clean(s, strlen(s)) : NULL;
}

static bool gain_of(
	Rem *r, enum RemType gain, enum RemType peak, float *ret_gain, float *ret_peak)
{
	const char *g = r ? rem_get(gain, r) : NULL, *p = r ? rem_get(peak, r) : NULL;
	if (!g || !tag_text_gain(g, GAIN_MAX_DB, ret_gain))
		return false;
	if (!p || !tag_text_gain(p, PEAK_MAX, ret_peak) || *ret_peak < 0)
		*ret_peak = 0;
	return true;
}

static bool take_track(Track *from, int number, struct cue_track *t)
{
	Cdtext *texts = track_get_cdtext(from);
	const char *file = track_get_filename(from);
	long start = track_get_index(from, 1);
	if (!file || start < 0)
		return false;
	*t = (struct cue_track){.title = text_of(texts, PTI_TITLE),
		.performer = text_of(texts, PTI_PERFORMER),
		.songwriter = text_of(texts, PTI_SONGWRITER),
		.file = xstrdup(file),
		.number = number,
		.audio = track_get_mode(from) == MODE_AUDIO,
		.start_sectors = start};
	t->has_gain = gain_of(track_get_rem(from), REM_REPLAYGAIN_TRACK_GAIN,
		REM_REPLAYGAIN_TRACK_PEAK, &t->gain_db, &t->peak);
	return true;
}

static void take_sheet(Cd *cd, const struct cue_words *words, struct cue_sheet *s)
{
	Cdtext *texts = cd_get_cdtext(cd);
	const char *date = rem_get(REM_DATE, cd_get_rem(cd));
	s->title = text_of(texts, PTI_TITLE);
	s->performer = text_of(texts, PTI_PERFORMER);
	s->songwriter = text_of(texts, PTI_SONGWRITER);
	s->genre = text_of(texts, PTI_GENRE);
	s->date = tag_text_date(date, &s->year);
	tag_text_pair(words->disc, words->disc_total, &s->disc, &s->disc_total);
	s->has_gain = gain_of(cd_get_rem(cd), REM_REPLAYGAIN_ALBUM_GAIN,
		REM_REPLAYGAIN_ALBUM_PEAK, &s->gain_db, &s->peak);
	int n = cd_get_ntrack(cd);
	for (int i = 0; i < n && i < CUE_TRACKS_MAX; i++) {
		int number = words->number[i] ? words->number[i] : i + 1;
		Track *t = cd_get_track(cd, i + 1);
		if (t && take_track(t, number, &s->track[s->n]))
			s->n++;
	}
}

static bool has_audio(const struct cue_sheet *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->track[i].audio)
			return true;
	return false;
}

enum err_code cue_parse(
	const char *text, size_t n, struct cue_sheet *ret, struct err *why)
{
	struct str clean = {0};
	struct cue_words words;
	if (n > CUE_TEXT_MAX)
		return err_set(why, ERR_FORMAT, "it is too long for a CUE sheet");
	enum err_code code = cue_text(text, n, &clean, &words, why);
	if (code != ERR_OK) {
		str_finish(&clean);
		return code;
	}
	Cd *cd = cue_parse_string(str_text(&clean));
	str_finish(&clean);
	memset(ret, 0, sizeof *ret);
	if (cd) {
		take_sheet(cd, &words, ret);
		cd_delete(cd);
	}
	cue_words_finish(&words);
	if (has_audio(ret))
		return ERR_OK;
	cue_sheet_finish(ret);
	return err_set(why, ERR_FORMAT, "the CUE sheet names no audio track");
}

#else

bool cue_available(void)
{
	return false;
}

enum err_code cue_parse(
	const char *text, size_t n, struct cue_sheet *ret, struct err *why)
{
	(void)text;
	(void)n;
	(void)ret;
	return err_set(why, ERR_UNSUPPORTED,
		"linnet was built without libcue; install libcue-dev, which brings "
		"libcue2, and build again");
}

#endif

enum err_code cue_parse_fd(int fd, struct cue_sheet *ret, struct err *why)
{
	struct stat st;
	if (fstat(fd, &st) != 0)
		return err_sys(why, errno, "cannot look at the CUE sheet");
	if (!S_ISREG(st.st_mode) || st.st_size > CUE_TEXT_MAX)
		return err_set(why, ERR_FORMAT, "it is too long for a CUE sheet");
	char *text = xmalloc((size_t)st.st_size + 1);
	ssize_t n = io_pread_full(fd, text, (size_t)st.st_size, 0);
	enum err_code code = n < 0 ? err_sys(why, errno, "cannot read the CUE sheet")
				   : cue_parse(text, (size_t)n, ret, why);
	free(text);
	return code;
}
