#include "cue_text.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "model/cue.h"
#include "tag_text.h"

enum { WORD_MAX = 64, MINUTES_MAX = 9999, SECTORS_A_SECOND = CUE_SECTORS_HZ };

struct sheet {
	struct cue_words *words;
	char *file;            /* owned; the FILE that holds now */
	struct str head, body; /* texts of the sheet; its tracks */
	size_t tracks;         /* in the body */
	/* The track that is being read. */
	bool in_track, has_index, audio;
	int number;
	char *track_file;      /* owned; where its INDEX 01 lies */
	int64_t start_sectors; /* of it */
	struct str texts;
};

/* ---- encodings */

static char *from_utf16(const char *text, size_t n)
{
	struct str out = {0};
	const unsigned char *p = (const unsigned char *)text;
	size_t low = p[0] == 0xFF ? 0 : 1;
	for (size_t i = 2; i + 2 <= n; i += 2) {
		uint32_t c = (uint32_t)p[i + low] | (uint32_t)p[i + 1 - low] << 8;
		char utf8[4];
		if (c >= 0xD800 && c < 0xDC00 && i + 4 <= n) {
			uint32_t d = (uint32_t)p[i + 2 + low] | (uint32_t)p[i + 3 - low]
									<< 8;
			c = 0x10000 + ((c & 0x3FF) << 10) + (d & 0x3FF);
			i += 2;
		}
		str_append_n(&out, utf8, utf8_encode(c, utf8));
	}
	return str_detach(&out);
}

/* One field as clean text; the sheet's own encoding is told field by field, as tags
 * are: half of a file may have been edited by another program. */
static char *field_text(const char *s, size_t n)
{
	while (n > 0 && (s[n - 1] == ' ' || s[n - 1] == '\t'))
		n--;
	if (n >= 2 && s[0] == '"') {
		s++;
		n--;
		for (size_t i = n; i-- > 0;) {
			if (s[i] == '"') {
				n = i;
				break;
			}
		}
	}
	char *text = tag_text_from_bytes(s, n);
	for (char *p = text; p && *p; p++)
		if (*p == '"')
			*p = '\'';
	/* A backslash in front of the closing quote would hide it from libcue. */
	size_t length = text ? strlen(text) : 0;
	while (length > 0 && text[length - 1] == '\\')
		text[--length] = '\0';
	return text;
}

/* ---- words */

/* The next word, in capitals; returns what follows it. */
static const char *take_word(const char *s, const char *end, char word[WORD_MAX])
{
	size_t n = 0;
	while (s < end && (*s == ' ' || *s == '\t'))
		s++;
	for (; s < end && *s != ' ' && *s != '\t'; s++) {
		char c = *s >= 'a' && *s <= 'z' ? (char)(*s - 32) : *s;
		if (n + 1 < WORD_MAX)
			word[n++] = c;
	}
	word[n] = '\0';
	while (s < end && (*s == ' ' || *s == '\t'))
		s++;
	return s;
}

static void put_text(struct str *out, const char *word, const char *s, const char *end)
{
	char *text = field_text(s, (size_t)(end - s));
	if (text)
		str_appendf(out, "%s \"%s\"\n", word, text);
	free(text);
}

/* mm:ss:ff; false for anything else. */
static bool take_time(const char *s, const char *end, int64_t *ret)
{
	int64_t part[3] = {0};
	for (int i = 0; i < 3; i++) {
		int digits = 0;
		for (; s < end && *s >= '0' && *s <= '9'; s++, digits++)
			part[i] = part[i] <= MINUTES_MAX ? part[i] * 10 + (*s - '0')
							 : part[i];
		if (digits == 0 || (i < 2 && (s == end || *s++ != ':')))
			return false;
	}
	if (part[0] > MINUTES_MAX || part[1] > 59 || part[2] >= SECTORS_A_SECOND)
		return false;
	*ret = (part[0] * 60 + part[1]) * SECTORS_A_SECOND + part[2];
	return true;
}

/* ---- lines */

static void end_track(struct sheet *s)
{
	int64_t t = s->start_sectors;
	if (s->in_track && s->has_index && s->track_file &&
		s->tracks < CUE_TRACKS_MAX) {
		s->words->number[s->tracks++] = s->number;
		str_appendf(&s->body, "FILE \"%s\" WAVE\nTRACK %02zu %s\n",
			s->track_file, s->tracks, s->audio ? "AUDIO" : "MODE1/2352");
		str_append(&s->body, str_text(&s->texts));
		str_appendf(&s->body, "INDEX 01 %02lld:%02lld:%02lld\n",
			(long long)(t / (60 * SECTORS_A_SECOND)),
			(long long)(t / SECTORS_A_SECOND % 60),
			(long long)(t % SECTORS_A_SECOND));
	}
	free(s->track_file);
	s->track_file = NULL;
	s->in_track = s->has_index = false;
	str_reset(&s->texts);
}

static void take_file(struct sheet *s, const char *rest, const char *end)
{
	const char *stop = end;
	if (rest < end && *rest != '"') {
		/* Without quotes the last word is the type. */
		while (stop > rest && stop[-1] != ' ' && stop[-1] != '\t')
			stop--;
		stop = stop > rest ? stop : end;
	}
	free(s->file);
	s->file = field_text(rest, (size_t)(stop - rest));
	/* The audio lies beside the sheet, wherever it was when it was written. */
	char *base = NULL;
	for (char *p = s->file; p && *p; p++)
		if (*p == '/' || *p == '\\')
			base = p + 1;
	if (base && *base)
		memmove(s->file, base, strlen(base) + 1);
}

static void take_index(struct sheet *s, const char *rest, const char *end)
{
	char word[WORD_MAX];
	long long number;
	rest = take_word(rest, end, word);
	if (!str_to_i64(word, &number) || number != 1 || s->has_index)
		return;
	s->has_index = take_time(rest, end, &s->start_sectors);
	free(s->track_file);
	s->track_file = xstrdup(s->file);
}

static void take_remark(struct sheet *s, const char *rest, const char *end)
{
	static const char *const kept[] = {"DATE", "REPLAYGAIN_ALBUM_GAIN",
		"REPLAYGAIN_ALBUM_PEAK", "REPLAYGAIN_TRACK_GAIN",
		"REPLAYGAIN_TRACK_PEAK"};
	char word[WORD_MAX], line[WORD_MAX + 8];
	rest = take_word(rest, end, word);
	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
		if (strcmp(word, kept[i]) != 0)
			continue;
		snprintf(line, sizeof line, "REM %s", word);
		/* libcue wants these without quotes. */
		char *text = field_text(rest, (size_t)(end - rest));
		size_t n = text ? strspn(text, "+-.,0123456789/") : 0;
		if (n > 0)
			str_appendf(s->in_track ? &s->texts : &s->head, "%s %.*s\n",
				line, (int)n, text);
		free(text);
	}
	if (strcmp(word, "GENRE") == 0 && !s->in_track)
		put_text(&s->head, "GENRE", rest, end);
	char **own = strcmp(word, "DISCNUMBER") == 0   ? &s->words->disc
		     : strcmp(word, "TOTALDISCS") == 0 ? &s->words->disc_total
						       : NULL;
	if (own && !*own)
		*own = field_text(rest, (size_t)(end - rest));
}

static void take_line(struct sheet *s, const char *line, const char *end)
{
	static const char *const texts[] = {"TITLE", "PERFORMER", "SONGWRITER"};
	char word[WORD_MAX], mode[WORD_MAX];
	const char *rest = take_word(line, end, word);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (strcmp(word, texts[i]) == 0)
			put_text(s->in_track ? &s->texts : &s->head, word, rest, end);
	if (strcmp(word, "REM") == 0) {
		take_remark(s, rest, end);
	} else if (strcmp(word, "FILE") == 0) {
		/* In front of a track's INDEX 01 it may stand inside the track. */
		if (s->has_index)
			end_track(s);
		take_file(s, rest, end);
	} else if (strcmp(word, "TRACK") == 0) {
		long long number;
		end_track(s);
		rest = take_word(rest, end, mode);
		s->number = str_to_i64(mode, &number) && number > 0 &&
					    number <= CUE_TRACKS_MAX
				    ? (int)number
				    : 0;
		take_word(rest, end, mode);
		s->audio = strcmp(mode, "AUDIO") == 0;
		s->in_track = true;
	} else if (strcmp(word, "INDEX") == 0 && s->in_track) {
		take_index(s, rest, end);
	}
}

static void take_lines(struct sheet *s, const char *text, size_t n)
{
	const char *end = text + n;
	while (text < end) {
		size_t length = 0;
		while (text + length < end && text[length] != '\n' &&
			text[length] != '\r' && text[length] != '\0')
			length++;
		take_line(s, text, text + length);
		text += length + (text + length < end);
	}
	end_track(s);
}

void cue_words_finish(struct cue_words *w)
{
	free(w->disc);
	free(w->disc_total);
	*w = (struct cue_words){0};
}

static bool is_utf16(const char *text, size_t n)
{
	return n >= 2 &&
	       (memcmp(text, "\xFF\xFE", 2) == 0 || memcmp(text, "\xFE\xFF", 2) == 0);
}

enum err_code cue_text(const char *text, size_t n, struct str *out,
	struct cue_words *ret, struct err *why)
{
	struct sheet s = {.words = ret};
	char *converted = is_utf16(text, n) ? from_utf16(text, n) : NULL;
	*ret = (struct cue_words){0};
	if (converted) {
		text = converted;
		n = strlen(converted);
	}
	if (n >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
		text += 3;
		n -= 3;
	}
	take_lines(&s, text, n);
	bool named = s.file != NULL, found = s.tracks > 0;
	if (found) {
		str_append(out, str_text(&s.head));
		str_append(out, str_text(&s.body));
	}
	free(s.file);
	free(converted);
	str_finish(&s.head);
	str_finish(&s.body);
	str_finish(&s.texts);
	if (found)
		return ERR_OK;
	cue_words_finish(ret);
	return err_set(why, ERR_FORMAT, "%s",
		named ? "the CUE sheet holds no track with an INDEX 01"
		      : "it is no CUE sheet: it names no FILE");
}
