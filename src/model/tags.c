#include "model/tags.h"

#include <stdlib.h>
#include <string.h>

void tags_finish(struct tags *t)
{
	free(t->title);
	free(t->artist);
	free(t->album_artist);
	free(t->album);
	free(t->genre);
	free(t->composer);
	free(t->date);
	free(t->mb_recording);
	free(t->mb_album);
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

void tags_put(struct str *b, const struct tags *t)
{
	const char *const texts[] = {t->title, t->artist, t->album_artist, t->album,
		t->genre, t->composer, t->date, t->mb_recording, t->mb_album, t->codec};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		bytes_put_str(b, texts[i]);
	const int numbers[] = {t->year, t->disc, t->disc_total, t->track,
		t->track_total, t->rate_hz, t->channels, t->bits, t->bitrate_kbps};
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		bytes_put_i64(b, numbers[i]);
	bytes_put_i64(b, t->duration_ms);
	bytes_put_u8(b, (uint8_t)(t->has_track_gain | t->has_album_gain << 1 |
				  t->has_picture << 2));
	bytes_put_f32(b, t->track_gain_db);
	bytes_put_f32(b, t->track_peak);
	bytes_put_f32(b, t->album_gain_db);
	bytes_put_f32(b, t->album_peak);
	bytes_put_i64(b, t->payload_bytes);
	bytes_put_i64(b, (int64_t)t->payload_digest);
}

void tags_get(struct bytes_reader *r, struct tags *t)
{
	*t = (struct tags){0};
	char **const texts[] = {&t->title, &t->artist, &t->album_artist, &t->album,
		&t->genre, &t->composer, &t->date, &t->mb_recording, &t->mb_album};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		*texts[i] = bytes_get_str(r);
	char *codec = bytes_get_str(r);
	t->codec = codec_name(codec);
	free(codec);
	int *const numbers[] = {&t->year, &t->disc, &t->disc_total, &t->track,
		&t->track_total, &t->rate_hz, &t->channels, &t->bits, &t->bitrate_kbps};
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		*numbers[i] = (int)bytes_get_i64(r);
	t->duration_ms = bytes_get_i64(r);
	uint8_t has = bytes_get_u8(r);
	t->has_track_gain = has & 1;
	t->has_album_gain = has >> 1 & 1;
	t->has_picture = has >> 2 & 1;
	t->track_gain_db = bytes_get_f32(r);
	t->track_peak = bytes_get_f32(r);
	t->album_gain_db = bytes_get_f32(r);
	t->album_peak = bytes_get_f32(r);
	t->payload_bytes = bytes_get_i64(r);
	t->payload_digest = (uint64_t)bytes_get_i64(r);
}
