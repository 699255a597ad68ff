/* What `linnet tag` prints: fields, and what becomes of them. Private to cli/. */
#ifndef CLI_TAG_PRINT_H
#define CLI_TAG_PRINT_H

#include "cli/cli.h"
#include "library/retag_act.h"

/* The fields of a file that it has. */
void tag_print_fields(const struct cli *cli, const char *path, const struct retag *r);
/* "  title: Old → New", a line a field. */
void tag_print_change(
	const char *path, const struct retag *before, const struct retag *change);
/* One object: what became of a file. before and change: NULL where nothing was told. */
void tag_print_outcome(const char *path, enum retag_outcome outcome,
	const struct retag *before, const struct retag *change, const char *why);

#endif
