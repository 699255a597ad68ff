/*
 * Pictures and lyrics of files, from their tags or from files beside them, never from
 * the network. They are read on a thread of its own, through the confined tags worker;
 * both start with the first question and end a while after the last one.
 *
 * Of pictures only what was made of them for the screen is kept, up to ART_CACHE_BYTES,
 * and that until nobody has asked for ART_IDLE_MS.
 */
#ifndef APP_ART_H
#define APP_ART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "app/app.h"
#include "library/art.h"
#include "model/picture.h"
#include "text/lyrics.h"

enum { ART_CACHE_BYTES = 4 << 20, ART_IDLE_MS = 60000, ART_DEBOUNCE_MS = 60 };

enum art_kind { ART_NONE, ART_ALBUM, ART_RECORDING, ART_FILE };

/* Whose picture, and how it is to be drawn: all of it tells pictures apart. */
struct art_want {
	enum art_kind kind;
	int64_t id;       /* album or recording; of a file a digest of its path */
	const char *path; /* of a file that has it, where known; else NULL */
	int how;          /* the renderer's own: a protocol */
	int cols, rows;   /* cells that it may take */
	int side;         /* pixels that the renderer can make use of */
};

/* What a renderer made of a picture. */
struct art_made {
	int cols, rows; /* cells that it takes */
	void *data;     /* owned, malloc'd; bytes */
	size_t bytes;
	uint64_t number; /* of its making: another one is another picture */
};

/* Makes of a picture what the screen can show. Runs on the thread of the pictures. */
typedef enum err_code (*art_render)(const struct picture *p, const struct art_want *w,
	struct art_made *ret, struct err *why);

enum art_state {
	ART_COMING, /* asked for; APP_CHANGED_ART tells when it is there */
	ART_HERE,
	ART_ABSENT, /* there is none */
	ART_FAILED  /* there is one, but it cannot be shown: app_art_trouble() */
};

/* The picture, if it is there; else it is asked for. `now`: without waiting whether the
 * cursor stays. *ret is borrowed until the next turn of the loop. */
enum art_state app_art(struct app *a, const struct art_want *w, bool now,
	art_render render, const struct art_made **ret);
/* Why the picture cannot be shown; "" where it can. */
const char *app_art_trouble(struct app *a, const struct art_want *w);
/* Forgets all pictures and lyrics: they are read anew. */
void app_art_forget(struct app *a);
bool app_art_waiting(struct app *a); /* something was asked for and is not there */
size_t app_art_bytes(struct app *a); /* that are kept now */

/* Of what plays. */
struct app_lyrics {
	enum art_state state;
	enum lyrics_source source;
	const struct lyrics *lyrics; /* borrowed until the next turn; NULL: none */
	int offset_ms;               /* added to their times by the listener */
	const char *trouble;         /* why they cannot be read; "" */
};
/* Asks for those of the track that plays when it is called first for it. */
struct app_lyrics app_lyrics(struct app *a);
/* What the device has played of the track, now, not when the state was read last. */
int64_t app_position_ms(struct app *a);

#endif
