/*
 * JSON: a writer that streams into a growing string, and a small reader.
 *
 * The writer puts commas itself, escapes what must be escaped, and writes bytes that
 * are not UTF-8 as U+FFFD. Numbers have a '.' whatever the locale; what is not finite
 * is null.
 */
#ifndef TEXT_JSON_H
#define TEXT_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

/* A zeroed struct with `out` set is ready; nothing to finish. */
struct json_writer {
	struct str *out; /* borrowed */
	bool more;       /* the next value or key needs a comma before it */
};

void json_write_object(struct json_writer *w); /* { */
void json_write_object_end(struct json_writer *w);
void json_write_array(struct json_writer *w); /* [ */
void json_write_array_end(struct json_writer *w);
void json_write_key(struct json_writer *w, const char *key); /* a value must follow */
void json_write_str(struct json_writer *w, const char *s);   /* NULL writes null */
void json_write_str_n(struct json_writer *w, const char *s, size_t n);
void json_write_int(struct json_writer *w, int64_t v);
void json_write_double(
	struct json_writer *w, double v); /* reads back as the same double */
void json_write_float(
	struct json_writer *w, float v); /* reads back as the same float */
void json_write_bool(struct json_writer *w, bool v);
void json_write_null(struct json_writer *w);
/* Ends a document of a stream of one object a line. */
void json_write_line_end(struct json_writer *w);

/* key and value in one. */
void json_put_str(struct json_writer *w, const char *key, const char *s);
void json_put_int(struct json_writer *w, const char *key, int64_t v);
void json_put_double(struct json_writer *w, const char *key, double v);
void json_put_bool(struct json_writer *w, const char *key, bool v);
/* "path" (U+FFFD for what is not UTF-8) and, only where it is not UTF-8, "path_hex". */
void json_put_path(struct json_writer *w, const char *path);

/* ---- reading */
struct json_doc;  /* a parsed document */
struct json_node; /* a value in it; borrowed until json_doc_destroy */

/* ERR_FORMAT with line and column. */
enum err_code json_doc_parse(
	const char *text, size_t n, struct json_doc **ret, struct err *why);
void json_doc_destroy(struct json_doc *d);
const struct json_node *json_doc_root(const struct json_doc *d);

/* All of these accept NULL, so that chains need no test in between. */
const struct json_node *json_node_get(const struct json_node *object, const char *key);
const struct json_node *json_node_at(const struct json_node *array, size_t i);
size_t json_node_len(const struct json_node *array);  /* 0 for what is no array */
const char *json_node_str(const struct json_node *v); /* NULL for what is no string */
bool json_node_int(const struct json_node *v, int64_t *ret);
bool json_node_double(const struct json_node *v, double *ret); /* integers too */
bool json_node_bool(const struct json_node *v, bool *ret);

#endif
