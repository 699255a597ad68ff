#include "audio/output.h"

#include <string.h>

#include "outputs.h"

/* "null:fast" stands before "null": the first row whose name fits wins. */
static const struct output_ops *const table[] = {
	&output_portaudio,
	&output_null_fast,
	&output_null,
	&output_wav,
};

const struct output_ops *output_find(
	const char *spec, const char **ret_rest, struct err *why)
{
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		size_t n = strlen(table[i]->name);
		if (strncmp(spec, table[i]->name, n) != 0 ||
			(spec[n] && spec[n] != ':'))
			continue;
		const char *rest = spec[n] ? spec + n + 1 : spec + n;
		if (table[i] == &output_wav && !rest[0])
			break;
		if ((table[i] == &output_null || table[i] == &output_null_fast) &&
			rest[0])
			break;
		*ret_rest = rest;
		return table[i];
	}
	err_set(why, ERR_USAGE,
		"there is no output %s; use portaudio, portaudio:DEVICE, null, "
		"null:fast or "
		"wav:FILE",
		spec);
	return NULL;
}
