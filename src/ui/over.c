#include "over.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "format.h"

enum { MARGIN = 3, WIDTH_MAX = 72 };

void over_open(struct view *v)
{
	(void)v;
}

struct pane *over_focus(struct view *v)
{
	(void)v;
	return NULL;
}

struct pane *over_panes(struct view *v, int i)
{
	(void)v;
	(void)i;
	return NULL;
}

bool over_command(struct view *v, int argc, char **argv)
{
	(void)argc;
	if (strcmp(argv[0], "close") != 0)
		return false;
	ui_show_view(v->ui, v->ui->under);
	return true;
}

void over_say(struct grid *g, struct area a, const char *text)
{
	struct str lines = {0};
	int w = a.w - 2 * MARGIN, n = 0;
	w = w > WIDTH_MAX ? WIDTH_MAX : w;
	format_wrap(&lines, text, w);
	for (size_t i = 0; i < lines.len; i++)
		n += lines.data[i] == '\n';
	int y = a.y + (a.h > n ? (a.h - n) / 2 : 0);
	for (const char *p = str_text(&lines); *p && y < a.y + a.h; y++) {
		size_t k = strcspn(p, "\n");
		char *line = xstrndup(p, k);
		int columns = text_columns(line);
		int x = a.x + (a.w > columns ? (a.w - columns) / 2 : 0);
		grid_text(g, x, y, a.x + a.w - x, ROLE_DIM, line);
		free(line);
		p += k + 1;
	}
	str_finish(&lines);
}
