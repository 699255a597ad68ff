#include "codec/decoder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "av_api.h"
#include "base/mem.h"
#include "codec/sniff.h"
#include "decoders.h"
#include "mod_api.h"
#include "sndfile_api.h"
#include "vorbis_api.h"

enum {
	SCRUB_BLOCK = 32, /* samples */
	/* Two or three MP3 frames: encoders and their headers may disagree by so much. */
	LITTLE_FRAMES = 4608,
	LONGEST_S = 1000000 /* eleven days */
};

struct decoder {
	const struct decoder_ops *ops;
	void *state; /* owned, ops->close */
	int channels;
	int64_t position;    /* the frame that is read next */
	int64_t not_numbers; /* samples that were replaced by silence */
	bool told; /* what is wrong with it was said, or there is nothing to say */
};

static const struct {
	enum format format;
	const char *title; /* in words */
	const struct decoder_ops *ops;
} table[] = {
	{FORMAT_MP3, "MP3", &decoder_mpg123},
	{FORMAT_FLAC, "FLAC", &decoder_sndfile},
	{FORMAT_VORBIS, "Ogg Vorbis", &decoder_vorbis},
	{FORMAT_OPUS, "Opus", &decoder_sndfile},
	{FORMAT_WAV, "WAV", &decoder_sndfile},
	{FORMAT_AIFF, "AIFF", &decoder_sndfile},
	{FORMAT_OGG_FLAC, "FLAC", &decoder_av},
	{FORMAT_SPEEX, "Speex", &decoder_av},
	{FORMAT_AAC, "AAC", &decoder_av},
	{FORMAT_MP4, "MP4 (AAC, ALAC)", &decoder_av},
	{FORMAT_ASF, "WMA", &decoder_av},
	{FORMAT_WAVPACK, "WavPack", &decoder_av},
	{FORMAT_APE, "Monkey's Audio", &decoder_av},
	{FORMAT_MUSEPACK, "Musepack", &decoder_av},
	{FORMAT_TTA, "TTA", &decoder_av},
	{FORMAT_DSF, "DSD", &decoder_av},
	{FORMAT_DFF, "DSD", &decoder_av},
	{FORMAT_MATROSKA, "Matroska", &decoder_av},
	{FORMAT_MOD, "MOD", &decoder_openmpt},
	{FORMAT_XM, "XM", &decoder_openmpt},
	{FORMAT_IT, "IT", &decoder_openmpt},
	{FORMAT_S3M, "S3M", &decoder_openmpt},
};
enum { TABLE_N = sizeof table / sizeof *table };
_Static_assert((int)TABLE_N == (int)FORMAT__COUNT - 1, "a decoder for every format");

static enum err_code check_file(int fd, struct err *why)
{
	struct stat st;
	if (fstat(fd, &st) != 0)
		return err_sys(why, errno, "cannot read the file");
	if (S_ISDIR(st.st_mode))
		return err_set(why, ERR_UNSUPPORTED, "this is a folder, not a file");
	if (S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode))
		return err_set(why, ERR_UNSUPPORTED,
			"this is a pipe; only regular files can be played");
	if (!S_ISREG(st.st_mode))
		return err_set(why, ERR_UNSUPPORTED,
			"this is a device; only regular files can be played");
	if (st.st_size == 0)
		return err_set(why, ERR_FORMAT, "the file is empty");
	return ERR_OK;
}

enum err_code decoder_check_format(int rate_hz, int channels, struct err *why)
{
	if (channels < 1 || channels > DECODER_CHANNELS_MAX)
		return err_set(why, ERR_UNSUPPORTED,
			"the file has %d channels; 1 to %d can be played", channels,
			DECODER_CHANNELS_MAX);
	if (rate_hz < DECODER_RATE_MIN_HZ || rate_hz > DECODER_RATE_MAX_HZ)
		return err_set(why, ERR_FORMAT,
			"the file's sampling rate of %d Hz is absurd", rate_hz);
	return ERR_OK;
}

const unsigned char *decoder_vorbis_order(int channels)
{
	static const unsigned char order[DECODER_CHANNELS_MAX][DECODER_CHANNELS_MAX] = {
		{0},
		{0, 1},
		{0, 2, 1},
		{0, 1, 2, 3},
		{0, 2, 1, 3, 4},
		{0, 2, 1, 5, 3, 4},
		{0, 2, 1, 6, 5, 3, 4},
		{0, 2, 1, 7, 5, 6, 3, 4},
	};
	return order[channels - 1];
}

enum err_code decoder_open_fd(int fd, struct decoder **ret, struct err *why)
{
	enum err_code code = check_file(fd, why);
	if (code != ERR_OK)
		return code;
	enum format format = sniff_fd(fd);
	size_t i = 0;
	while (i < TABLE_N && table[i].format != format)
		i++;
	if (i == TABLE_N)
		return err_set(why, ERR_UNSUPPORTED,
			"the file holds no format that can be played here");
	void *state = NULL;
	code = table[i].ops->open(fd, &state, why);
	/* Most of all where the library for it is not installed. */
	if (code == ERR_UNSUPPORTED && format_is_foreign(format))
		return err_prefix(why, "%s cannot be decoded", table[i].title);
	if (code != ERR_OK)
		return code;
	*ret = decoder_wrap(table[i].ops, state);
	return ERR_OK;
}

struct decoder *decoder_wrap(const struct decoder_ops *ops, void *state)
{
	struct decoder_info info;
	struct decoder *d = xcalloc(1, sizeof *d);
	ops->info(state, &info);
	*d = (struct decoder){.ops = ops, .state = state, .channels = info.channels};
	return d;
}

void decoder_preload(void)
{
	(void)av_api_there(NULL);
	(void)mod_api_there(NULL);
	(void)sndfile_api_load(NULL, NULL);
	(void)vorbis_api_load(NULL, NULL);
}

enum err_code decoder_open(const char *path, struct decoder **ret, struct err *why)
{
	/* A FIFO without a writer would make open() wait for ever. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return err_sys(why, errno, "cannot open the file");
	enum err_code code = decoder_open_fd(fd, ret, why);
	if (code != ERR_OK)
		close(fd);
	return code;
}

void decoder_close(struct decoder *d)
{
	if (!d)
		return;
	d->ops->close(d->state);
	free(d);
}

void decoder_info(struct decoder *d, struct decoder_info *ret)
{
	d->ops->info(d->state, ret);
	/* A header that lies: who counts on it would reckon with more than fits. */
	if (ret->rate_hz > 0 && ret->frames / ret->rate_hz > LONGEST_S)
		ret->frames = -1;
}

/* NaN and infinities have all exponent bits set, and one more overflows into the sign. A
 * fixed count, so that it is done by vectors: hardly any block holds one. */
static bool all_finite(const float *v)
{
	uint32_t bits[SCRUB_BLOCK], over = 0;
	memcpy(bits, v, sizeof bits);
	for (int i = 0; i < SCRUB_BLOCK; i++)
		over |= (bits[i] & 0x7F800000u) + 0x00800000u;
	return !(over & 0x80000000u);
}

/* How many were none. */
static int64_t scrub(float *v, size_t n)
{
	int64_t none = 0;
	for (; n >= SCRUB_BLOCK && all_finite(v); n -= SCRUB_BLOCK)
		v += SCRUB_BLOCK;
	for (size_t i = 0; i < n; i++) {
		uint32_t bits;
		memcpy(&bits, v + i, sizeof bits);
		bool is_none = (bits & 0x7F800000u) == 0x7F800000u;
		none += is_none;
		bits = is_none ? 0 : bits;
		memcpy(v + i, &bits, sizeof bits);
	}
	return none;
}

enum err_code decoder_cut(struct err *why)
{
	return err_set(why, ERR_FORMAT, "the file is cut off: its end is missing");
}

enum err_code decoder_damaged(struct err *why)
{
	return err_set(
		why, ERR_FORMAT, "parts of the file are damaged: they were left out");
}

bool decoder_lacks(int64_t frames, int64_t promised, int rate_hz)
{
	int64_t little = promised / 10 < rate_hz ? promised / 10 : rate_hz;
	return promised - frames > (little > LITTLE_FRAMES ? little : LITTLE_FRAMES);
}

/* Behind the last frame: is there anything to say? Once. */
static enum err_code check_end(struct decoder *d, struct err *why)
{
	struct decoder_info info;
	d->ops->info(d->state, &info);
	enum err_code code = d->ops->ended ? d->ops->ended(d->state, why) : ERR_OK;
	if (code == ERR_OK && decoder_lacks(d->position, info.frames, info.rate_hz)) {
		double is = (double)d->position / info.rate_hz,
		       told = (double)info.frames / info.rate_hz;
		code = told < LONGEST_S
			       ? err_set(why, ERR_FORMAT,
					 "the file ends after %.1f of %.1f seconds: it is "
					 "damaged or cut off",
					 is, told)
			       : err_set(why, ERR_FORMAT,
					 "the file ends after %.1f seconds; the length in "
					 "its header is absurd",
					 is);
	}
	if (code == ERR_OK && d->not_numbers > 0)
		code = err_set(why, ERR_FORMAT,
			"%lld of its samples are no numbers: they were played as silence",
			(long long)d->not_numbers);
	d->told = true;
	return code;
}

enum err_code decoder_read(struct decoder *d, float *out, size_t frames,
	size_t *ret_frames, struct err *why)
{
	size_t got = 0;
	enum err_code code = d->ops->read(d->state, out, frames, &got, why);
	if (code == ERR_OK && got == 0 && frames > 0 && !d->told)
		code = check_end(d, why);
	if (code != ERR_OK) {
		struct decoder_info info;
		d->ops->info(d->state, &info);
		d->channels = info.channels;
		return code;
	}
	d->not_numbers += scrub(out, got * (size_t)d->channels);
	d->position += (int64_t)got;
	*ret_frames = got;
	return ERR_OK;
}

enum err_code decoder_seek(struct decoder *d, int64_t frame, struct err *why)
{
	if (frame < 0)
		return err_set(why, ERR_RANGE, "cannot seek to before the start");
	enum err_code code = d->ops->seek(d->state, frame, why);
	if (code == ERR_OK)
		d->position = frame;
	return code;
}
