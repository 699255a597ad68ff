/*
 * What a file says of itself: the record that the tags job returns for one descriptor.
 * Text is UTF-8 without control characters, at most TAGS_TEXT_MAX bytes each.
 *
 * Where a field holds several names, `artist` is all of them as the file writes them for
 * people, and `artists` is the list of the single ones (see tags_list_next); NULL where
 * there is only one, which then is `artist`. The same for the other fields that have a
 * list.
 */
#ifndef MODEL_TAGS_H
#define MODEL_TAGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

enum { TAGS_TEXT_MAX = 1000, TAGS_LIST_MAX = 32, TAGS_RATING_MAX = 5 };

/* What was not in the tags but made out from the path: bits of tags.guessed. */
enum tags_guess {
	TAGS_GUESSED_TITLE = 1,
	TAGS_GUESSED_ARTIST = 2,
	TAGS_GUESSED_ALBUM = 4,
	TAGS_GUESSED_ALBUM_ARTIST = 8,
	TAGS_GUESSED_TRACK = 16,
	TAGS_GUESSED_DISC = 32, /* also: taken off the album's title */
	TAGS_GUESSED_YEAR = 64
};

struct tags {
	/* owned; NULL: none */
	char *title, *artist, *album_artist, *album, *genre, *composer;
	/* owned; lists, NULL: one at most */
	char *artists, *album_artists, *genres, *composers;
	/* owned; what to sort by instead; NULL: none */
	char *title_sort, *artist_sort, *album_artist_sort, *album_sort, *composer_sort;
	char *disc_subtitle, *work, *conductor, *performer; /* owned; NULL: none */
	/* owned; as written, at most "YYYY-MM-DD"; NULL: none */
	char *date, *original_date;
	/* owned; MusicBrainz ids, NULL: none. mb_artist and mb_album_artist are lists
	 * where there are several; mb_album is the release. */
	char *mb_recording, *mb_track, *mb_album, *mb_release_group, *mb_artist,
		*mb_album_artist, *mb_work;
	/* 0: none; absurd values are 0 */
	int year, original_year, disc, disc_total, track, track_total;
	/* A suggestion: 0 none, 1…TAGS_RATING_MAX; and the name of the field, static
	 * from rating_field(), "" where there is none. */
	int rating;
	const char *rating_from;
	float bpm; /* beats a minute, 0: none */
	int64_t duration_ms;
	const char *codec; /* static name from codec_name(); "" unknown */
	int rate_hz, channels, bits, bitrate_kbps; /* 0: unknown */
	/* ReplayGain in dB and linear peak; valid where has_… is set. */
	bool has_track_gain, has_album_gain;
	bool has_picture, has_lyrics;
	bool compilation;
	unsigned guessed; /* enum tags_guess */
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

/* "title" "artist" …; "" behind the last bit of enum tags_guess. */
const char *tags_guess_name(unsigned bit);
/* Walks a list of names ("one\ntwo"); *at is the list at first, NULL behind the last.
 * The name is not NUL-terminated. False: there is no more. */
bool tags_list_next(const char **at, const char **ret_name, size_t *ret_n);
size_t tags_list_count(const char *list); /* NULL: 0 */
/* The names in "A feat. B" and "A; B" as a list; NULL: it is one name. Caller frees. */
char *tags_split_artists(const char *text);
/* Fills the lists that follow from the texts and are not there yet. */
void tags_split(struct tags *t);
/* The static name of a field that ratings come from ("POPM" …); "" for an unknown one.
 */
const char *rating_field(const char *text);

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
