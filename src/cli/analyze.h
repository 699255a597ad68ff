/* The two halves of `linnet analyze`. */
#ifndef CLI_ANALYZE_H
#define CLI_ANALYZE_H

#include <stdbool.h>

#include "cli/cli.h"

/* Prints the features of files, in their order. */
int analyze_paths(const struct cli *cli, char **path, int n, int jobs);
/* Fills in what the library lacks; with `force` all of it anew. jobs 0: one a core. */
int analyze_library(const struct cli *cli, int jobs, bool force);

#endif
