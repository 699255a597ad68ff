/* The popup that asks which playlist. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "format.h"
#include "state.h"
#include "text/quote.h"

enum { PLAYLISTS_MAX = 500 };

static void fill(struct popup *p)
{
	int64_t n = rows_count(p->rows);
	struct row row;
	for (size_t i = 0; i < p->n; i++) {
		free(p->line[i].text);
		free(p->line[i].command);
	}
	p->n = 0;
	popup_add(p, ROLE_POPUP, NULL, "New playlist\xE2\x80\xA6", "playlist-new");
	for (int64_t i = 0; i < n && i < PLAYLISTS_MAX; i++) {
		if (!rows_get(p->rows, i, &row) || row.kind != ROW_PLAYLIST ||
			row.query)
			continue;
		char tracks[48];
		struct str line = {0}, text = {0};
		str_append(&line, "playlist-add ");
		quote_append(&line, row.text);
		format_plural(tracks, sizeof tracks, row.count, "track", "tracks");
		str_appendf(&text, "%s  \xC2\xB7  %s", row.text, tracks);
		popup_add(p, ROLE_POPUP, NULL, str_text(&text), str_text(&line));
		str_finish(&line);
		str_finish(&text);
	}
}

void pick_open(struct ui *ui)
{
	struct rows_spec spec = {.list = ROWS_PLAYLISTS_ALONE};
	popup_open(ui, "Add to which playlist?", true);
	ui->popup->rows = rows_open(ui->app, &spec);
	rows_want(ui->popup->rows, 0, PLAYLISTS_MAX);
	fill(ui->popup);
	/* The first one that exists is what is meant most often. */
	ui->popup->cursor = ui->popup->n > 1 ? 1 : 0;
}

void pick_changed(struct ui *ui)
{
	struct popup *p = ui->popup;
	if (!p || !p->rows)
		return;
	bool untouched = p->n == 1;
	rows_want(p->rows, 0, PLAYLISTS_MAX);
	fill(p);
	if (untouched && p->n > 1)
		p->cursor = 1;
	if (p->cursor >= p->n)
		p->cursor = p->n - 1;
	ui->dirty = true;
}
