/*
 * XML, streamed: libexpat, loaded when a document is first read, so that the player's
 * start does not pay for it. Documents that declare entities of their own are refused.
 */
#ifndef TEXT_XML_H
#define TEXT_XML_H

#include <stddef.h>

#include "base/err.h"

/* Each may be NULL. Text is UTF-8, comes in pieces of n bytes and has no NUL behind it.
 */
struct xml_reader {
	/* attribute: name, value, name, value, …, NULL */
	void (*open)(void *ctx, const char *element, const char *const *attribute);
	void (*text)(void *ctx, const char *s, size_t n);
	void (*close)(void *ctx, const char *element);
	void *ctx;
};

/* Loads the library; a confined process does so before it may open no more files.
 * ERR_UNSUPPORTED: it is missing, `why` says what to install. */
enum err_code xml_load(struct err *why);
/* A whole document; other encodings than UTF-8 as its first line says. ERR_FORMAT: it is
 * none, with its line; what came before it has been told. */
enum err_code xml_read(
	const char *data, size_t n, const struct xml_reader *r, struct err *why);
/* The value of an attribute; NULL: it has none of that name. */
const char *xml_attribute(const char *const *attribute, const char *name);

#endif
