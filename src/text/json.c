#include "text/json.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/mem.h"
#include "base/utf8.h"

static void separate(struct json_writer *w)
{
	if (w->more)
		str_append_c(w->out, ',');
	w->more = true;
}

static void open_with(struct json_writer *w, char c)
{
	separate(w);
	str_append_c(w->out, c);
	w->more = false;
}

static void close_with(struct json_writer *w, char c)
{
	str_append_c(w->out, c);
	w->more = true;
}

void json_write_object(struct json_writer *w)
{
	open_with(w, '{');
}

void json_write_object_end(struct json_writer *w)
{
	close_with(w, '}');
}

void json_write_array(struct json_writer *w)
{
	open_with(w, '[');
}

void json_write_array_end(struct json_writer *w)
{
	close_with(w, ']');
}

static void append_escaped(struct str *out, const char *s, size_t n)
{
	static const char short_for[] = "\bb\ff\nn\rr\tt\"\"\\\\";
	str_append_c(out, '"');
	for (size_t i = 0; i < n;) {
		uint32_t cp;
		size_t used = utf8_decode(s + i, n - i, &cp);
		const char *hit = NULL;
		for (const char *p = short_for; *p && !hit; p += 2)
			if ((uint32_t)(unsigned char)*p == cp)
				hit = p + 1;
		if (hit) {
			str_append_c(out, '\\');
			str_append_c(out, *hit);
		} else if (cp < 0x20 || cp == 0x7F) {
			str_appendf(out, "\\u%04x", (unsigned)cp);
		} else {
			char utf8[4];
			str_append_n(out, utf8, utf8_encode(cp, utf8));
		}
		i += used;
	}
	str_append_c(out, '"');
}

void json_write_key(struct json_writer *w, const char *key)
{
	separate(w);
	append_escaped(w->out, key, strlen(key));
	str_append_c(w->out, ':');
	w->more = false;
}

void json_write_str_n(struct json_writer *w, const char *s, size_t n)
{
	separate(w);
	append_escaped(w->out, s, n);
}

void json_write_str(struct json_writer *w, const char *s)
{
	if (s)
		json_write_str_n(w, s, strlen(s));
	else
		json_write_null(w);
}

void json_write_int(struct json_writer *w, int64_t v)
{
	separate(w);
	str_appendf(w->out, "%lld", (long long)v);
}

/* printf uses the locale's decimal point, which may be several bytes; JSON has '.'. */
static void append_number(struct str *out, const char *printed)
{
	bool point = false;
	for (const char *p = printed; *p; p++) {
		if (strchr("0123456789+-eE", *p)) {
			str_append_c(out, *p);
			point = false;
		} else if (!point) {
			str_append_c(out, '.');
			point = true;
		}
	}
}

void json_write_double(struct json_writer *w, double v)
{
	if (!isfinite(v)) {
		json_write_null(w);
		return;
	}
	separate(w);
	char text[64];
	snprintf(text, sizeof text, "%.15g", v);
	if (strtod(text, NULL) != v)
		snprintf(text, sizeof text, "%.17g", v);
	append_number(w->out, text);
}

void json_write_float(struct json_writer *w, float v)
{
	if (!isfinite(v)) {
		json_write_null(w);
		return;
	}
	separate(w);
	char text[64];
	snprintf(text, sizeof text, "%.9g", (double)v);
	append_number(w->out, text);
}

void json_write_bool(struct json_writer *w, bool v)
{
	separate(w);
	str_append(w->out, v ? "true" : "false");
}

void json_write_null(struct json_writer *w)
{
	separate(w);
	str_append(w->out, "null");
}

void json_write_line_end(struct json_writer *w)
{
	str_append_c(w->out, '\n');
	w->more = false;
}

void json_put_str(struct json_writer *w, const char *key, const char *s)
{
	json_write_key(w, key);
	json_write_str(w, s);
}

void json_put_int(struct json_writer *w, const char *key, int64_t v)
{
	json_write_key(w, key);
	json_write_int(w, v);
}

void json_put_double(struct json_writer *w, const char *key, double v)
{
	json_write_key(w, key);
	json_write_double(w, v);
}

void json_put_bool(struct json_writer *w, const char *key, bool v)
{
	json_write_key(w, key);
	json_write_bool(w, v);
}

void json_put_path(struct json_writer *w, const char *path)
{
	json_put_str(w, "path", path);
	if (!path || utf8_valid(path, strlen(path)))
		return;
	json_write_key(w, "path_hex");
	separate(w);
	str_append_c(w->out, '"');
	for (const char *p = path; *p; p++)
		str_appendf(w->out, "%02x", (unsigned)(unsigned char)*p);
	str_append_c(w->out, '"');
}

struct json_doc {
	json_t *root; /* owned */
};

static const json_t *as_json(const struct json_node *v)
{
	return (const json_t *)v;
}

enum err_code json_doc_parse(
	const char *text, size_t n, struct json_doc **ret, struct err *why)
{
	json_error_t e;
	json_t *root = json_loadb(text, n, JSON_DECODE_ANY | JSON_ALLOW_NUL, &e);
	if (!root)
		return err_set(why, ERR_FORMAT, "JSON, line %d column %d: %s", e.line,
			e.column, e.text);
	struct json_doc *d = xcalloc(1, sizeof *d);
	d->root = root;
	*ret = d;
	return ERR_OK;
}

void json_doc_destroy(struct json_doc *d)
{
	if (!d)
		return;
	json_decref(d->root);
	free(d);
}

const struct json_node *json_doc_root(const struct json_doc *d)
{
	return (const struct json_node *)d->root;
}

const struct json_node *json_node_get(const struct json_node *object, const char *key)
{
	return (const struct json_node *)json_object_get(as_json(object), key);
}

const struct json_node *json_node_at(const struct json_node *array, size_t i)
{
	return (const struct json_node *)json_array_get(as_json(array), i);
}

size_t json_node_len(const struct json_node *array)
{
	return json_array_size(as_json(array));
}

const char *json_node_str(const struct json_node *v)
{
	return json_string_value(as_json(v));
}

bool json_node_int(const struct json_node *v, int64_t *ret)
{
	if (!json_is_integer(as_json(v)))
		return false;
	*ret = json_integer_value(as_json(v));
	return true;
}

bool json_node_double(const struct json_node *v, double *ret)
{
	if (!json_is_number(as_json(v)))
		return false;
	*ret = json_number_value(as_json(v));
	return true;
}

bool json_node_bool(const struct json_node *v, bool *ret)
{
	if (!json_is_boolean(as_json(v)))
		return false;
	*ret = json_is_true(as_json(v));
	return true;
}
