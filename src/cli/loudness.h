/* The two halves of `linnet loudness`. */
#ifndef CLI_LOUDNESS_H
#define CLI_LOUDNESS_H

#include <stdbool.h>

#include "cli/cli.h"

/* Prints the loudness of files, in their order; with `together` of all as one album,
 * too. */
int loudness_paths(const struct cli *cli, char **path, int n, int jobs, bool together);
/* Measures what lacks a gain in the library. jobs 0: one a core. */
int loudness_library(const struct cli *cli, int jobs);

#endif
