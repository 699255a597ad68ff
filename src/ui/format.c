#include "format.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/mem.h"
#include "ui/grid.h"

void format_duration(char *out, size_t size, int64_t ms)
{
	long long s = ms < 0 ? 0 : ms / 1000;
	if (s >= 3600)
		snprintf(
			out, size, "%lld:%02lld:%02lld", s / 3600, s / 60 % 60, s % 60);
	else
		snprintf(out, size, "%lld:%02lld", s / 60, s % 60);
}

void format_count(char *out, size_t size, int64_t n)
{
	char digits[24];
	int len = snprintf(digits, sizeof digits, "%lld", (long long)n), at = 0;
	for (int i = 0; i < len && (size_t)at + 2 < size; i++) {
		if (i > 0 && (len - i) % 3 == 0 && digits[i - 1] != '-')
			out[at++] = ',';
		out[at++] = digits[i];
	}
	out[at] = '\0';
}

void format_plural(char *out, size_t size, int64_t n, const char *one, const char *many)
{
	char count[32];
	format_count(count, sizeof count, n);
	snprintf(out, size, "%s %s", count, n == 1 ? one : many);
}

void format_when(char *out, size_t size, int64_t when_ms, int64_t now_ms)
{
	static const char *const day[] = {
		"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
	static const char *const month[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
		"Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	time_t when = (time_t)(when_ms / 1000), now = (time_t)(now_ms / 1000);
	struct tm t, n;
	localtime_r(&when, &t);
	localtime_r(&now, &n);
	int64_t days = clock_local_day(now_ms) - clock_local_day(when_ms);
	if (days == 0)
		snprintf(out, size, "%02d:%02d", t.tm_hour, t.tm_min);
	else if (days > 0 && days < 7)
		snprintf(out, size, "%s", day[t.tm_wday]);
	else if (t.tm_year == n.tm_year)
		snprintf(out, size, "%d %s", t.tm_mday, month[t.tm_mon]);
	else
		snprintf(out, size, "%d", t.tm_year + 1900);
}

void format_codec(char *out, size_t size, const char *codec, int rate_hz)
{
	char name[16];
	str_copy(name, sizeof name, codec);
	if (strcmp(name, "vorbis") == 0 || strcmp(name, "opus") == 0)
		name[0] = (char)toupper((unsigned char)name[0]);
	else
		for (char *p = name; *p; p++)
			*p = (char)toupper((unsigned char)*p);
	if (name[0] == '\0' || rate_hz <= 0)
		str_copy(out, size, name);
	else if (rate_hz % 1000 == 0)
		snprintf(out, size, "%s %d", name, rate_hz / 1000);
	else
		snprintf(out, size, "%s %d.%d", name, rate_hz / 1000,
			rate_hz % 1000 / 100);
}

void format_wrap(struct str *out, const char *text, int width)
{
	int used = 0;
	while (*text) {
		size_t n = strcspn(text, " ");
		char *word = xstrndup(text, n);
		int w = text_columns(word);
		if (used > 0 && used + 1 + w > width) {
			str_append_c(out, '\n');
			used = 0;
		}
		if (used > 0) {
			str_append_c(out, ' ');
			used++;
		}
		str_append(out, word);
		used += w;
		free(word);
		text += n;
		text += strspn(text, " ");
	}
	if (used > 0)
		str_append_c(out, '\n');
}
