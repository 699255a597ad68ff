#include "audio/output.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "outputs.h"

/* "null:fast" stands before "null": the first row whose name fits wins. */
static const struct output_ops *const table[] = {
#ifdef HAVE_LIBPULSE
	&output_pulse,
#endif
	&output_portaudio,
	&output_null_fast,
	&output_null,
	&output_wav,
	&output_wav16,
};

/* What "auto" tries, in this order. */
static const struct output_ops *const automatic[] = {
#ifdef HAVE_LIBPULSE
	&output_pulse,
#endif
	&output_portaudio,
};
_Static_assert(sizeof automatic / sizeof *automatic <= OUTPUT_CHOICES, "no room");

const struct output_ops *output_find(
	const char *spec, const char **ret_rest, struct err *why)
{
	if (strcmp(spec, "auto") == 0) {
		*ret_rest = spec + strlen(spec);
		return automatic[0];
	}
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		size_t n = strlen(table[i]->name);
		if (strncmp(spec, table[i]->name, n) != 0 ||
			(spec[n] && spec[n] != ':'))
			continue;
		const char *rest = spec[n] ? spec + n + 1 : spec + n;
		if ((table[i] == &output_wav || table[i] == &output_wav16) && !rest[0])
			break;
		if ((table[i] == &output_null || table[i] == &output_null_fast) &&
			rest[0])
			break;
		*ret_rest = rest;
		return table[i];
	}
	err_set(why, ERR_USAGE,
		"there is no output %s; use auto, pulse[:DEVICE], portaudio[:DEVICE], "
		"null, null:fast, wav:FILE or wav16:FILE",
		spec);
	return NULL;
}

size_t output_choices(const char *spec, const struct output_ops *ret[OUTPUT_CHOICES],
	const char **ret_rest, struct err *why)
{
	ret[0] = output_find(spec, ret_rest, why);
	if (!ret[0] || strcmp(spec, "auto") != 0)
		return ret[0] != NULL;
	memcpy(ret, automatic, sizeof automatic);
	return sizeof automatic / sizeof *automatic;
}

static bool contains(const char *text, const char *part)
{
	size_t n = strlen(part);
	for (; *text; text++)
		if (strncasecmp(text, part, n) == 0)
			return true;
	return n == 0;
}

/* Its name, else a part of its name or description, whatever the case. */
static bool is_meant(const struct output_device *d, const char *name)
{
	return contains(d->name, name) || contains(d->description, name);
}

size_t output_device_find(
	const struct output_device *d, size_t n, const char *name, struct err *why)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(d[i].name, name) == 0)
			return i;
	for (size_t i = 0; i < n; i++)
		if (is_meant(&d[i], name))
			return i;
	struct str names = {0};
	for (size_t i = 0; i < n; i++)
		str_appendf(&names, "%s%s",
			i == 0      ? "; there are: "
			: i + 1 < n ? ", "
				    : " and ",
			d[i].description);
	err_set(why, ERR_NOT_FOUND, "no sound device is named %s%s", name,
		n ? str_text(&names) : "");
	str_finish(&names);
	return n;
}

static void nothing(void *ctx)
{
	(void)ctx;
}

size_t output_devices(
	struct output_device *out, size_t max, const char **ret_output, struct err *why)
{
	const struct output_listener nobody = {nothing, NULL};
	for (size_t i = 0; i < sizeof automatic / sizeof *automatic; i++) {
		void *host = NULL;
		if (automatic[i]->load(&nobody, &host, why) != ERR_OK)
			continue;
		size_t n = automatic[i]->list(host, out, max);
		automatic[i]->unload(host);
		*ret_output = automatic[i]->name;
		if (n > 0)
			return n;
	}
	return 0;
}
