/* What `linnet analyze` and `linnet loudness` did in the library, as they print it. */
#ifndef CLI_WORK_PRINT_H
#define CLI_WORK_PRINT_H

#include <stddef.h>

#include "cli/cli.h"

struct work {
	const char *to_do, *done_word; /* "analyse", "analysed" */
	size_t n, done, failed, left;  /* tracks; n: there were to do */
	double audio_s, wall_s;
};

void work_print(const struct cli *cli, const struct work *w);

#endif
