/*
 * The play queue: what plays NOW, what comes NEXT (queued by hand), and THEN (the rest
 * of the source that plays: an album, a playlist, a list, For You). Pure values: no
 * thread, no database, no clock. The rules are those of the help screen's "Queue" page:
 *
 * - Playing a row makes its list the source from there on; NEXT stays and plays first.
 * - A row without an order (a search hit) plays alone; then NEXT, then the old source.
 * - A row of NEXT leaves when it starts. "Previous" walks back through what was heard.
 * - Shuffle reorders only THEN, and keeps queued blocks whole; repeat never touches
 * NEXT.
 * - Consume: what was played leaves its source, so that repeat does not bring it back;
 *   rows that were passed over stay. It is off at first, and no step of undo.
 * - Replacing and clearing can be undone, QUEUE_UNDO steps deep, and redone.
 *
 * Items are recordings, or files outside the library (negative numbers: queue_file()).
 */
#ifndef PLAYER_QUEUE_H
#define PLAYER_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "model/listen.h"
#include "model/slate.h"

enum { QUEUE_UNDO = 20, QUEUE_HEARD = 500, QUEUE_FIXED = 2 };

enum queue_place { QUEUE_NOW, QUEUE_NEXT, QUEUE_THEN };
enum queue_repeat { QUEUE_REPEAT_OFF, QUEUE_REPEAT_ALL, QUEUE_REPEAT_ONE };

struct queue_item {
	int64_t key;  /* unique while it stands in the queue; never 0 */
	int64_t item; /* recording > 0, or a file < 0 */
	enum source_kind source;
	int64_t source_id;
	int64_t block;   /* rows queued together as an album: the same number; 0 none */
	bool has_reason; /* a pick of For You, pinned or playing */
	struct reason reason;
};

struct queue;
struct queue *queue_create(uint64_t seed);
void queue_destroy(struct queue *q);

/* The number of a file outside the library; the same path gives the same number. */
int64_t queue_file(struct queue *q, const char *path);
const char *queue_file_path(const struct queue *q, int64_t item); /* borrowed; NULL */

/* ---- acts of the listener; each can be undone where it replaces or clears */
struct queue_source {
	enum source_kind kind;
	int64_t id;          /* album, playlist, slate …; 0 none */
	const char *title;   /* "Mezzanine"; copied */
	const int64_t *item; /* (n); copied */
	size_t n;
};
/* Plays source row `start` now; the rest of it becomes THEN. */
void queue_play_source(struct queue *q, const struct queue_source *s, size_t start);
/* The same for For You, whose rows carry their reasons; (n) of them. */
void queue_play_picks(struct queue *q, const struct queue_source *s,
	const struct reason *reason, size_t start);
/* Plays one item now; NEXT and the old source follow. */
void queue_play_one(struct queue *q, int64_t item, enum source_kind kind, int64_t id);
/* Plays the row with that key now (of NEXT: it leaves, and the rest of its block
 * follows it; of THEN: passed rows are no skips). False: no such row. */
bool queue_play_key(struct queue *q, int64_t key);
/* Adds rows to NEXT, at its end or on top, in their order; `block` keeps them together.
 * A reason (NULL: none) pins a pick. */
void queue_add(struct queue *q, const int64_t *item, size_t n, enum source_kind kind,
	int64_t id, bool on_top, bool block, const struct reason *reason);
bool queue_remove(struct queue *q, int64_t key); /* NOW: it finishes, nothing happens */
/* Moves a row of NEXT or of THEN by one, past a block of others as a whole; false at an
 * end. */
bool queue_move(struct queue *q, int64_t key, bool down);
/* The same for the whole block that a row of NEXT stands in. */
bool queue_remove_block(struct queue *q, int64_t key);
bool queue_move_block(struct queue *q, int64_t key, bool down);
void queue_drop_source(struct queue *q); /* THEN only */
void queue_clear_all(struct queue *q);   /* NEXT and THEN; what plays finishes */
/* Leaves only the rows with these keys of NEXT and THEN, which are NEXT then. */
void queue_crop(struct queue *q, const int64_t *key, size_t n);
void queue_set_shuffle(struct queue *q, bool on);
void queue_set_repeat(struct queue *q, enum queue_repeat r);
bool queue_shuffle(const struct queue *q);
enum queue_repeat queue_repeat(const struct queue *q);
void queue_set_consume(struct queue *q, bool on);
bool queue_consume(const struct queue *q);
/* Whether after the last row one comes that stood before it: repeat, and something that
 * consuming has left. */
bool queue_goes_round(const struct queue *q);
/* position_ms: where the playing item stands, kept with the step. *ret_position_ms:
 * where the restored one stood. False: nothing to undo. */
bool queue_undo(struct queue *q, int64_t position_ms, int64_t *ret_position_ms);
bool queue_redo(struct queue *q, int64_t position_ms, int64_t *ret_position_ms);
/* Told before an act, so that undo can return to the second. */
void queue_note_position(struct queue *q, int64_t position_ms);

/* ---- what happens while playing */
/* The item with that key began to sound: rows before it are gone. */
void queue_started(struct queue *q, int64_t key);
/* It cannot be played, and nothing sounds any more: rows before it are gone, and it was
 * not heard. */
void queue_failed(struct queue *q, int64_t key);
/* Moves on: to NEXT, else THEN. `ended`: by itself (repeat one plays it again). False:
 * nothing is left (NOW is empty then). */
bool queue_advance(struct queue *q, bool ended);
/* Back to what was heard before; false: nothing was. */
bool queue_back(struct queue *q);
/* For You formed anew: replaces THEN but its first `keep` rows (QUEUE_FIXED after a
 * finish, 0 after a dial change); only while For You is the source. Items that stand in
 * NOW, NEXT or the kept rows are left out. */
void queue_reform(struct queue *q, int64_t slate, const int64_t *item,
	const struct reason *reason, size_t n, size_t keep);
/* The source ended and For You goes on: becomes the source, nothing plays yet. */
void queue_continue(
	struct queue *q, const struct queue_source *s, const struct reason *reason);

/* ---- reading */
bool queue_now(const struct queue *q, struct queue_item *ret);
size_t queue_next_count(const struct queue *q);
size_t queue_then_count(const struct queue *q);
/* Row i of NEXT followed by THEN. */
bool queue_at(const struct queue *q, size_t i, struct queue_item *ret);
/* What the pump should know: up to max items in the order in which they will play
 * (repeat included); returns how many. */
size_t queue_upcoming(const struct queue *q, struct queue_item *out, size_t max);
enum source_kind queue_source_kind(const struct queue *q);
int64_t queue_source_id(const struct queue *q);
const char *queue_source_title(const struct queue *q); /* "" none */
uint64_t queue_version(const struct queue *q);         /* changes with every change */
uint64_t queue_acts(const struct queue *q); /* counts the acts that undo knows of */

/* ---- surviving restarts */
void queue_put(struct str *b, const struct queue *q);
/* False: the blob is not one of ours; the queue stays as it was. */
bool queue_get(struct bytes_reader *r, struct queue *q);

#endif
