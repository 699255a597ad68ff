/* The inside of pictures and lyrics, shared by art.c and lyrics.c. Main thread only, but
 * for what is said to belong to the reading thread. */
#ifndef APP_ART_STATE_H
#define APP_ART_STATE_H

#include "app/art.h"
#include "state.h"

enum { ART_QUEUED = 256 };

/* A question to the reading thread; comes back through app_post. */
struct art_request {
	_Atomic bool cancelled; /* nobody looks at it any more */
	bool is_lyrics;
	char *path; /* owned */
	struct art_want want;
	art_render render;
	int64_t key; /* of lyrics: the row that plays */
	/* The answer. */
	struct err why;
	struct art_made made; /* owned */
	struct lyrics lyrics; /* owned */
	enum lyrics_source source;
};

struct art_entry {
	struct art_want want; /* its path is not kept */
	enum art_state state;
	struct art_made made;        /* owned */
	char *trouble;               /* owned; NULL: none */
	int64_t asked_us;            /* when a frame last wanted it */
	uint64_t frame;              /* which one */
	struct art_request *request; /* borrowed, while it is under way; or NULL */
};

struct art {
	/* The reading thread sees these three. */
	struct app *app; /* borrowed */
	_Atomic bool quit;
	struct mailbox *requests; /* of struct art_request */
	struct task *task;
	struct art_entry *entry; /* owned; (n) */
	size_t n, cap, bytes;
	uint64_t frame, made;
	bool asked; /* in this turn of the loop */
	int64_t idle_timer, rest_timer;
	/* Where the cursor is, until it has rested. */
	struct art_want resting;
	char *resting_path; /* owned */
	art_render resting_render;
	/* Of what plays. */
	int64_t lyrics_key;   /* 0: none asked for */
	struct lyrics lyrics; /* owned */
	enum art_state lyrics_state;
	enum lyrics_source lyrics_source;
	char lyrics_trouble[192];
	int lyrics_offset_ms;
	int64_t lyrics_asked_us;
};

struct art *art_of(struct app *a); /* made when it is first asked for */
void art_send(struct app *a, struct art_request *r);
void art_request_free(struct art_request *r);
/* art_thread.c: serves the requests of the struct art until they are closed. */
void art_thread(void *arg);
void art_answer(struct app *a, void *request); /* takes over what came back */
/* lyrics.c */
void lyrics_take(struct app *a, struct art_request *r); /* what came back */
void lyrics_forget(struct art *t);

#endif
