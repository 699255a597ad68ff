#include "library/duplicates.h"

#include <string.h>

bool duplicates_is_lossless(const char *codec)
{
	static const char *const names[] = {
		"flac", "alac", "wav", "aiff", "wavpack", "ape", "tta", "dsd"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(codec, names[i]) == 0)
			return true;
	return false;
}

/* What a bitrate is worth in kbit/s of MP3: listening tests at 96 to 128 kbit/s put Opus
 * first, then AAC and Vorbis. */
static int worth(const struct duplicate_file *f)
{
	static const struct {
		const char *codec;
		int percent;
	} factor[] = {{"opus", 150}, {"aac", 125}, {"vorbis", 125}, {"musepack", 125}};
	for (size_t i = 0; i < sizeof factor / sizeof *factor; i++)
		if (strcmp(f->codec, factor[i].codec) == 0)
			return f->bitrate_kbps * factor[i].percent / 100;
	return f->bitrate_kbps;
}

/* > 0: a is better, and *reason says why. */
static int better(const struct duplicate_file *a, const struct duplicate_file *b,
	const char **reason)
{
	bool lossless = duplicates_is_lossless(a->codec);
	int d = lossless - duplicates_is_lossless(b->codec);
	*reason = "lossless";
	if (d)
		return d;
	*reason = "more bits";
	if (lossless && a->encoding != b->encoding && a->bits != b->bits)
		return a->bits - b->bits;
	*reason = "higher sample rate";
	if (lossless && a->encoding != b->encoding && a->rate_hz != b->rate_hz)
		return a->rate_hz - b->rate_hz;
	*reason = strcmp(a->codec, b->codec) ? "better codec at its bitrate"
					     : "higher bitrate";
	if (!lossless && a->encoding != b->encoding && worth(a) != worth(b))
		return worth(a) - worth(b);
	*reason = "more complete tags";
	if (a->tags != b->tags)
		return a->tags - b->tags;
	*reason = "it was there first";
	return a->added_s != b->added_s ? (a->added_s < b->added_s ? 1 : -1)
					: (a->track < b->track ? 1 : -1);
}

bool duplicates_is_link(const struct duplicate_file *file, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (file[k].inode == file[i].inode && file[k].size == file[i].size &&
			file[k].encoding == file[i].encoding)
			return true;
	return false;
}

static enum duplicate_kind kind_of(const struct duplicate_file *file, size_t n)
{
	bool all = true;
	for (size_t i = 0; i < n; i++) {
		if (file[i].encoding != file[0].encoding)
			return DUPLICATE_SOUND;
		all = all && file[i].has_whole && file[i].whole == file[0].whole;
	}
	return all ? DUPLICATE_AUDIO : DUPLICATE_LIKELY;
}

struct duplicate_choice duplicates_choose(const struct duplicate_file *file, size_t n)
{
	struct duplicate_choice c = {.kind = kind_of(file, n)};
	const char *reason;
	for (size_t i = 1; i < n; i++)
		if (better(&file[i], &file[c.keep], &reason) > 0)
			c.keep = i;
	/* Against the second best: that is what the choice was about. */
	size_t second = c.keep == 0 ? 1 : 0;
	for (size_t i = 0; i < n; i++)
		if (i != c.keep && i != second &&
			better(&file[i], &file[second], &reason) > 0)
			second = i;
	(void)better(&file[c.keep], &file[second], &c.reason);
	for (size_t i = 0; i < n; i++)
		if (i != c.keep && file[i].inode != file[c.keep].inode &&
			!duplicates_is_link(file, i))
			c.spare_bytes += file[i].size;
	return c;
}
