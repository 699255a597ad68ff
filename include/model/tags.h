/*
 * What a file says of itself: the record that the tags job returns for one descriptor.
 * Text is UTF-8 without control characters, at most TAGS_TEXT_MAX bytes each.
 */
#ifndef MODEL_TAGS_H
#define MODEL_TAGS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

enum { TAGS_TEXT_MAX = 1000 };

struct tags {
	/* owned; NULL: none */
	char *title, *artist, *album_artist, *album, *genre, *composer;
	char *date;         /* owned; as written, at most "YYYY-MM-DD"; NULL: none */
	char *mb_recording; /* owned; MusicBrainz recording id, NULL: none */
	char *mb_album;     /* owned; MusicBrainz release id, NULL: none */
	/* 0: none; absurd values are 0 */
	int year, disc, disc_total, track, track_total;
	int64_t duration_ms;
	const char *codec; /* static name from codec_name(); "" unknown */
	int rate_hz, channels, bits, bitrate_kbps; /* 0: unknown */
	/* ReplayGain in dB and linear peak; valid where has_… is set. */
	bool has_track_gain, has_album_gain, has_picture;
	float track_gain_db, track_peak, album_gain_db, album_peak;
	/* A track of a CUE sheet: see struct track; both 0: the whole file. */
	int64_t start_frame, end_frame;
	/* owned; the text of a CUE sheet in the tags; stays in its process */
	char *cuesheet;
	/* Audio identity: bytes of the payload without tags, digest of its middle 16
	 * kB. */
	int64_t payload_bytes;
	uint64_t payload_digest;
};

void tags_finish(struct tags *t);
/* Wire form between processes. */
void tags_put(struct str *b, const struct tags *t);
void tags_get(struct bytes_reader *r, struct tags *ret);
/* The static name for a codec's text; "" for an unknown one. Names: "mp3" "flac"
 * "vorbis" "opus" "wav" "aiff", "aac" "alac" "wma" "wavpack" "ape" "musepack" "tta"
 * "dsd" "speex", "mod" "xm" "it" "s3m", "mp4" and "matroska" of unknown content, what
 * those may hold beside it ("ac3" …), "other". */
const char *codec_name(const char *text);

#endif
