/* The library takes in at once what `linnet tag` wrote. Private to cli/. */
#ifndef CLI_TAG_SCAN_H
#define CLI_TAG_SCAN_H

#include <stddef.h>

#include "base/err.h"
#include "cli/cli.h"

/* The folders of the library that hold the n files; the others have none to follow. */
enum err_code tag_scan(const struct cli *cli, struct db *db, char *const *path,
	size_t n, struct err *why);

#endif
