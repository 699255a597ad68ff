/* Windows over lists: what rows.c and its kinds share. */
#ifndef APP_ROWS_STATE_H
#define APP_ROWS_STATE_H

#include "db/list.h"
#include "state.h"
#include "text/query.h"

struct rows;

/* A kind of list. */
struct rows_ops {
	/* Rows of the list, -1 while unknown. */
	int64_t (*count)(const struct rows *r);
	bool (*get)(struct rows *r, int64_t i, struct row *ret);
	/* Makes sure that rows [first, first + n) come. */
	void (*want)(struct rows *r, int64_t first, int64_t n);
	/* The database, or the queue, changed. NULL: nothing to do. */
	void (*library_changed)(struct rows *r);
	void (*queue_changed)(struct rows *r);
};
extern const struct rows_ops rows_db_ops, rows_found_ops, rows_files_ops,
	rows_queue_ops;

/* A name in a folder of the disk. */
struct file_entry {
	const char *name;
	int part; /* of a file that a CUE sheet divides: which track; -1: it is whole */
	bool folder;
};

/* The first row of a disc, in the list of its album. */
struct rows_disc {
	int64_t at;
	const char *name; /* in the arena */
};

struct rows {
	struct rows *next;
	struct app *app;
	const struct rows_ops *ops;
	struct rows_spec spec;
	char *text;                   /* owned: spec.text */
	char *filter;                 /* owned: spec.filter */
	struct query_problem problem; /* of what was typed */
	char years[32];               /* of spec.year, in the language of queries */
	int lane;
	uint64_t version;
	bool asked;  /* a query is under way */
	bool wanted; /* and another window is wanted behind it */
	int64_t want_first, want_n;
	char trouble[160];   /* why the last question had no answer; "" */
	int64_t retry_timer; /* until it is asked again after that; 0: none */

	/* rows_db: a page of the list */
	struct arena arena;
	struct list_row *page; /* in the arena */
	int64_t first, n, total;
	struct rows_disc *disc; /* in the arena; (n_discs): lines above rows of it */
	int64_t n_discs;

	/* rows_found: all of it; rows_files: a window like a page */
	struct row *found; /* in the arena */
	bool answered;
	bool corrected; /* a search that allowed for a typing error */
	int64_t limit;  /* of a search: so many tracks were asked for */

	/* rows_files: all names */
	struct arena names;
	struct file_entry *entry; /* owned, its names in that arena; (total) */

	/* rows_queue: tracks of the shown items, by recording */
	struct map track_at; /* recording -> index into track + 1 */
	struct track *track; /* in the arena */
	size_t n_tracks;
	char heading[160];
	uint32_t *next_row; /* owned; (n_next_rows) what each line of NEXT shows */
	size_t n_next_rows, cap_next_rows;
	uint64_t next_version; /* of the queue, that they are of */
	struct map unfolded;   /* blocks whose tracks are shown */
};

/* A query that knows its list; the list may be closed meanwhile. */
struct rows_query {
	struct query query;
	struct rows *rows; /* only compared, until rows_is_open() says yes */
};
bool rows_is_open(struct app *a, const struct rows *r);
/* An answer has come: the list that asked, which may ask again now; NULL: it was closed
 * meanwhile. */
struct rows *rows_answered(struct app *a, const struct rows_query *q);
/* What the list held goes; it owns what is in *arena now, which is left empty. */
void rows_take_arena(struct rows *r, struct arena *arena);
void rows_touched(struct rows *r); /* its contents changed: tell the watchers */

/* rows_db: the list in db/'s terms; false for lists that are none there. */
bool rows_list_spec(const struct rows *r, struct list_spec *ret);
/* Rows before the database's first one ("All artists"). */
int64_t rows_lead(const struct rows *r);
/* The number in the database's list; -1: a heading. */
int64_t rows_index(const struct rows *r, int64_t row);
void rows_fill(const struct rows *r, const struct list_row *l, struct row *ret);
void rows_fill_all(const struct rows *r, struct row *ret);
/* Of a folder (root 0: of the disk), as a row's id. */
int64_t rows_folder_id(int64_t root, const char *path);
/* rows_files: the path of entry i, in the window or not; caller frees. NULL: none. */
char *rows_file_path(const struct rows *r, int64_t i, const struct file_entry **ret);
/* rows_queue: item i of the shown list; false: a heading or none. */
bool rows_queue_item(struct rows *r, int64_t i, struct queue_item *ret);
/* Whether it is the head of a queued album: then the item is its first one, and
 * *ret_row its row in NEXT. */
bool rows_queue_head(
	struct rows *r, int64_t i, struct queue_item *ret, size_t *ret_row);

#endif
