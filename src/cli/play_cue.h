/* `play album.cue`: the tracks of a CUE sheet. Private to cli/. */
#ifndef CLI_PLAY_CUE_H
#define CLI_PLAY_CUE_H

#include "play_files.h"

/* Adds the tracks of the sheet at an absolute path, in its order. */
enum err_code play_cue_add(struct play_files *f, const char *path, struct err *why);

#endif
