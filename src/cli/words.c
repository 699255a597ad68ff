#include "words.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/str.h"
#include "base/utf8.h"

struct words words_count(int64_t n)
{
	struct words w;
	char plain[24];
	int len = snprintf(plain, sizeof plain, "%" PRId64, n), k = 0;
	for (int i = 0; i < len; i++) {
		if (i > (n < 0) && (len - i) % 3 == 0)
			w.text[k++] = ',';
		w.text[k++] = plain[i];
	}
	w.text[k] = '\0';
	return w;
}

struct words words_duration(int64_t ms)
{
	struct words w;
	int64_t s = ms / 1000;
	if (s < 3600)
		snprintf(
			w.text, sizeof w.text, "%d:%02d", (int)(s / 60), (int)(s % 60));
	else
		snprintf(w.text, sizeof w.text, "%" PRId64 ":%02d:%02d", s / 3600,
			(int)(s / 60 % 60), (int)(s % 60));
	return w;
}

struct words words_long(int64_t ms)
{
	struct words w;
	int64_t min = ms / 60000;
	if (min < 60)
		snprintf(w.text, sizeof w.text, "%d min", (int)min);
	else if (min < 48 * 60)
		snprintf(w.text, sizeof w.text, "%d h %d min", (int)(min / 60),
			(int)(min % 60));
	else
		snprintf(w.text, sizeof w.text, "%" PRId64 " d %d h", min / 1440,
			(int)(min / 60 % 24));
	return w;
}

struct words words_date(int64_t ms, int zone_minutes)
{
	struct words w = {""};
	time_t t = (time_t)(ms / 1000 + (int64_t)zone_minutes * 60);
	struct tm tm;
	if (gmtime_r(&t, &tm))
		strftime(w.text, sizeof w.text, "%Y-%m-%d %H:%M", &tm);
	return w;
}

char *words_printable(const char *s)
{
	struct str out = {0};
	utf8_repair(&out, s, strlen(s), true);
	return str_detach(&out);
}
