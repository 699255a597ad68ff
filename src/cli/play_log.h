/*
 * The library's side of `play`: which recordings the files are, the listening log, and
 * the features of what is heard whole. Private to cli/.
 */
#ifndef CLI_PLAY_LOG_H
#define CLI_PLAY_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "audio/tap.h"
#include "cli/cli.h"
#include "model/album.h"
#include "model/listen.h"
#include "model/loudness.h"
#include "play_files.h"

struct play_known {
	int64_t recording, file, duration_ms; /* 0: not in the library */
	char *title, *artist;                 /* owned; NULL: not in the library */
	bool has_feature, marked;             /* marked: as one that cannot be played */
	int64_t start_frame, end_frame;       /* of a CUE sheet; end 0: to the end */
	struct album_place place;
	bool has_loudness; /* else it counts as unknown */
	struct loudness loudness;
};

struct play_log;

/* Looks the files up; one that the library knows as several tracks becomes these in the
 * list. Where there is no database, or it cannot be used (then a line says so), every
 * file is unknown and nothing is logged; none is ever made. */
struct play_log *play_log_open(const struct cli *cli, struct play_files *files);
void play_log_close(struct play_log *l); /* returns once everything is written */
const struct play_known *play_log_known(const struct play_log *l, size_t i);
/* For player_config.on_listen with the log as its ctx. */
void play_log_listen(void *log, const struct listen *listen, bool open);
/* The file cannot be played: it is marked in the library. ERR_OK: it was played to its
 * end, and the mark is taken away. */
void play_log_mark(
	struct play_log *l, size_t i, enum err_code code, const char *reason);
/* Hears what has no features yet; a zeroed tap where there is nothing to store. */
struct audio_tap play_log_tap(struct play_log *l);

#endif
