#include "model/tags.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* Every text of the record, in the order of its wire form: at most 32, a bit each. */
static const size_t texts[] = {offsetof(struct tags, title),
	offsetof(struct tags, artist), offsetof(struct tags, album_artist),
	offsetof(struct tags, album), offsetof(struct tags, genre),
	offsetof(struct tags, composer), offsetof(struct tags, artists),
	offsetof(struct tags, album_artists), offsetof(struct tags, genres),
	offsetof(struct tags, composers), offsetof(struct tags, title_sort),
	offsetof(struct tags, artist_sort), offsetof(struct tags, album_artist_sort),
	offsetof(struct tags, album_sort), offsetof(struct tags, composer_sort),
	offsetof(struct tags, disc_subtitle), offsetof(struct tags, work),
	offsetof(struct tags, conductor), offsetof(struct tags, performer),
	offsetof(struct tags, date), offsetof(struct tags, original_date),
	offsetof(struct tags, mb_recording), offsetof(struct tags, mb_track),
	offsetof(struct tags, mb_album), offsetof(struct tags, mb_release_group),
	offsetof(struct tags, mb_artist), offsetof(struct tags, mb_album_artist),
	offsetof(struct tags, mb_work)};
enum { TEXTS = sizeof texts / sizeof *texts };
_Static_assert(TEXTS <= 32, "a bit each");

static char **text_at(const struct tags *t, size_t i)
{
	return (char **)((char *)t + texts[i]);
}

void tags_finish(struct tags *t)
{
	for (size_t i = 0; i < TEXTS; i++)
		free(*text_at(t, i));
	free(t->cuesheet);
	*t = (struct tags){0};
}

const char *codec_name(const char *text)
{
	static const char *const names[] = {"mp3", "flac", "vorbis", "opus", "wav",
		"aiff", "aac", "alac", "wma", "wavpack", "ape", "musepack", "tta",
		"dsd", "speex", "mp4", "matroska", "mod", "xm", "it", "s3m", "mp2",
		"ac3", "eac3", "dts", "truehd", "pcm", "other"};
	for (size_t i = 0; text && i < sizeof names / sizeof *names; i++)
		if (strcmp(text, names[i]) == 0)
			return names[i];
	return "";
}

const char *rating_field(const char *text)
{
	static const char *const names[] = {
		"POPM", "FMPS_RATING", "RATING", "rate", "WM/SharedUserRating"};
	for (size_t i = 0; text && i < sizeof names / sizeof *names; i++)
		if (strcmp(text, names[i]) == 0)
			return names[i];
	return "";
}

const char *tags_guess_name(unsigned bit)
{
	static const char *const names[] = {
		"title", "artist", "album", "album_artist", "number", "disc", "year"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (bit == 1U << i)
			return names[i];
	return "";
}

/* ---- lists */

bool tags_list_next(const char **at, const char **ret_name, size_t *ret_n)
{
	if (!*at)
		return false;
	const char *end = strchr(*at, '\n');
	*ret_name = *at;
	*ret_n = end ? (size_t)(end - *at) : strlen(*at);
	*at = end ? end + 1 : NULL;
	return true;
}

size_t tags_list_count(const char *list)
{
	size_t n = 0;
	for (const char *p = list; p; p = strchr(p, '\n'), p = p ? p + 1 : NULL)
		n++;
	return n;
}

static bool same_word(const char *s, const char *word, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((s[i] | 0x20) != word[i])
			return false;
	return true;
}

/* The bytes of what stands between two artists at s; 0: nothing. */
static size_t joint(const char *s)
{
	static const char *const words[] = {
		"feat. ", "feat ", "ft. ", "ft ", "featuring "};
	if (s[0] == ';' && s[1] == ' ')
		return 2;
	size_t lead = s[0] == ' ' ? 1 : 0, bracket = lead;
	if (lead && (s[lead] == '(' || s[lead] == '['))
		bracket++;
	for (size_t i = 0; lead && i < sizeof words / sizeof *words; i++) {
		size_t n = strlen(words[i]);
		/* A name behind it: "Feat" may be one. */
		if (same_word(s + bracket, words[i], n - 1) &&
			s[bracket + n - 1] == ' ' && s[bracket + n])
			return bracket + n;
	}
	return 0;
}

static void end_name(struct str *list, size_t begin, bool bracket)
{
	if (bracket && list->len > begin &&
		(list->data[list->len - 1] == ')' || list->data[list->len - 1] == ']'))
		list->data[--list->len] = '\0';
}

char *tags_split_artists(const char *text)
{
	struct str list = {0};
	size_t begin = 0, n = 0, k;
	bool bracket = false;
	/* Nearly all are one name: looked at before anything is made. */
	for (const char *p = text; *p && !n; p++)
		n = p > text && (*p == ' ' || *p == ';') ? joint(p) : 0;
	if (!n)
		return NULL;
	for (const char *p = text; *p; p += k) {
		k = p > text && (*p == ' ' || *p == ';') ? joint(p) : 0;
		if (!k) {
			str_append_c(&list, *p);
			k = 1;
			continue;
		}
		end_name(&list, begin, bracket);
		bracket = p[1] == '(' || p[1] == '[';
		if (list.len > begin)
			str_append_c(&list, '\n');
		begin = list.len;
	}
	end_name(&list, begin, bracket);
	return str_detach(&list);
}

void tags_split(struct tags *t)
{
	if (t->artist && !t->artists)
		t->artists = tags_split_artists(t->artist);
	if (t->album_artist && !t->album_artists)
		t->album_artists = tags_split_artists(t->album_artist);
}

/* ---- wire form */

enum { NUMBERS = 10 };

static void numbers_of(struct tags *t, int *out[NUMBERS])
{
	int *const all[NUMBERS] = {&t->year, &t->original_year, &t->disc,
		&t->disc_total, &t->track, &t->track_total, &t->rate_hz, &t->channels,
		&t->bits, &t->bitrate_kbps};
	memcpy(out, all, sizeof all);
}

void tags_put(struct str *b, const struct tags *t)
{
	uint32_t there = 0;
	int *numbers[NUMBERS];
	for (size_t i = 0; i < TEXTS; i++)
		there |= (uint32_t)(*text_at(t, i) != NULL) << i;
	bytes_put_u32(b, there);
	for (size_t i = 0; i < TEXTS; i++)
		if (there >> i & 1)
			bytes_put_str(b, *text_at(t, i));
	bytes_put_str(b, t->codec);
	numbers_of((struct tags *)t, numbers);
	for (size_t i = 0; i < NUMBERS; i++)
		bytes_put_u32(b, (uint32_t)*numbers[i]);
	bytes_put_u8(b, (uint8_t)t->rating);
	if (t->rating)
		bytes_put_str(b, t->rating_from);
	bytes_put_f32(b, t->bpm);
	bytes_put_i64(b, t->duration_ms);
	bytes_put_u8(b, (uint8_t)(t->has_track_gain | t->has_album_gain << 1 |
				  t->has_picture << 2 | t->has_lyrics << 3 |
				  t->compilation << 4));
	bytes_put_f32(b, t->track_gain_db);
	bytes_put_f32(b, t->track_peak);
	bytes_put_f32(b, t->album_gain_db);
	bytes_put_f32(b, t->album_peak);
	bytes_put_i64(b, t->payload_bytes);
	bytes_put_i64(b, (int64_t)t->payload_digest);
}

static void get_rating(struct bytes_reader *r, struct tags *t)
{
	int rating = bytes_get_u8(r);
	t->rating_from = "";
	if (rating == 0)
		return;
	char *from = bytes_get_str(r);
	t->rating = rating <= TAGS_RATING_MAX ? rating : 0;
	t->rating_from = rating_field(from);
	free(from);
}

void tags_get(struct bytes_reader *r, struct tags *t)
{
	int *numbers[NUMBERS];
	*t = (struct tags){0};
	uint32_t there = bytes_get_u32(r);
	for (size_t i = 0; i < TEXTS; i++)
		if (there >> i & 1)
			*text_at(t, i) = bytes_get_str(r);
	char *codec = bytes_get_str(r);
	t->codec = codec_name(codec);
	free(codec);
	numbers_of(t, numbers);
	for (size_t i = 0; i < NUMBERS; i++)
		*numbers[i] = (int)bytes_get_u32(r);
	get_rating(r, t);
	t->bpm = bytes_get_f32(r);
	t->duration_ms = bytes_get_i64(r);
	uint8_t has = bytes_get_u8(r);
	t->has_track_gain = has & 1;
	t->has_album_gain = has >> 1 & 1;
	t->has_picture = has >> 2 & 1;
	t->has_lyrics = has >> 3 & 1;
	t->compilation = has >> 4 & 1;
	t->track_gain_db = bytes_get_f32(r);
	t->track_peak = bytes_get_f32(r);
	t->album_gain_db = bytes_get_f32(r);
	t->album_peak = bytes_get_f32(r);
	t->payload_bytes = bytes_get_i64(r);
	t->payload_digest = (uint64_t)bytes_get_i64(r);
}
