/*
 * CUE sheets meet files: which file beside it a sheet means, and the tracks that it
 * divides a file into.
 */
#ifndef LIBRARY_CUE_SPLIT_H
#define LIBRARY_CUE_SPLIT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "model/cue.h"
#include "model/tags.h"

/* How well a name fits; smaller is better. */
enum cue_fit {
	CUE_FIT_NAME,
	CUE_FIT_FOLDED,
	CUE_FIT_STEM,
	CUE_FIT_SHEET,
	CUE_FIT_NONE
};

/* Of the n names of music files beside a sheet the one that FILE "wanted" means: by its
 * name, with other capitals or accents, with another extension (the audio was encoded
 * again), or, where the sheet knows a single file (`alone`), by the sheet's own name.
 * *ret is set unless CUE_FIT_NONE. */
enum cue_fit cue_find_file(const char *const *name, size_t n, const char *wanted,
	const char *sheet_name, bool alone, size_t *ret);
/* Does the sheet name one file only? */
bool cue_names_one_file(const struct cue_sheet *s);

/*
 * Divides a file: mine[i] (of s->n) says that track i of the sheet lies in it. *ret gets
 * the parts by their start, without a gap: a track goes to the next one's INDEX 01, the
 * last to the end of the file. What is in front of the first one belongs to it, up to
 * two seconds; more is a hidden track of number 0. Frames are exact: a sector is
 * rate / 75 of them, rounded down. A part's identity is that of the file mixed with its
 * INDEX 01; tags that the sheet does not give are the file's. Where the sheet knows one
 * track in this file it only completes the file's tags, and *ret_n is 0.
 * ERR_FORMAT: the sheet does not fit the file, with a sentence; *whole is as it was.
 */
enum err_code cue_split(struct tags *whole, const struct cue_sheet *s, const bool *mine,
	struct tags **ret, size_t *ret_n, struct err *why);
void cue_parts_free(struct tags *part, size_t n);

#endif
