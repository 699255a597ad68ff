#include "history/forget.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "base/path.h"
#include "db/library.h"
#include "db/listens.h"

/* Two digits; -1 for anything else. */
static int two(const char *s)
{
	if (s[0] < '0' || s[0] > '9' || s[1] < '0' || s[1] > '9')
		return -1;
	return (s[0] - '0') * 10 + s[1] - '0';
}

static bool parse_date(const char *s, struct tm *ret)
{
	size_t n = strlen(s);
	if ((n != 10 && n != 16) || s[4] != '-' || s[7] != '-')
		return false;
	int hundreds = two(s), years = two(s + 2), month = two(s + 5), day = two(s + 8);
	int hour = 0, minute = 0;
	if (n == 16) {
		if ((s[10] != ' ' && s[10] != 'T') || s[13] != ':')
			return false;
		hour = two(s + 11);
		minute = two(s + 14);
	}
	if (hundreds < 19 || years < 0 || month < 1 || month > 12 || day < 1 ||
		day > 31 || hour < 0 || hour > 23 || minute < 0 || minute > 59)
		return false;
	*ret = (struct tm){.tm_year = hundreds * 100 + years - 1900,
		.tm_mon = month - 1,
		.tm_mday = day,
		.tm_hour = hour,
		.tm_min = minute,
		.tm_isdst = -1};
	return true;
}

enum err_code forget_date(const char *text, int64_t *ret_ms, struct err *why)
{
	struct tm tm;
	if (parse_date(text, &tm)) {
		int day = tm.tm_mday;
		time_t t = mktime(&tm);
		if (t != (time_t)-1 && tm.tm_mday == day) { /* no 31st of June */
			*ret_ms = (int64_t)t * 1000;
			return ERR_OK;
		}
	}
	return err_set(why, ERR_FORMAT,
		"%s is no date; write it as 2026-03-01 or \"2026-03-01 18:30\"", text);
}

static enum err_code find_track(
	struct db *db, const char *path, int64_t *ret_recording, struct err *why)
{
	struct arena a = {0};
	struct track t;
	char *real = path_real(path);
	enum err_code code = library_track_at(db, real ? real : path, &a, &t, why);
	if (code == ERR_OK)
		*ret_recording = t.recording;
	else if (code == ERR_NOT_FOUND)
		err_set(why, code, "%s is not in the library", path);
	free(real);
	arena_finish(&a);
	return code;
}

enum err_code forget_listens(struct db *db, int64_t profile,
	const struct forget_words *w, size_t *ret_n, struct err *why)
{
	struct listens_forget what = {.id = w->id, .all = w->all};
	size_t n = 0;
	enum err_code code = ERR_OK;
	if (!w->id && !w->track && !w->after && !w->before && !w->all)
		return err_set(why, ERR_USAGE, "say what to forget");
	if (w->track)
		code = find_track(db, w->track, &what.recording, why);
	if (code == ERR_OK && w->after)
		code = forget_date(w->after, &what.since_ms, why);
	if (code == ERR_OK && w->before)
		code = forget_date(w->before, &what.until_ms, why);
	if (code == ERR_OK)
		code = listens_forget(db, profile, &what, &n, why);
	if (code == ERR_OK && w->id && n == 0)
		return err_set(why, ERR_NOT_FOUND, "there is no listen %s", w->id);
	if (code == ERR_OK)
		*ret_n = n;
	return code;
}
