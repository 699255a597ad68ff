/*
 * A CUE sheet: the tracks of one or several audio files. Text is UTF-8 without control
 * characters, at most TAGS_TEXT_MAX bytes each.
 */
#ifndef MODEL_CUE_H
#define MODEL_CUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

/* Sheets count in sectors of a CD, 75 a second. */
enum {
	CUE_TRACKS_MAX = 99,
	CUE_SECTORS_HZ = 75,
	CUE_SECTORS_MAX = 10000 * 60 * CUE_SECTORS_HZ, /* 10,000 minutes */
	CUE_TEXT_MAX = 256 * 1024
};

struct cue_track {
	char *title, *performer, *songwriter; /* owned; NULL: none */
	char *file;                           /* owned; FILE as it is written */
	int number;                           /* 1…99 */
	bool audio;                           /* else data: nothing to play */
	int64_t start_sectors;                /* INDEX 01, in its file */
	bool has_gain;
	float gain_db, peak; /* peak 0: unknown */
};

struct cue_sheet {
	char *title, *performer, *songwriter, *genre; /* owned; NULL: none */
	char *date;                                   /* owned; as in struct tags */
	int year, disc, disc_total;                   /* 0: none */
	bool has_gain;
	float gain_db, peak; /* of the album */
	size_t n;
	struct cue_track track[CUE_TRACKS_MAX]; /* (n); in the order of the sheet */
};

void cue_sheet_finish(struct cue_sheet *s); /* NULL is fine */
/* Wire form between processes; what does not fit in is cut off or becomes 0. */
void cue_sheet_put(struct str *b, const struct cue_sheet *s);
void cue_sheet_get(struct bytes_reader *r, struct cue_sheet *ret);

#endif
