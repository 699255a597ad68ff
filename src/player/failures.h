/*
 * Rows that could not be played. The owner learns of each once, and its newer lists, made
 * before it has moved on, may still hold them: they are not tried again for that. Private
 * to player/; the pump's alone.
 */
#ifndef PLAYER_FAILURES_H
#define PLAYER_FAILURES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "player/player.h"

enum { FAILURES_KEPT = 128 };

struct failures {
	struct {
		int64_t key;
		bool heard; /* a part of it is or will be: it stays in the list */
	} row[FAILURES_KEPT];
	size_t n; /* ever noted; the oldest ones are overwritten */
};

/* False: it is known already. */
bool failures_note(struct failures *f, int64_t key, bool heard);
/* Takes rows that cannot be played at all out of a list; returns how many stay. */
size_t failures_filter(const struct failures *f, struct player_entry *entry, size_t n);

#endif
