/* Recorded listening of many people, as replay reads it from files. */
#ifndef SUGGEST_PEOPLE_H
#define SUGGEST_PEOPLE_H

#include "base/hash.h"
#include "suggest/replay.h"

/* One play, in order of its end. */
struct people_event {
	int64_t start_ms, end_ms;
	int64_t heard_ms; /* -1 unknown */
	int32_t item, session;
};

struct people_query {
	char *name;       /* owned */
	size_t order;     /* line in the file of queries */
	int64_t session;  /* allowed are events of smaller ones; -1: those that end
			     before T */
	int64_t time_ms;  /* T; 0: start of the session's first row */
	int32_t *context; /* owned; (n_context) positive plays, oldest first */
	size_t n_context;
	int32_t *candidate; /* owned; (n_candidates); NULL: none given */
	size_t n_candidates;
	char *answer; /* owned; NULL until answered */
};

struct person {
	struct intern track, artist, album;
	struct item *item; /* owned; (n_items) */
	size_t n_items, cap_items;
	struct people_event *event; /* owned; (n_events) */
	size_t n_events, cap_events;
	struct people_query *query; /* owned; (n_queries) */
	size_t n_queries, cap_queries;
};

struct people {
	struct intern name;
	struct person *person; /* owned; (name.len) */
	size_t cap;
	size_t n_queries;
};

/* Reads all files of the options. */
enum err_code people_read(
	struct people *p, const struct replay_options *o, struct err *why);
void people_finish(struct people *p);
/* How ties are broken: by the id alone, whatever its place in a file. */
uint64_t people_hash(const char *id);

#endif
