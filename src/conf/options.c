#include "conf/options.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "options_impl.h"
#include "text/quote.h"

#define AT(field) offsetof(struct options, field)

const struct option_row option_table[] = {
	{"output", OPTION_TEXT, AT(output), 0, 0, "auto", NULL,
		"Where sound goes: auto, pulse[:DEVICE], portaudio[:DEVICE], null or "
		"wav:FILE"},
	{"device", OPTION_TEXT, AT(device), 0, 0, "", NULL,
		"The sound device: its name or a part of its description; empty: the "
		"default one, whichever it is"},
	{"device-lost", OPTION_CHOICE, AT(device_lost), 0, 0, "pause", "pause|move",
		"When the sound device goes (headphones pulled out): pause until it is "
		"back, or move to the default one"},
	{"volume", OPTION_INT, AT(volume), 0, 100, "70", NULL,
		"Volume of the first start; later ones remember theirs"},
	{"rate", OPTION_CHOICE, AT(rate), 0, 0, "auto", "auto|follow",
		"Sample rate of the device: that of the track a manual play starts, or "
		"of each"},
	{"replaygain", OPTION_CHOICE, AT(replaygain), 0, 0, "auto",
		"off|track|album|auto",
		"Makes tracks equally loud; auto: by their album where it is played in "
		"order"},
	{"preamp", OPTION_REAL, AT(preamp_db), -15, 15, "0", NULL,
		"Decibels added to what ReplayGain does"},
	{"replaygain-unknown", OPTION_REAL, AT(unknown_db), -24, 15, "0", NULL,
		"Decibels for tracks whose loudness is not known yet"},
	{"prevent-clipping", OPTION_BOOL, AT(prevent_clipping), 0, 0, "on", NULL,
		"Lowers ReplayGain where the loudest peak would be cut off"},
	{"crossfade", OPTION_REAL, AT(crossfade_s), 0, 12, "0", NULL,
		"Seconds in which one track fades into the next; never within an "
		"album"},
	{"equalizer", OPTION_EQUALIZER, AT(equalizer), 0, 0, "off", NULL,
		"A preset, or decibels for ten bands from 31 Hz to 16 kHz"},
	{"resume", OPTION_BOOL, AT(resume), 0, 0, "on", NULL,
		"Recordings of more than 20 minutes go on where they were left"},
	{"buffer", OPTION_INT, AT(buffer_ms), 500, 30000, "2000", NULL,
		"Milliseconds of music decoded ahead; from the next start on"},
	{"latency", OPTION_INT, AT(latency_ms), 0, 2000, "0", NULL,
		"Milliseconds that the sound device holds: fewer cost more of the "
		"processor, 0 is 1000 with pulse and 500 else; from the next start on"},
	{"theme", OPTION_TEXT, AT(theme), 0, 0, "terminal", NULL,
		"Colours: terminal, night, paper, or a file in themes/ beside this "
		"one"},
	{"space", OPTION_CHOICE, AT(space), 0, 0, "pause", "pause|mark",
		"What Space does; mark is what cmus and ncmpcpp do"},
	{"digits", OPTION_CHOICE, AT(digits), 0, 0, "view", "view|count",
		"What digits do: show a view, or count as in 5j"},
	{"continue", OPTION_BOOL, AT(go_on), 0, 0, "on", NULL,
		"Go on with For You when the source ends"},
	{"dial", OPTION_INT, AT(dial), 0, 100, "50", NULL,
		"For You from familiar (0) to discover (100), where none is "
		"remembered"},
	{"ear", OPTION_BOOL, AT(ear), 0, 0, "on", NULL,
		"Learn the sound of what is played while it plays"},
	{"analyze", OPTION_BOOL, AT(analyze), 0, 0, "on", NULL,
		"Learn the sound of the rest of the library in the background"},
	{"measure", OPTION_BOOL, AT(measure), 0, 0, "on", NULL,
		"Measure the loudness of what has no gain in its tags, in the "
		"background, while nothing plays"},
	{"folders", OPTION_LIST, AT(folders), 0, 0, "", NULL,
		"Music folders of the library; += adds one"},
	{"exclude", OPTION_LIST, AT(exclude), 0, 0, "", NULL,
		"Folders that are never scanned; += adds one"},
	{"watch", OPTION_BOOL, AT(watch), 0, 0, "on", NULL,
		"Notice new, changed and deleted files at once"},
	{"watch-limit", OPTION_INT, AT(watch_limit), 0, 100000000, "0", NULL,
		"So many folders are watched at most; 0: as many as the system gives"},
	{"rescan", OPTION_INT, AT(rescan_s), 0, 86400, "600", NULL,
		"Seconds between two scans where not all folders can be watched; 0: "
		"never"},
	{"collation", OPTION_TEXT, AT(collation), 0, 0, "auto", NULL,
		"Whose alphabet lists follow: a locale such as sv_SE; auto: that of the "
		"environment; C: none; from the next scan on"},
	{"articles", OPTION_TEXT, AT(articles), 0, 0, "auto", NULL,
		"Words at the beginning of a name that its order passes over: languages "
		"(en de fr es it nl pt sv da no) or words; auto: English and that of "
		"collation; off"},
	{"seek", OPTION_INT, AT(seek_s), 1, 600, "5", NULL,
		"Seconds that h and l seek"},
	{"mouse", OPTION_BOOL, AT(mouse), 0, 0, "on", NULL,
		"Take the mouse's clicks and wheel"},
	{"title", OPTION_BOOL, AT(title), 0, 0, "on", NULL,
		"The terminal's title follows the track"},
	{"ascii", OPTION_CHOICE, AT(ascii), 0, 0, "auto", "auto|on|off",
		"Draw with ASCII characters only"},
	{"art", OPTION_CHOICE, AT(art), 0, 0, "auto",
		"auto|blocks|sixel|kitty|iterm|off",
		"How covers are drawn; auto: as well as the terminal can"},
	{"escdelay", OPTION_INT, AT(escdelay_ms), 0, 1000, "25", NULL,
		"Milliseconds that tell the Esc key from a sequence of the terminal"},
	{"columns.foryou", OPTION_TEXT, AT(columns_foryou), 0, 0,
		"title:22 artist:16 reason:32 duration", NULL, "Columns of For You"},
	{"columns.tracks", OPTION_TEXT, AT(columns_tracks), 0, 0,
		"number title:30 duration", NULL, "Columns of the Library's tracks"},
	{"columns.queue", OPTION_TEXT, AT(columns_queue), 0, 0,
		"title:22 artist:16 reason:32 duration", NULL, "Columns of the Queue"},
	{"columns.search", OPTION_TEXT, AT(columns_search), 0, 0,
		"title:30 artist:24 album:24 duration", NULL, "Columns of Search"},
	{"columns.history", OPTION_TEXT, AT(columns_history), 0, 0,
		"when title:30 artist:22 outcome heard", NULL, "Columns of History"},
	{"playlist-folder", OPTION_TEXT, AT(playlist_folder), 0, 0, "", NULL,
		"A folder of .m3u8 files to keep in step with the playlists"},
	{"columns.playlist", OPTION_TEXT, AT(columns_playlist), 0, 0,
		"title:30 artist:24 duration", NULL, "Columns of a playlist"},
	{0},
};

void *option_field(const struct options *o, const struct option_row *row)
{
	return (char *)o + row->offset;
}

static void list_clear(struct option_list *l)
{
	for (size_t i = 0; i < l->n; i++)
		free(l->item[i]);
	free(l->item);
	*l = (struct option_list){0};
}

void options_init(struct options *o)
{
	*o = (struct options){0};
	for (const struct option_row *r = option_table; r->name; r++)
		options_set(o, r->name, r->standard, NULL);
}

void options_finish(struct options *o)
{
	for (const struct option_row *r = option_table; r->name; r++) {
		if (r->type == OPTION_TEXT || r->type == OPTION_EQUALIZER)
			free(*(char **)option_field(o, r));
		else if (r->type == OPTION_LIST)
			list_clear(option_field(o, r));
	}
	*o = (struct options){0};
}

const struct option_row *option_find(const char *name)
{
	for (const struct option_row *r = option_table; r->name; r++)
		if (strcmp(r->name, name) == 0)
			return r;
	return NULL;
}

static enum err_code set_bool(
	bool *at, const struct option_row *row, const char *value, struct err *why)
{
	static const char *const words[] = {
		"off", "on", "no", "yes", "false", "true", "0", "1"};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (strcmp(value, words[i]) == 0) {
			*at = i % 2 == 1;
			return ERR_OK;
		}
	}
	return err_set(why, ERR_RANGE, "%s takes on or off, not %s", row->name, value);
}

static enum err_code set_int(
	int *at, const struct option_row *row, const char *value, struct err *why)
{
	long long v;
	if (!str_to_i64(value, &v) || v < row->min || v > row->max)
		return err_set(why, ERR_RANGE,
			"%s takes a whole number from %d to %d, not %s", row->name,
			row->min, row->max, value);
	*at = (int)v;
	return ERR_OK;
}

static enum err_code set_real(
	double *at, const struct option_row *row, const char *value, struct err *why)
{
	double v;
	if (!str_to_double(value, &v) || !(v >= row->min && v <= row->max))
		return err_set(why, ERR_RANGE,
			"%s takes a number from %d to %d, not %s", row->name, row->min,
			row->max, value);
	*at = round(v * 100) / 100;
	return ERR_OK;
}

/* Index of value in "a|b|c", -1 where it is none of them. */
static int choice_index(const char *choices, const char *value)
{
	size_t n = strlen(value);
	int i = 0;
	for (const char *p = choices; p; i++) {
		const char *end = strchr(p, '|');
		size_t k = end ? (size_t)(end - p) : strlen(p);
		if (k == n && strncmp(p, value, n) == 0)
			return i;
		p = end ? end + 1 : NULL;
	}
	return -1;
}

static enum err_code set_choice(
	int *at, const struct option_row *row, const char *value, struct err *why)
{
	int i = choice_index(row->choices, value);
	if (i < 0)
		return err_set(why, ERR_RANGE, "%s takes one of %s, not %s", row->name,
			row->choices, value);
	*at = i;
	return ERR_OK;
}

/* The number at the front of *text, which moves behind it and what separates it. */
static bool next_number(const char **text, float *ret)
{
	size_t n = strcspn(*text, " ,");
	char *word = xstrndup(*text, n);
	double v;
	bool good = str_to_double(word[0] == '+' ? word + 1 : word, &v) &&
		    fabs(v) <= EQUALIZER_MAX_DB;
	free(word);
	*text += n + strspn(*text + n, " ,");
	if (good)
		*ret = (float)v;
	return good;
}

enum err_code options_equalizer(
	const char *text, bool *ret_on, float ret_db[EQUALIZER_BANDS], struct err *why)
{
	const struct equalizer_preset *preset = equalizer_preset_find(text);
	float db[EQUALIZER_BANDS];
	*ret_on = strcmp(text, "off") != 0;
	if (!*ret_on)
		return ERR_OK;
	if (preset) {
		memcpy(ret_db, preset->band_db, sizeof db);
		return ERR_OK;
	}
	const char *at = text;
	for (int i = 0; i < EQUALIZER_BANDS; i++)
		if (!next_number(&at, &db[i]))
			return err_set(why, ERR_RANGE,
				"equalizer takes off, a preset (such as rock) or %d "
				"numbers from -%d to %d, not %s",
				EQUALIZER_BANDS, EQUALIZER_MAX_DB, EQUALIZER_MAX_DB,
				text);
	if (*at)
		return err_set(why, ERR_RANGE, "equalizer takes %d numbers, not more",
			EQUALIZER_BANDS);
	memcpy(ret_db, db, sizeof db);
	return ERR_OK;
}

static enum err_code set_list(
	struct option_list *at, const char *value, struct err *why)
{
	struct quote_words w;
	bool more = value[0] == '+';
	enum err_code code = quote_split(value + more, &w, why);
	if (code)
		return code;
	if (!more)
		list_clear(at);
	at->item = xreallocarray(at->item, at->n + w.n + 1, sizeof *at->item);
	for (size_t i = 0; i < w.n; i++)
		at->item[at->n++] = w.word[i];
	free(w.word);
	return ERR_OK;
}

enum err_code options_set(
	struct options *o, const char *name, const char *value, struct err *why)
{
	const struct option_row *row = option_find(name);
	float db[EQUALIZER_BANDS];
	bool on;
	enum err_code code = ERR_OK;
	if (!row)
		return err_set(why, ERR_NOT_FOUND, "there is no option %s", name);
	switch (row->type) {
	case OPTION_BOOL:
		return set_bool(option_field(o, row), row, value, why);
	case OPTION_INT:
		return set_int(option_field(o, row), row, value, why);
	case OPTION_REAL:
		return set_real(option_field(o, row), row, value, why);
	case OPTION_CHOICE:
		return set_choice(option_field(o, row), row, value, why);
	case OPTION_LIST:
		return set_list(option_field(o, row), value, why);
	case OPTION_EQUALIZER:
		code = options_equalizer(value, &on, db, why);
		break;
	case OPTION_TEXT:
		break;
	}
	if (code != ERR_OK)
		return code;
	char **text = option_field(o, row);
	char *copy = xstrdup(value);
	free(*text);
	*text = copy;
	return ERR_OK;
}

enum err_code options_assign(struct options *o, const char *text, struct err *why)
{
	const char *eq = strchr(text, '=');
	if (!eq) {
		const struct option_row *row = option_find(text);
		if (row && row->type == OPTION_BOOL)
			return options_set(o, text, "on", why);
		if (row)
			return err_set(why, ERR_USAGE, "%s wants a value: set %s=…",
				text, text);
		return err_set(why, ERR_NOT_FOUND, "there is no option %s", text);
	}
	bool more = eq > text && eq[-1] == '+';
	char *name = xstrndup(text, (size_t)(eq - text) - more);
	struct str value = {0};
	const struct option_row *row = option_find(name);
	/* A list's value here is one word already, whatever blanks it holds. */
	if (row && row->type == OPTION_LIST) {
		str_append(&value, more ? "+" : "");
		if (eq[1])
			quote_append(&value, eq + 1);
	} else {
		str_append(&value, eq + 1);
	}
	enum err_code code = options_set(o, name, str_text(&value), why);
	str_finish(&value);
	free(name);
	return code;
}
