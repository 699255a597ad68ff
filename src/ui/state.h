/*
 * The inside of the screen, shared by the files of this folder.
 */
#ifndef UI_STATE_H
#define UI_STATE_H

#include "app/command.h"
#include "base/clock.h"
#include "ui/columns.h"
#include "ui/edit.h"
#include "ui/list.h"
#include "ui/protocol.h"
#include "ui/term.h"
#include "ui/ui.h"

struct area {
	int x, y, w, h;
};

/* ---- a pane: one list of a view */

/* Where it stood in a list. */
struct pane_place {
	bool known; /* else at its top */
	int64_t row, top, identity;
};

struct pane {
	struct ui *ui;     /* borrowed */
	struct rows *rows; /* owned */
	struct rows
		*coming; /* owned: takes the place of rows once its count is known */
	struct list list;
	struct columns columns;
	uint64_t refused;   /* hash of the column format that was last complained of */
	struct area area;   /* where it was drawn last: the mouse's */
	int cell_w, cell_h; /* of a row in it */
	uint64_t version;
	bool narrow;          /* a column of a view: names with a number beside them */
	bool covers;          /* a grid of them, where there is room (covers.h) */
	struct pane_place at; /* of `coming` */
	struct pane_place unfiltered; /* before a filter left some of its rows */
};

void pane_init(struct pane *p, struct ui *ui);
void pane_finish(struct pane *p);
/* Shows another list; the old one stays on the screen until the new one has rows. */
void pane_open(struct pane *p, const struct rows_spec *spec);
/* The same, standing where it stood when that list was left; follows the row if it has
 * moved since. */
void pane_open_at(struct pane *p, const struct rows_spec *spec, struct pane_place at);
struct pane_place pane_place_of(const struct pane *p);
/* The row that is drawn at a cell of the screen; -1: none. */
int64_t pane_row_at(const struct pane *p, int x, int y);
/* Columns from an option's format; a wrong one is said once and replaced by titles. */
void pane_set_columns(struct pane *p, const char *format);
/* After APP_CHANGED_ROWS: true when the list was replaced or rows moved. */
bool pane_changed(struct pane *p);
void pane_draw(struct pane *p, struct grid *g, struct area a, bool focused);
/* The line between panes beside each other. */
void pane_draw_divider(struct grid *g, int x, struct area a);
/* The row under the cursor. */
bool pane_row(struct pane *p, struct row *ret);
bool pane_waiting(const struct pane *p);
/* Shows of its list what the query leaves; "": all of it. False: it is none that can be
 * filtered. */
bool pane_filter(struct pane *p, const char *query);
/* "" where it is not filtered. */
const char *pane_filter_text(const struct pane *p);

/* ---- drawing a row (row.c) */
struct row_look {
	bool cursor, focused, marked;
	bool inline_reason; /* in a line of its own below */
};
/* Draws into [a.x, a.x + a.w) of line y. */
void row_draw(struct pane *p, struct grid *g, struct area a, int y,
	const struct row *row, const struct row_look *look);
bool row_counts_albums(const struct row *row); /* its count is of them, not of tracks */
/* Glyph and hue of a reason. */
const char *reason_glyph(const struct reason *r);
enum role reason_role(const struct reason *r);

/* ---- views */
enum view_id {
	VIEW_FORYOU,
	VIEW_LIBRARY,
	VIEW_PLAYLISTS,
	VIEW_QUEUE,
	VIEW_SEARCH,
	VIEW_HISTORY,
	VIEW_FILES,
	/* without a tab, over the one that was there before */
	VIEW_LYRICS,
	VIEW_COVER,
	VIEW__COUNT
};

/* A key worth showing in the last line, found by its command. */
struct hint {
	const char *command, *label;
};

struct view {
	const struct view_ops *ops;
	struct ui *ui;
	void *state; /* of state_size bytes, zeroed */
	bool open;
};

/*
 * A view. All calls come from the main thread; `open` runs when it is first shown. One
 * without a `brief` name has no tab: it lies over another one until it is closed.
 * changed: something of enum app_change; only while it is open.
 * focus:   the pane that keys, selection and the mouse act on.
 * panes:   pane i, NULL behind the last.
 * header:  words for the second line; the drawn grid's own line y.
 * click:   outside of its panes; false: not its own.
 * command: a command of the screen's that it takes itself; false: not this one.
 * text:    a line editor that has the keys, or NULL.
 */
struct view_ops {
	const char *name, *title, *brief;
	enum keys_context context;
	size_t state_size;
	const struct hint *hints; /* ends with a NULL command */
	bool side; /* wide screens show the row under the cursor beside the list */
	void (*open)(struct view *v);
	void (*close)(struct view *v);
	void (*changed)(struct view *v, unsigned what);
	void (*draw)(struct view *v, struct grid *g, struct area a);
	void (*header)(struct view *v, struct grid *g, struct area a);
	bool (*click)(struct view *v, int x, int y);
	enum keys_context (*keys)(struct view *v); /* NULL: `context` */
	struct pane *(*focus)(struct view *v);
	struct pane *(*panes)(struct view *v, int i);
	bool (*command)(struct view *v, int argc, char **argv);
	struct edit *(*text)(struct view *v);
	void (*text_changed)(struct view *v);
};
extern const struct view_ops view_foryou, view_library, view_playlists, view_queue,
	view_search, view_history, view_files, view_lyrics, view_cover;

/* ---- popups: lines over the view */
struct popup_line {
	char *text;    /* owned */
	char *value;   /* owned: at the right edge; NULL: none */
	char *key;     /* owned: a key's name before the text; NULL: none */
	char *command; /* owned: what Enter does; NULL: nothing */
	enum role role;
};

struct popup;

/* A popup that is more than its lines; each of the functions may be NULL.
 * refresh: before it is drawn: its lines as they are now.
 * measure: the columns and lines that it wants inside of what is there.
 * draw:    its inside.
 * command: a command of the screen's that it takes itself; false: not this one.
 */
struct popup_ops {
	enum keys_context context;
	const struct hint *hints; /* ends with a NULL command */
	void (*refresh)(struct ui *ui);
	void (*measure)(const struct grid *g, int *w, int *h);
	void (*draw)(struct ui *ui, struct grid *g, struct area a);
	bool (*command)(struct ui *ui, int argc, char **argv);
};

struct popup {
	const struct popup_ops *ops; /* NULL: plain lines */
	char *title;                 /* owned */
	struct popup_line *line;     /* owned; (n) */
	size_t n, cap;
	int key_width;
	size_t top, cursor;
	bool picks;        /* has a cursor; else it only scrolls */
	bool from_menu;    /* closing it leads back to the sound menu */
	int band;          /* of the equalizer: which one the keys change */
	int64_t about;     /* track that it tells of; 0: none */
	struct rows *rows; /* owned: playlists to pick from; NULL */
	struct area area;
};

void popup_open(struct ui *ui, const char *title, bool picks);
void popup_close(struct ui *ui);
void popup_add(struct popup *p, enum role role, const char *key, const char *text,
	const char *command);
void popup_set_title(struct popup *p, const char *title);
void popup_clear(struct popup *p); /* its lines */
void popup_add_value(struct popup *p, const char *text, const char *value);
void popup_draw(struct ui *ui, struct grid *g);
/* move … activate; false: not one of its commands. */
bool popup_command(struct ui *ui, int argc, char **argv);
void help_open(struct ui *ui);
void why_open(struct ui *ui);
void details_open(struct ui *ui);
void pick_open(struct ui *ui); /* which playlist */
void pick_changed(struct ui *ui);
/* The tag editor: of the selection. */
void tag_menu_open(struct ui *ui);
void tag_menu_changed(struct ui *ui);
void tag_menu_take(struct ui *ui, int field, const char *text); /* from the prompt */
const char *tag_menu_label(int field);
void sound_menu_open(struct ui *ui);
/* The list of them, to choose from; false: there are none. */
bool sound_menu_devices(struct ui *ui);
void sound_menu_return(struct ui *ui); /* from the equalizer */
void bands_open(struct ui *ui, bool from_menu);

/* ---- the prompt in the last line */
enum prompt_kind {
	PROMPT_NONE,
	PROMPT_COMMAND,
	PROMPT_PLAYLIST,
	PROMPT_FILTER, /* of the list, as it is typed */
	PROMPT_LIVE,   /* the name of a playlist that a search becomes */
	PROMPT_TAG     /* a field of the tag editor, which stays open below */
};

struct prompt {
	enum prompt_kind kind;
	int field; /* of PROMPT_TAG */
	struct edit edit;
};
void prompt_open(struct ui *ui, enum prompt_kind kind, const char *text);
void prompt_close(struct ui *ui);
void prompt_accept(struct ui *ui);
/* Completions of a command line, a line each. */
void prompt_complete(void *ctx, const char *line, struct str *out);
/* Entries of the folder that the path from line + at on names so far, as whole lines.
 */
void path_complete(
	struct ui *ui, const char *line, size_t at, bool quote, struct str *out);

/* ---- the screen of a library without music (welcome.c) */
struct welcome {
	bool shown, dismissed;
	struct edit path;
	bool in_path; /* the path field has the keys */
	bool *marked; /* owned; (n_marked): which candidates Enter adds */
	size_t n_marked;
	size_t cursor; /* candidates, then the path, then the demo library */
};
void welcome_update(struct ui *ui); /* shows or hides it as the library says */
void welcome_draw(struct ui *ui, struct grid *g, struct area a);
bool welcome_command(struct ui *ui, int argc, char **argv);
void welcome_typed(struct ui *ui); /* its path field changed */
void welcome_finish(struct ui *ui);

/* ---- pictures (art.c, art.h) */
enum { ART_OVERLAYS = TERM_OVERLAYS };
struct ui_art {
	bool settled;
	int wish, answer; /* that the protocol was settled by */
	bool ascii;
	enum protocol protocol;
	int cell_w, cell_h; /* pixels */
	struct term_overlay now[ART_OVERLAYS];
	size_t n_now;
	char trouble[160]; /* of the last one drawn; "" */
	bool side_had;     /* the last row in the side pane had a picture */
};
void art_begin_frame(struct ui *ui);
void art_end_frame(struct ui *ui); /* after popups, before the terminal gets it */

/* ---- all of it */
struct ui {
	struct app *app; /* borrowed */
	struct clock clock;
	struct term *term; /* owned; NULL: a grid only */
	struct grid grid;
	bool dirty, suspended;
	int keeper; /* process that the shell sees; 0: none */
	struct view view[VIEW__COUNT];
	enum view_id now, before; /* shown, and the one before search */
	enum view_id under;       /* the one that lyrics or cover lie over */
	struct ui_art art;
	struct popup *popup; /* owned; NULL: none */
	struct prompt prompt;
	struct edit_history commands, searches;
	struct welcome welcome;
	char *needle;     /* owned: searched last, for n and N */
	uint32_t pending; /* the first chord of two; 0 none */
	bool jumping;     /* the next character is the letter to jump to */
	int64_t count;    /* digits typed before a key, where they count */
	int64_t message_timer;
	int64_t click_us; /* of the last click, for double clicks */
	int click_x, click_y;
	int progress_x, progress_w, progress_y; /* of the bar, for clicks */
	int64_t pointed;    /* the track that the cursor came to last */
	char *title;        /* owned: of the terminal, as it was set last */
	struct theme theme; /* as the terminal has it */
};

struct view *ui_view(struct ui *ui);
void ui_show_view(struct ui *ui, enum view_id id);
/* The same because the listener asked for it: what lies over the views goes. */
void ui_go_to_view(struct ui *ui, enum view_id id);
struct pane *ui_pane(struct ui *ui); /* that commands act on; NULL: none */
/* Runs a command line and shows what came of it. */
void ui_run(struct ui *ui, const char *line);
void ui_on_event(struct ui *ui, const struct term_event *e);
enum keys_context ui_context(struct ui *ui);
enum keys_context ui_view_context(struct ui *ui); /* without prompts and popups */
struct edit *ui_text(struct ui *ui); /* the line editor with the keys; NULL: none */
void ui_text_changed(struct ui *ui);
void ui_seek_found(void *ctx, int64_t row);
void ui_jump(struct ui *ui, const char *text);
enum err_code ui_suspend(struct ui *ui, struct err *why);
extern const struct command ui_commands[];
extern const size_t ui_commands_n;

/* ---- frame.c: drawing, and the terminal in the loop */
void ui_join_loop(struct ui *ui);
void ui_on_idle(void *ui); /* draws where something has changed */

/* ---- states.c: words for what is not normal; brief: where there is little room */
void states_collect(struct ui *ui, bool brief, struct str *out);
/* The gain of what plays, where loudness is evened out: "RG −6.2 dB". */
void states_gain(struct ui *ui, struct str *out);

/* ---- chrome.c: top, bottom, side pane */
void chrome_draw(struct ui *ui, struct grid *g, struct area *ret_middle);
/* playing.c: its names in line y, its progress and the modes in another. */
void playing_draw(struct ui *ui, struct grid *g, int y);
void playing_draw_progress(struct ui *ui, struct grid *g, int y);
void side_draw(struct ui *ui, struct grid *g, struct area a);
/* "⏎", "⇧←", "^F": how the last line and the help show a key. */
void key_show(struct str *out, const struct binding *b, bool ascii);

#endif
