#include "tag_print.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "text/json.h"
#include "words.h"

/* As it can be typed, without what a terminal would take for a command. */
static char *shown(const char *value)
{
	struct str text = {0};
	retag_show(value, &text);
	char *s = words_printable(str_text(&text));
	str_finish(&text);
	return s;
}

static void print_text(const char *path, const struct retag *r)
{
	char *name = words_printable(path);
	puts(name);
	free(name);
	for (int i = 0; i < RETAG__COUNT; i++) {
		if (!r->value[i])
			continue;
		char *value = shown(r->value[i]);
		printf("  %-12s %s\n", retag_name(i), value);
		free(value);
	}
}

static void put_value(struct json_writer *w, const char *key, const char *value)
{
	struct str text = {0};
	retag_show(value, &text);
	json_put_str(w, key, str_text(&text));
	str_finish(&text);
}

void tag_print_fields(const struct cli *cli, const char *path, const struct retag *r)
{
	struct str out = {0};
	struct json_writer w = {.out = &out};
	if (!cli->json) {
		print_text(path, r);
		return;
	}
	json_write_object(&w);
	json_put_path(&w, path);
	for (int i = 0; i < RETAG__COUNT; i++)
		if (r->value[i])
			put_value(&w, retag_name(i), r->value[i]);
	json_write_object_end(&w);
	puts(str_text(&out));
	str_finish(&out);
}

void tag_print_change(
	const char *path, const struct retag *before, const struct retag *change)
{
	char *name = words_printable(path);
	puts(name);
	free(name);
	for (int i = 0; i < RETAG__COUNT; i++) {
		if (!change->value[i])
			continue;
		char *was = shown(before->value[i]), *is = shown(change->value[i]);
		printf("  %s: %s \xE2\x86\x92 %s\n", retag_name(i),
			*was ? was : "(nothing)", *is ? is : "(nothing)");
		free(was);
		free(is);
	}
}

static void put_change(
	struct json_writer *w, const struct retag *before, const struct retag *change)
{
	json_write_key(w, "fields");
	json_write_object(w);
	for (int i = 0; i < RETAG__COUNT; i++) {
		if (!change->value[i])
			continue;
		json_write_key(w, retag_name(i));
		json_write_object(w);
		put_value(w, "before", before->value[i]);
		put_value(w, "after", change->value[i]);
		json_write_object_end(w);
	}
	json_write_object_end(w);
}

void tag_print_outcome(const char *path, enum retag_outcome outcome,
	const struct retag *before, const struct retag *change, const char *why)
{
	static const char *const words[] = {[RETAG_CHANGED] = "changed",
		[RETAG_SAME] = "same",
		[RETAG_OTHERS] = "changed-since",
		[RETAG_READ_ONLY] = "read-only",
		[RETAG_FAILED] = "failed"};
	struct str out = {0};
	struct json_writer w = {.out = &out};
	json_write_object(&w);
	json_put_path(&w, path);
	json_put_str(&w, "outcome", words[outcome]);
	if (why)
		json_put_str(&w, "reason", why);
	if (change)
		put_change(&w, before, change);
	json_write_object_end(&w);
	puts(str_text(&out));
	str_finish(&out);
}
