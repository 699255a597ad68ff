/*
 * A listen: what was heard of one play, and the rules that everybody applies to it.
 */
#ifndef MODEL_LISTEN_H
#define MODEL_LISTEN_H

#include <stdbool.h>
#include <stdint.h>

enum outcome { OUTCOME_FINISHED, OUTCOME_SKIPPED, OUTCOME_STOPPED, OUTCOME__COUNT };

/* Where a play came from. */
enum source_kind {
	SOURCE_FILES, /* paths given, folder browser */
	SOURCE_ALBUM,
	SOURCE_ARTIST,
	SOURCE_LIBRARY, /* the list of all tracks */
	SOURCE_PLAYLIST,
	SOURCE_SEARCH,
	SOURCE_QUEUE,
	SOURCE_FORYOU,
	SOURCE_HISTORY,
	SOURCE__COUNT
};

enum listen_flag {
	LISTEN_NO_DEVICE = 1, /* played into the fallback null output: never trains */
	/* over 3 hours after the last key or command: never trains */
	LISTEN_UNATTENDED = 2
};

/* How a play ended, as the pump saw it. */
enum play_end { PLAY_END_TRACK, PLAY_END_OTHER, PLAY_END_STOP };

enum {
	LISTEN_ID_SIZE = 33, /* 32 hex digits and NUL */
	LISTEN_SHOWN_MS = 5000,
	LISTEN_COUNTS_MS = 30000,
	LISTEN_UNATTENDED_MS = 3 * 3600 * 1000
};

struct listen {
	char id[LISTEN_ID_SIZE]; /* unique across machines */
	int64_t recording;
	int64_t start_ms;    /* UTC */
	int zone_minutes;    /* east of UTC */
	int64_t heard_ms;    /* audible milliseconds, seeks neither add nor subtract */
	int64_t duration_ms; /* of the track then; 0 unknown */
	enum outcome outcome;
	enum source_kind source;
	int64_t source_id; /* slate, album, playlist …; 0 none */
	unsigned flags;    /* enum listen_flag */
};

void listen_new_id(char out[LISTEN_ID_SIZE]);
/* Finished: 90 % or more heard. Skipped: ended earlier by another play. Else
 * stopped. */
enum outcome listen_outcome(int64_t heard_ms, int64_t duration_ms, enum play_end end);
/* Statistics count rows of 30 s or half the track, whichever is less. */
bool listen_counts(int64_t heard_ms, int64_t duration_ms);
bool listen_trains(unsigned flags);
const char *outcome_name(enum outcome o);    /* "finished" "skipped" "stopped" */
const char *source_name(enum source_kind k); /* "files" "album" … "for-you" "history" */
bool source_from_name(const char *name, enum source_kind *ret);

#endif
