#include "text/xml.h"

#include <stdbool.h>
#include <string.h>

const char *xml_attribute(const char *const *attribute, const char *name)
{
	for (; attribute[0]; attribute += 2)
		if (strcmp(attribute[0], name) == 0)
			return attribute[1];
	return NULL;
}

#ifdef HAVE_EXPAT

#include <expat.h>
#include <stddef.h>

#include "base/shared_library.h"

static const char SONAME[] = "libexpat.so.1";
enum { SLICE = 1 << 20, DEPTH_MAX = 64 };

/* The functions of expat that are used, under their own types. */
struct xml_api {
	__typeof__(XML_ParserCreate) *create;
	__typeof__(XML_ParserFree) *destroy;
	__typeof__(XML_SetUserData) *set_user_data;
	__typeof__(XML_SetElementHandler) *set_elements;
	__typeof__(XML_SetCharacterDataHandler) *set_text;
	__typeof__(XML_SetEntityDeclHandler) *set_entities;
	__typeof__(XML_Parse) *parse;
	__typeof__(XML_StopParser) *stop;
	__typeof__(XML_GetErrorCode) *error;
	__typeof__(XML_ErrorString) *error_text;
	__typeof__(XML_GetCurrentLineNumber) *line;
};

static const struct shared_symbol symbols[] = {
	{"XML_ParserCreate", offsetof(struct xml_api, create)},
	{"XML_ParserFree", offsetof(struct xml_api, destroy)},
	{"XML_SetUserData", offsetof(struct xml_api, set_user_data)},
	{"XML_SetElementHandler", offsetof(struct xml_api, set_elements)},
	{"XML_SetCharacterDataHandler", offsetof(struct xml_api, set_text)},
	{"XML_SetEntityDeclHandler", offsetof(struct xml_api, set_entities)},
	{"XML_Parse", offsetof(struct xml_api, parse)},
	{"XML_StopParser", offsetof(struct xml_api, stop)},
	{"XML_GetErrorCode", offsetof(struct xml_api, error)},
	{"XML_ErrorString", offsetof(struct xml_api, error_text)},
	{"XML_GetCurrentLineNumber", offsetof(struct xml_api, line)},
};

static enum err_code api_load(struct xml_api *ret, struct err *why)
{
	if (!shared_library_load(
		    SONAME, symbols, sizeof symbols / sizeof *symbols, ret))
		return err_set(why, ERR_UNSUPPORTED,
			"%s is missing: install libexpat1 (Debian, Ubuntu) or expat "
			"(others)",
			SONAME);
	return ERR_OK;
}

enum err_code xml_load(struct err *why)
{
	struct xml_api api;
	return api_load(&api, why);
}

struct reading {
	struct xml_api api;
	const struct xml_reader *to;
	XML_Parser parser;
	int depth;
	bool entities, deep;
};

static void on_open(void *ctx, const char *name, const char **attribute)
{
	struct reading *r = ctx;
	if (++r->depth > DEPTH_MAX) {
		r->deep = true;
		r->api.stop(r->parser, XML_FALSE);
	} else if (r->to->open) {
		r->to->open(r->to->ctx, name, (const char *const *)attribute);
	}
}

static void on_close(void *ctx, const char *name)
{
	struct reading *r = ctx;
	r->depth--;
	if (r->to->close && !r->deep)
		r->to->close(r->to->ctx, name);
}

static void on_text(void *ctx, const char *s, int n)
{
	struct reading *r = ctx;
	if (r->to->text)
		r->to->text(r->to->ctx, s, (size_t)n);
}

/* Entities that grow by being named are the one attack that XML is known for. */
static void on_entity(void *ctx, const char *name, int parameter, const char *value,
	int n, const char *base, const char *system, const char *public_id,
	const char *notation)
{
	struct reading *r = ctx;
	(void)name, (void)parameter, (void)value, (void)n, (void)base, (void)system;
	(void)public_id, (void)notation;
	r->entities = true;
	r->api.stop(r->parser, XML_FALSE);
}

static enum err_code complain(const struct reading *r, struct err *why)
{
	return err_set(why, ERR_FORMAT, "line %lu: %s", r->api.line(r->parser),
		r->entities ? "it declares entities of its own, which are not followed"
		: r->deep   ? "its elements nest too deep"
			    : r->api.error_text(r->api.error(r->parser)));
}

enum err_code xml_read(
	const char *data, size_t n, const struct xml_reader *to, struct err *why)
{
	struct reading r = {.to = to};
	enum err_code code = api_load(&r.api, why);
	if (code)
		return code;
	r.parser = r.api.create(NULL);
	r.api.set_user_data(r.parser, &r);
	r.api.set_elements(r.parser, on_open, on_close);
	r.api.set_text(r.parser, on_text);
	r.api.set_entities(r.parser, on_entity);
	bool last = false;
	while (!code && !last) {
		size_t slice = n > SLICE ? SLICE : n;
		last = slice == n;
		if (r.api.parse(r.parser, data, (int)slice, last) != XML_STATUS_OK)
			code = complain(&r, why);
		data += slice;
		n -= slice;
	}
	r.api.destroy(r.parser);
	return code;
}

#else

enum err_code xml_load(struct err *why)
{
	return err_set(why, ERR_UNSUPPORTED,
		"this linnet was built without expat: install libexpat1-dev (or "
		"expat-devel) and build again");
}

enum err_code xml_read(
	const char *data, size_t n, const struct xml_reader *r, struct err *why)
{
	(void)data, (void)n, (void)r;
	return xml_load(why);
}

#endif
