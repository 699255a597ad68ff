#include "scan_print.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/str.h"
#include "db/library.h"
#include "text/json.h"
#include "words.h"

enum { LISTED = 10 };

static void add_count(struct str *out, size_t n, const char *word)
{
	if (n)
		str_appendf(out, "%s %s, ", words_count((int64_t)n).text, word);
}

static void print_line(const struct scan_summary *r)
{
	const struct scan_result *s = r->result;
	struct str line = {0};
	str_appendf(&line, "%s file%s: ", words_count((int64_t)s->files).text,
		s->files == 1 ? "" : "s");
	size_t start = line.len;
	add_count(&line, s->fresh, "new");
	add_count(&line, s->changed, "changed");
	add_count(&line, s->back, "back");
	add_count(&line, s->missing, "missing");
	if (line.len == start)
		str_append(&line, s->files ? "nothing changed, "
					   : "no music there; name the folder that has "
					     "it (linnet scan DIR), ");
	add_count(&line, s->unreadable, "unreadable");
	printf("%s%.*f s\n", str_text(&line), r->seconds < .1 ? 2 : 1, r->seconds);
	str_finish(&line);
}

static enum err_code list_unreadable(
	const struct scan_summary *r, struct json_writer *json, struct err *why)
{
	struct library_unreadable *list = NULL;
	size_t n = 0, limit = r->list_all || json ? SIZE_MAX / 2 : LISTED;
	enum err_code code = library_unreadable(r->db, limit, r->arena, &list, &n, why);
	for (size_t i = 0; code == ERR_OK && i < n; i++) {
		if (json) {
			json_write_object(json);
			json_put_path(json, list[i].path);
			json_put_str(json, "reason", list[i].reason);
			json_write_object_end(json);
			continue;
		}
		char *name = words_printable(list[i].path);
		printf("  %s: %s\n", name, list[i].reason);
		free(name);
	}
	if (code == ERR_OK && !json && n == LISTED && r->result->unreadable > LISTED &&
		!r->list_all)
		puts("  … linnet scan --list-unreadable names all of them");
	return code;
}

enum err_code scan_print_json(const struct scan_summary *r, struct err *why)
{
	const struct scan_result *s = r->result;
	struct str out = {0};
	struct json_writer w = {.out = &out};
	json_write_object(&w);
	json_put_int(&w, "files", (int64_t)s->files);
	json_put_int(&w, "new", (int64_t)s->fresh);
	json_put_int(&w, "changed", (int64_t)s->changed);
	json_put_int(&w, "back", (int64_t)s->back);
	json_put_int(&w, "missing", (int64_t)s->missing);
	json_put_int(&w, "unreadable", (int64_t)s->unreadable);
	json_put_int(&w, "folders_gone", (int64_t)(s->roots_gone + s->mounts_gone));
	json_put_double(&w, "seconds", r->seconds);
	json_write_key(&w, "unreadable_files");
	json_write_array(&w);
	enum err_code code = list_unreadable(r, &w, why);
	json_write_array_end(&w);
	json_write_object_end(&w);
	if (code == ERR_OK)
		puts(str_text(&out));
	str_finish(&out);
	return code;
}

enum err_code scan_print(const struct scan_summary *r, struct err *why)
{
	print_line(r);
	return r->result->unreadable || r->list_all ? list_unreadable(r, NULL, why)
						    : ERR_OK;
}
