/* Private to app/: a change of playlists on its way to the store and back. */
#ifndef APP_LISTS_H
#define APP_LISTS_H

#include "db/playlists.h"
#include "rows_state.h"

struct list_job {
	/* On the store's thread; may run again after its transaction was undone. May
	 * write `what`, which is said when it is done; "" says nothing. */
	enum err_code (*act)(struct db *db, struct list_job *j, struct err *why);
	char what[200];
	char *name; /* owned: a path, a query; NULL */
	int64_t playlist, before, folder;
	int64_t *id;  /* owned: recordings, entries, lists; (n) */
	int64_t *row; /* owned: rows whose ids are not known; (n_rows) */
	size_t n, n_rows;
	bool down, move; /* move: joins the one before it */
	struct playlist_sort sort;
	struct import_task *import; /* owned; NULL */
	void (*free_import)(struct import_task *t);
	/* the job's own */
	struct app *app;
	struct playlist_change log;
	bool done;
};
/* Takes over what the struct owns. */
void list_job_post(struct app *a, struct list_job from);
struct selection list_selection(struct app *a);
/* The playlists and folders that are selected: their ids, for the job to own. */
void list_job_take(const struct selection *s, struct list_job *j);
/* The playlist of the focused pane: its own, or the one under the cursor; with words for
 * what is missing where there is none. */
enum err_code list_chosen(
	struct app *a, struct row *ret, int64_t *ret_id, struct err *why);
enum err_code list_none_chosen(struct err *why);

#endif
