/* Private to app/: what a selection stands for, in parts, and the question for its
 * recordings. */
#ifndef APP_PICK_H
#define APP_PICK_H

#include "rows_state.h"

/* One row's part: a recording, a stretch of a list, a file or a folder. */
struct part {
	int64_t item;          /* not 0: this one */
	struct list_spec list; /* else rows [first, first + n) of it */
	bool has_list, folder;
	int64_t first, n;
	char *path;    /* owned; a file or folder */
	int track;     /* of a file that is divided: so many before it; -1: all */
	bool known;    /* the recording of the file is looked up */
	bool start;    /* the list begins to play with it */
	char *query;   /* owned; what the list's spec points to */
	int64_t group; /* not 0: all playlists of this folder */
};

struct pick_query {
	struct query query;
	struct part *part; /* owned; (n_parts) */
	size_t n_parts, cap_parts;
	struct picked picked;
	char **path; /* owned; (picked.n) beside item: paths of files, else NULL */
	size_t cap, cap_path;
	void (*got)(struct app *a, struct picked *p, void *arg);
	void *arg; /* owned */
};

/* arg is taken over. To be posted with query_post() once its parts are added. */
struct pick_query *pick_create(
	void (*got)(struct app *a, struct picked *p, void *arg), void *arg);
/* An empty part, borrowed until the next one. */
struct part *pick_add(struct pick_query *p);

#endif
