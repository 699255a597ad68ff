/* Private to db/: the rows of lists, fetched by id once the engine knows which. */
#ifndef LIST_ROWS_H
#define LIST_ROWS_H

#include "db/list.h"
#include "list_source.h"

/* Fills one row. ERR_NOT_FOUND: it vanished meanwhile. */
enum err_code list_row_fetch(struct db *db, enum list_source_id source, int64_t profile,
	int64_t id, struct arena *a, struct list_row *ret, struct err *why);
/* The recording of a row of a list of tracks; 0 where it vanished. */
enum err_code list_row_recording(struct db *db, enum list_source_id source, int64_t id,
	int64_t *ret, struct err *why);

#endif
