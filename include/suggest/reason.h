/*
 * Reasons in words. A reason is {kind, other, number}; its words need titles, which
 * come from whoever asks: the taste worker from its snapshot, a view from its rows.
 */
#ifndef SUGGEST_REASON_H
#define SUGGEST_REASON_H

#include <stdint.h>

#include "base/str.h"
#include "model/slate.h"

/* Each returns a text borrowed until the next call, or NULL where it does not know. */
struct reason_names {
	const char *(*title)(void *ctx, int64_t recording);
	const char *(*artist)(void *ctx, int64_t recording); /* of a recording */
	const char *(*cluster)(void *ctx, int64_t cluster);  /* "slow and dark" */
	void *ctx;
};

/* The list column: "often follows Angel", "loved, unheard for 3 months". Appends. */
void reason_words(struct str *out, const struct pick *pick,
	const struct reason_names *names, int64_t now_ms);

/* What the line below the list adds to it. */
struct reason_facts {
	int64_t plays;         /* listens that train */
	int64_t last_heard_ms; /* end of the last one, 0 never */
	int64_t added_ms;      /* to the library, 0 unknown */
	bool liked;
	char sound[64]; /* what it shares with reason.other: "slow, dark"; "" nothing */
};
/* "like Teardrop: slow, dark, same key · never played · yours for 2 years". Appends. */
void reason_words_long(struct str *out, const struct pick *pick,
	const struct reason_facts *facts, const struct reason_names *names,
	int64_t now_ms);

/* "3 days", "2 weeks", "5 months": how long a time is, for people. Appends. */
void reason_span(struct str *out, int64_t ms);

#endif
