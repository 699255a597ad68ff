/*
 * Paths are bytes that end with NUL; nothing here assumes UTF-8.
 */
#ifndef BASE_PATH_H
#define BASE_PATH_H

#include "base/err.h"

/* The folders that the program uses, from the environment (XDG base directories). */
struct paths {
	/* owned; ".../linnet" but home */
	char *home, *data, *config, *cache, *state, *runtime;
	char *music; /* owned; may not exist */
};
void paths_init(struct paths *p);
void paths_finish(struct paths *p);

char *path_join(const char *dir, const char *name); /* caller frees */
const char *path_base(const char *path);            /* borrowed, after the last '/' */
char *path_dir(const char *path);                   /* caller frees; "." where none */
const char *path_extension(const char *path);       /* without the dot; "" where none */
char *path_expand(const char *path, const char *home); /* leading ~; caller frees */
/* Absolute without "." and ".." resolved through links; caller frees; NULL if
 * missing. */
char *path_real(const char *path);
enum err_code path_make_dirs(const char *dir, int mode, struct err *why);

#endif
