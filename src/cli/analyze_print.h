/* Features as `linnet analyze PATH…` prints them. */
#ifndef CLI_ANALYZE_PRINT_H
#define CLI_ANALYZE_PRINT_H

#include <stdio.h>

#include "model/feature.h"

/* One object on one line. */
void analyze_print_json(FILE *out, const char *path, const struct feature *f);
/* A few lines for people. */
void analyze_print_summary(FILE *out, const char *path, const struct feature *f);

#endif
