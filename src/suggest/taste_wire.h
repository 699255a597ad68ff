/* Messages between the player and its taste worker. */
#ifndef SUGGEST_TASTE_WIRE_H
#define SUGGEST_TASTE_WIRE_H

#include "base/bytes.h"
#include "suggest/taste.h"
#include "suggest/taste_client.h"
#include "worker/worker.h"

enum taste_message {
	TASTE_SAYS_SNAPSHOT = 1, /* one descriptor; replaces what was known */
	TASTE_SAYS_LISTEN,
	TASTE_SAYS_FEEDBACK,
	TASTE_ASKS_SLATE, /* from here on the reply holds an answer */
	TASTE_ASKS_WHY,
	TASTE_ASKS_SIMILAR,
	TASTE_ASKS_TRAIN
};
enum { TASTE_SIMILAR_MAX = 1000 };

void taste_put_listen(struct str *b, const struct listen *l);
void taste_get_listen(struct bytes_reader *r, struct listen *ret);
void taste_put_feedback(struct str *b, const struct taste_feedback *f);
void taste_get_feedback(struct bytes_reader *r, struct taste_feedback *ret);
void taste_put_request(struct str *b, const struct taste_request *q);
void taste_get_request(struct bytes_reader *r, struct taste_request *ret);
/* words: (slate.n) */
void taste_put_answer(struct str *b, const struct taste_answer *a);
/* False where it is malformed; *ret can be finished either way. */
bool taste_get_answer(struct bytes_reader *r, struct taste_answer *ret);

#endif
