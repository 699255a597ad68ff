/* What `linnet scan` says in the end. */
#ifndef CLI_SCAN_PRINT_H
#define CLI_SCAN_PRINT_H

#include "base/mem.h"
#include "library/scan.h"

struct scan_summary {
	struct db *db;                    /* borrowed */
	struct arena *arena;              /* borrowed; for what is listed */
	const struct scan_result *result; /* borrowed */
	double seconds;
	bool list_all; /* every file that cannot be read, not only some */
};
/* A line of counts, and the files that cannot be read. */
enum err_code scan_print(const struct scan_summary *s, struct err *why);
enum err_code scan_print_json(const struct scan_summary *s, struct err *why);

#endif
