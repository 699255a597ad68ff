/*
 * A CUE sheet as people and programs write it, brought into the form that libcue reads:
 * UTF-8, only words that it knows, quoted texts without quotes in them, the FILE in
 * front of every TRACK (libcue loses it where several tracks share a later file), of
 * the indexes only 01, at most 99 tracks.
 */
#ifndef CODEC_CUE_TEXT_H
#define CODEC_CUE_TEXT_H

#include <stddef.h>

#include "base/err.h"
#include "base/str.h"
#include "model/cue.h"

struct cue_words {
	/* What libcue does not tell. */
	char *disc, *disc_total;    /* owned; NULL: none */
	int number[CUE_TRACKS_MAX]; /* of each TRACK; 0: absurd */
};
/* Appends the sheet; ERR_FORMAT with a sentence where it names no file or no track. */
enum err_code cue_text(const char *text, size_t n, struct str *out,
	struct cue_words *ret, struct err *why);
void cue_words_finish(struct cue_words *w);

#endif
