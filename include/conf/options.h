/*
 * Options: one table row each, from which `set`, completion, the man page and
 * `linnet config --defaults` come.
 */
#ifndef CONF_OPTIONS_H
#define CONF_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"
#include "model/equalizer.h"
#include "model/loudness.h"

enum option_space { SPACE_PAUSE, SPACE_MARK };
enum option_digits { DIGITS_VIEW, DIGITS_COUNT };
enum option_rate { RATE_AUTO, RATE_FOLLOW };
enum option_device_lost { DEVICE_LOST_PAUSE, DEVICE_LOST_MOVE };
enum option_ascii { ASCII_AUTO, ASCII_ON, ASCII_OFF };
enum option_art {
	ART_OPTION_AUTO,
	ART_OPTION_BLOCKS,
	ART_OPTION_SIXEL,
	ART_OPTION_KITTY,
	ART_OPTION_ITERM,
	ART_OPTION_OFF
};

struct option_list {
	char **item; /* owned; (n), each owned */
	size_t n;
};

struct options {
	char *output;    /* owned; an output's spec, "auto": the device, else silence */
	char *device;    /* owned; name or a part of the description; "": the default */
	int device_lost; /* enum option_device_lost */
	int volume;      /* 0…100, where none is remembered */
	int rate;        /* enum option_rate */
	int replaygain;  /* enum gain_mode */
	double preamp_db, unknown_db; /* of known and of unknown loudness */
	bool prevent_clipping;
	double crossfade_s;
	char *equalizer; /* owned; "off", a preset's name, or ten numbers */
	int buffer_ms, latency_ms;
	bool resume;  /* long recordings go on where they were left */
	char *theme;  /* owned */
	int space;    /* enum option_space */
	int digits;   /* enum option_digits */
	int ascii;    /* enum option_ascii */
	int art;      /* enum option_art */
	bool go_on;   /* "continue": For You after the source ends */
	int dial;     /* 0 familiar … 100 discover, where none is remembered */
	bool ear;     /* features while playing */
	bool analyze; /* features of the rest in the background */
	bool measure; /* loudness of what has no gain, while nothing plays */
	bool mouse;
	bool title; /* the terminal's title follows the track */
	int escdelay_ms;
	int seek_s; /* of h and l */
	/* What the columns of each list show; ui/columns.h has the language. Owned. */
	char *columns_foryou, *columns_tracks, *columns_queue, *columns_search;
	char *columns_history, *columns_playlist;
	char *playlist_folder;               /* owned; "": none */
	struct option_list folders, exclude; /* of the library */
	/* Owned. The order of lists: whose alphabet, and what counts for nothing at the
	 * beginning of a title (db/order.h). */
	char *collation, *articles;
	bool watch; /* changes are noticed at once */
	int watch_limit, rescan_s;
};

enum option_type {
	OPTION_BOOL,
	OPTION_INT,
	OPTION_REAL, /* double, in hundredths */
	OPTION_CHOICE,
	OPTION_TEXT,
	OPTION_EQUALIZER, /* text that options_equalizer() understands */
	OPTION_LIST
};

struct option_row {
	const char *name;
	enum option_type type;
	size_t offset;
	int min, max;
	const char *standard; /* default value, as `set` takes it */
	const char *choices;  /* "pause|mark" for OPTION_CHOICE, else NULL */
	const char *help;     /* a sentence without its full stop */
};
extern const struct option_row option_table[]; /* ends with a NULL name */

void options_init(struct options *o); /* every default */
void options_finish(struct options *o);

/* NULL for an unknown name. */
const struct option_row *option_find(const char *name);
/* One value as text; lists take and print words in the one quoting, a leading "+" of a
 * list's value adds to it. ERR_NOT_FOUND for unknown names, ERR_RANGE for values. */
enum err_code options_set(
	struct options *o, const char *name, const char *value, struct err *why);
/* "off", a preset's name, or ten numbers in dB with blanks or commas between them.
 * ret_db is not written for "off". */
enum err_code options_equalizer(
	const char *text, bool *ret_on, float ret_db[EQUALIZER_BANDS], struct err *why);
/* "name=value" or the name alone: then a bool is switched on, others are an error. */
enum err_code options_assign(struct options *o, const char *text, struct err *why);
/* Appends the value as options_set() takes it. */
void options_print(
	const struct options *o, const struct option_row *row, struct str *out);
/* Appends completions of a `set` argument ("sp" or "space=m"), a line each. */
void options_complete(const char *text, struct str *out);
/* A commented configuration: the defaults, or what `o` holds. */
void options_document(const struct options *o, struct str *out);

#endif
