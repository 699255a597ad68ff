/* Options as text: their values, completion, a commented file of all of them. */
#include <string.h>

#include "options_impl.h"
#include "text/quote.h"

static void print_choice(struct str *out, const char *choices, int i)
{
	const char *p = choices;
	while (i-- > 0)
		p = strchr(p, '|') + 1;
	str_append_n(out, p, strcspn(p, "|"));
}

void options_print(
	const struct options *o, const struct option_row *row, struct str *out)
{
	const void *at = option_field(o, row);
	const struct option_list *l = at;
	switch (row->type) {
	case OPTION_BOOL:
		str_append(out, *(const bool *)at ? "on" : "off");
		break;
	case OPTION_INT:
		str_appendf(out, "%d", *(const int *)at);
		break;
	case OPTION_REAL:
		str_append_decimal(out, *(const double *)at);
		break;
	case OPTION_CHOICE:
		print_choice(out, row->choices, *(const int *)at);
		break;
	case OPTION_TEXT:
	case OPTION_EQUALIZER:
		str_append(out, *(char *const *)at);
		break;
	case OPTION_LIST:
		for (size_t i = 0; i < l->n; i++) {
			str_append(out, i ? " " : "");
			quote_append(out, l->item[i]);
		}
		break;
	}
}

static void complete_value(
	const struct option_row *row, const char *start, struct str *out)
{
	const char *choices = row->type == OPTION_BOOL ? "on|off" : row->choices;
	const struct equalizer_preset *e;
	if (row->type == OPTION_EQUALIZER)
		choices = "off";
	for (size_t i = 0; row->type == OPTION_EQUALIZER && (e = equalizer_preset(i));
		i++)
		if (str_starts(e->name, start))
			str_appendf(out, "%s=%s\n", row->name, e->name);
	for (const char *p = choices; p;) {
		size_t n = strcspn(p, "|");
		if (strncmp(p, start, strlen(start)) == 0)
			str_appendf(out, "%s=%.*s\n", row->name, (int)n, p);
		p = p[n] ? p + n + 1 : NULL;
	}
}

void options_complete(const char *text, struct str *out)
{
	const char *eq = strchr(text, '=');
	size_t n = eq ? (size_t)(eq - text) : strlen(text);
	for (const struct option_row *r = option_table; r->name; r++) {
		if (eq && strlen(r->name) == n && strncmp(r->name, text, n) == 0)
			complete_value(r, eq + 1, out);
		else if (!eq && strncmp(r->name, text, n) == 0)
			str_appendf(out, "%s=\n", r->name);
	}
}

static void document_list(
	const struct option_list *l, const char *name, struct str *out)
{
	if (l->n == 0)
		str_appendf(out, "# set %s+=FOLDER\n", name);
	for (size_t i = 0; i < l->n; i++) {
		struct str word = {0};
		str_appendf(&word, "%s+=%s", name, l->item[i]);
		str_append(out, "set ");
		quote_append(out, str_text(&word));
		str_append_c(out, '\n');
		str_finish(&word);
	}
}

static void document_presets(struct str *out)
{
	const struct equalizer_preset *e;
	for (size_t i = 0; (e = equalizer_preset(i)); i++)
		str_appendf(out, "%s%s", i ? "|" : " (off|", e->name);
	str_append(out, ")");
}

void options_document(const struct options *o, struct str *out)
{
	for (const struct option_row *r = option_table; r->name; r++) {
		str_appendf(out, "# %s", r->help);
		if (r->choices)
			str_appendf(out, " (%s)", r->choices);
		else if (r->type == OPTION_INT || r->type == OPTION_REAL)
			str_appendf(out, " (%d to %d)", r->min, r->max);
		else if (r->type == OPTION_EQUALIZER)
			document_presets(out);
		str_append(out, ".\n");
		if (r->type == OPTION_LIST) {
			document_list(option_field(o, r), r->name, out);
		} else {
			struct str word = {0};
			str_appendf(&word, "%s=", r->name);
			options_print(o, r, &word);
			str_append(out, "set ");
			quote_append(out, str_text(&word));
			str_append_c(out, '\n');
			str_finish(&word);
		}
		str_append_c(out, '\n');
	}
}
