/* What queue.c, queue_edit.c and queue_save.c share. */
#ifndef PLAYER_QUEUE_STATE_H
#define PLAYER_QUEUE_STATE_H

#include "base/hash.h"
#include "base/rng.h"
#include "player/queue.h"

/* A list that plays. Immutable once shared, so that undo steps cost nothing. */
struct source {
	int refs;
	enum source_kind kind;
	int64_t id;
	char *title;           /* owned */
	int64_t *item;         /* owned; (n) */
	struct reason *reason; /* owned; (n) or NULL */
	uint32_t *row_id;      /* owned; (n) or NULL: a row's number is its id */
	size_t n;
};

/* The order in which rows of a source play: order[i] is a row. Immutable once shared.
 */
struct order {
	int refs;
	uint32_t *row; /* owned; (n of the source) */
};

#define QUEUE_NO_INDEX SIZE_MAX
/* Rows that a source begins with have their number for an id; below this. */
enum { QUEUE_FIRST_ID = 1 << 30 };

/* Everything that an undo step restores. */
struct plan {
	struct queue_item now;
	bool has_now, now_started;
	size_t now_index;        /* place in the source's order, or QUEUE_NO_INDEX */
	struct queue_item *next; /* owned */
	size_t n_next, cap_next;
	struct source *source;    /* shared; NULL none */
	struct order *order;      /* shared; NULL: the source's own */
	size_t pos;               /* in the order: what THEN begins with */
	uint32_t generation, lap; /* with a row's id they make its key */
	bool shuffle;
	int64_t position_ms;
};

struct queue {
	struct plan plan;
	struct plan undo[QUEUE_UNDO], redo[QUEUE_UNDO];
	size_t n_undo, n_redo;
	struct queue_item heard[QUEUE_HEARD]; /* oldest first */
	size_t n_heard;
	enum queue_repeat repeat;
	bool consume;
	struct intern files;
	struct rng rng;
	int64_t last_key; /* of NEXT and single rows: counts down */
	uint32_t last_generation;
	uint32_t last_id; /* of rows that For You brings later: from QUEUE_FIRST_ID */
	int64_t position_ms;
	uint64_t version, acts;
};

struct source *source_create(const struct queue_source *s, const struct reason *reason);
struct source *source_ref(struct source *s);
void source_unref(struct source *s);
/* Gives the rows ids that stay when rows come and go. */
void source_give_ids(struct source *s);
struct order *order_create(size_t n); /* identity */
void order_unref(struct order *o);
void plan_finish(struct plan *p);

/* The row of the source at place i of the order, as an item with its key. */
struct queue_item plan_then(const struct plan *p, size_t i);
/* The same in another lap round the source. */
struct queue_item plan_row(const struct plan *p, size_t i, uint32_t lap);
/* Shuffles the order from place `from` on. */
void plan_shuffle(struct queue *q, size_t from);
/* Remembers the plan for undo and forgets what could be redone. */
void queue_step(struct queue *q);
int64_t queue_new_key(struct queue *q);
/* The playing row goes to the list of what was heard, if it was. */
void queue_leave_now(struct queue *q);
void queue_remember_now(struct queue *q); /* the first half of that */
void queue_set_source(struct queue *q, struct source *s, size_t pos);
/* Index of the key in NEXT, or -1. */
ptrdiff_t queue_next_index(const struct queue *q, int64_t key);
/* The rows [*from, *to) of NEXT that stand together with row i as its block. */
void queue_block_run(const struct plan *p, size_t i, size_t *from, size_t *to);
/* The place in the current lap's order that a key names; false: of another source. */
bool queue_then_index(const struct queue *q, int64_t key, size_t *ret);
void queue_take_next(struct queue *q, size_t i);
/* The row at that place of the order leaves the source. */
void queue_take_then(struct queue *q, size_t place);

#endif
