/*
 * Private to db/: what filters ask of every track, side by side, and sets of tracks.
 */
#ifndef SEARCH_FACTS_H
#define SEARCH_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/hash.h"
#include "connection.h"

/* A set of track ids below n. */
struct bits {
	uint64_t *w; /* owned; (n + 63) / 64 */
	size_t n;
};
void bits_init(struct bits *b, size_t n); /* none */
void bits_finish(struct bits *b);
void bits_set(struct bits *b, int64_t i); /* ids outside are left out */
bool bits_has(const struct bits *b, int64_t i);
void bits_and(struct bits *b, const struct bits *with);
void bits_or(struct bits *b, const struct bits *with);
void bits_not(struct bits *b);
size_t bits_count(const struct bits *b);
/* The first one from i on; -1: none. */
int64_t bits_next(const struct bits *b, int64_t i);

enum fact_column {
	FACT_SHOWN,  /* 1: its file is not missing */
	FACT_YEAR,   /* 0 unknown */
	FACT_LENGTH, /* seconds; longer ones: 65535 */
	FACT_BPM,    /* tenths; 0 unknown */
	FACT_GENRE,  /* the first one's id; 0 none */
	FACT_CODEC,  /* d_search_codec.id; 0 unknown */
	FACT_ADDED,  /* UTC seconds */
	FACT_COLUMNS
};
enum { FACTS_A_CHUNK = 1000 };

/* Writing: one chunk is held, and written when another is due. */
struct facts_writer {
	int64_t chunk;
	bool held, dirty[FACT_COLUMNS];
	uint32_t value[FACT_COLUMNS][FACTS_A_CHUNK];
};
enum err_code facts_put(struct db *db, struct facts_writer *w, int64_t track,
	const uint32_t value[FACT_COLUMNS], struct err *why);
enum err_code facts_flush(struct db *db, struct facts_writer *w, struct err *why);

/* Sets the tracks whose column lies in [low, high]. */
enum err_code facts_select(struct db *db, enum fact_column column, int64_t low,
	int64_t high, struct bits *b, struct err *why);
/* Sets the tracks whose column is a key of the map. */
enum err_code facts_select_any(struct db *db, enum fact_column column,
	const struct map *keys, struct bits *b, struct err *why);
/* value[id] for ids below n. */
enum err_code facts_values(struct db *db, enum fact_column column, int64_t *value,
	size_t n, struct err *why);
/* The number of a codec's name, a new one where it is new; 0 for "". */
enum err_code facts_codec(
	struct db *db, const char *name, uint8_t *ret, struct err *why);

#endif
