/*
 * cmus: the cache (version 0x0d, cmus 2.8 and later). Behind eight bytes of header ("CTC",
 * the version, flags: 1 for 64 bits, 2 for big-endian) come entries at multiples of a
 * long: {u32 size, i32 plays, i64 mtime, i32 seconds, i32 bitrate, i32 bpm, 52 reserved
 * bytes}, then strings: file name, codec, profile, and pairs of key and value. The format
 * is that of cache.c of cmus. Playlists and lib.pl are lists of paths, read as M3U.
 */
#include <string.h>

#include "base/bytes.h"
#include "import_read.h"

enum { HEADER = 8, VERSION = 0x0D, FIXED = 80, WIDE = 1, BIG = 2 };

static void take_comment(struct import_track *t, const char *key, const char *value)
{
	if (strcmp(key, "title") == 0)
		import_set(&t->title, value);
	else if (strcmp(key, "artist") == 0)
		import_set(&t->artist, value);
	else if (strcmp(key, "album") == 0)
		import_set(&t->album, value);
}

/* The next of the strings in [*at, end); NULL behind the last. */
static const char *next(const char **at, const char *end)
{
	const char *s = *at;
	const char *nul = s < end ? memchr(s, '\0', (size_t)(end - s)) : NULL;
	if (!nul)
		return NULL;
	*at = nul + 1;
	return s;
}

static void take_entry(struct import_data *d, const char *entry, uint32_t size)
{
	struct bytes_reader r;
	bytes_reader_init(&r, entry + 4, FIXED - 4);
	int32_t plays = (int32_t)bytes_get_u32(&r);
	bytes_get_i64(&r);
	int32_t seconds = (int32_t)bytes_get_u32(&r);
	const char *at = entry + FIXED, *end = entry + size, *key, *value;
	const char *path = next(&at, end);
	/* Streams are no files. */
	if (!path || !*path || (strstr(path, "://") && strncmp(path, "cue://", 6) != 0))
		return;
	struct import_track *t = import_add_track(d, path);
	t->plays = plays > 0 ? plays : 0;
	t->duration_ms = seconds > 0 ? (int64_t)seconds * 1000 : -1;
	next(&at, end);
	next(&at, end);
	while ((key = next(&at, end)) && (value = next(&at, end)))
		take_comment(t, key, value);
}

enum err_code import_read_cmus(
	struct import_data *d, const struct import_text *t, struct err *why)
{
	const unsigned char *h = (const unsigned char *)t->data;
	d->source = IMPORT_CMUS;
	if (t->n < HEADER || h[3] != VERSION)
		return err_set(why, ERR_UNSUPPORTED,
			"a cache of another version of cmus: open it once with cmus "
			"2.8 or later");
	if (h[7] & BIG)
		return err_set(why, ERR_UNSUPPORTED,
			"the cache was written on a big-endian machine");
	size_t align = h[7] & WIDE ? 8 : 4, at = HEADER;
	while (at < t->n) {
		uint32_t size = 0;
		if (t->n - at >= FIXED)
			memcpy(&size, t->data + at, sizeof size);
		if (size < FIXED || size > t->n - at) {
			import_add_trouble(d, 0, t->name, "it is cut off or damaged");
			break;
		}
		take_entry(d, t->data + at, size);
		at += (size + align - 1) / align * align;
	}
	return ERR_OK;
}
