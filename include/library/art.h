/*
 * Pictures and lyrics of audio files: from their tags and from files beside them
 * (cover.jpg, folder.png …; NAME.lrc, NAME.txt). What strangers wrote is read by a
 * confined worker that gets open descriptors; it starts with the first question and is
 * replaced where it dies. For one thread at a time.
 */
#ifndef LIBRARY_ART_H
#define LIBRARY_ART_H

#include <stdbool.h>

#include "base/err.h"
#include "model/picture.h"
#include "text/lyrics.h"

struct art_reader;

/* exe NULL: this program. Starts nothing yet. Once *stop (borrowed; NULL: none) is true no
 * answer is waited for any more: ERR_CANCELLED. */
struct art_reader *art_reader_create(const char *exe, const _Atomic bool *stop);
void art_reader_destroy(struct art_reader *r);
/* Ends the worker until the next question. */
void art_reader_rest(struct art_reader *r);

/* The picture in the file's tags (front cover first), else a file in its folder: cover,
 * folder, front, album as .jpg, .jpeg or .png, in any case; for a folder that is one disc
 * of several (CD1, Disc 2) then the folder above. ERR_NOT_FOUND: there is none. Other
 * errors tell why the one that there is cannot be shown; where a crash was the reason,
 * the code is ERR_WORKER or ERR_TIMEOUT. */
enum err_code art_read_picture(struct art_reader *r, const char *path, int side,
	struct picture *ret, struct err *why);

enum lyrics_source { LYRICS_NONE, LYRICS_LRC, LYRICS_TAGS, LYRICS_TXT };

/* NAME.lrc beside the file, else the tags, else NAME.txt. ERR_NOT_FOUND: there are none.
 */
enum err_code art_read_lyrics(struct art_reader *r, const char *path,
	struct lyrics *ret, enum lyrics_source *ret_source, struct err *why);

/* Files beside `path`, as descriptors; -1: none. For tests too. */
int art_open_cover(const char *path);
int art_open_lyrics(const char *path, const char *extension);

#endif
