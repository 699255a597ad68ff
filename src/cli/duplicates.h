/* `linnet doctor --duplicates`: which files hold the same music, and which to keep. */
#ifndef DUPLICATES_H
#define DUPLICATES_H

#include <stdint.h>

#include "cli/cli.h"
#include "db/db.h"

/* How many groups there are, of how many files; and what the files beside those to keep
 * take up. */
struct duplicates_sum {
	int64_t groups, files, spare_bytes;
};
enum err_code duplicates_sum(
	struct db *db, struct duplicates_sum *ret, struct err *why);
/* Prints at most `limit` groups (0: all) behind the group `after`. The exit code. */
int duplicates_print(const struct cli *cli, int64_t limit, int64_t after);

#endif
