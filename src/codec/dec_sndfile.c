/*
 * FLAC, Opus, WAV and AIFF through libsndfile.
 *
 * An Opus decoder that starts in the middle converges on the stream: its music part
 * (CELT) within the 80 ms of RFC 7845, to the bit; its speech part (SILK, at low bit
 * rates) predicts from what it has made before, which takes seconds to fade: in music at
 * 8 to 48 kbit/s 6 % of seeks are off by more than 1e-4 after 3 s, none after 10 s; with
 * tones that never end it takes longer. CELT makes it begin anew. So a seek begins a
 * minute earlier (.1 s of work) where there is speech right before its target.
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "container.h"
#include "decoders.h"
#include "opus_modes.h"
#include "sndfile_api.h"

enum {
	DISCARD_FRAMES = 1024,
	PREROLL_MS = 200,
	SPEECH_PREROLL_MS = 60000,
	OPUS_HZ = 48000,
	UNKNOWN_BYTES = 0x7FFFF000
};

struct sound {
	struct sndfile_api api;
	SNDFILE *sf; /* owned */
	int fd;      /* owned once open */
	struct decoder_info info;
	int64_t position;
	bool opus;
	/* Opus came to its end, or a seek failed: libsndfile may then hold less than no
	 * samples, and loop for ever in its next seek. It is opened anew before. */
	bool doubtful;
};

static int bits_of(int subtype)
{
	switch (subtype) {
	case SF_FORMAT_PCM_S8:
	case SF_FORMAT_PCM_U8:
		return 8;
	case SF_FORMAT_PCM_16:
		return 16;
	case SF_FORMAT_PCM_24:
		return 24;
	case SF_FORMAT_PCM_32:
	case SF_FORMAT_FLOAT:
		return 32;
	case SF_FORMAT_DOUBLE:
		return 64;
	default:
		return 0;
	}
}

/* NULL: a format that libsndfile reads and we leave to others. */
static const char *codec_of(int format)
{
	switch (format & SF_FORMAT_TYPEMASK) {
	case SF_FORMAT_FLAC:
		return "flac";
	case SF_FORMAT_OGG:
		return (format & SF_FORMAT_SUBMASK) == SF_FORMAT_OPUS ? "opus" : NULL;
	case SF_FORMAT_WAV:
	case SF_FORMAT_WAVEX:
	case SF_FORMAT_RF64:
	case SF_FORMAT_W64:
		return "wav";
	case SF_FORMAT_AIFF:
		return "aiff";
	default:
		return NULL;
	}
}

/* libsndfile's sentences are for programmers, but for those that tell of the disk. */
static enum err_code failed(
	const struct sndfile_api *api, SNDFILE *sf, const char *what, struct err *why)
{
	if (api->error(sf) == SF_ERR_SYSTEM)
		return err_set(why, ERR_IO, "the file cannot be read from the disk");
	const char *text = api->strerror(sf);
	log_write(LOG_DEBUG, "libsndfile: %s", text ? text : "unknown error");
	return err_set(why, ERR_FORMAT, "%s", what);
}

static enum err_code sound_open(int fd, void **ret_state, struct err *why)
{
	/* libsndfile takes the position of a descriptor for the start of the file. */
	if (lseek(fd, 0, SEEK_SET) != 0)
		return err_sys(why, errno, "cannot seek in the file");
	SF_INFO sf = {0};
	struct sndfile_api api;
	enum err_code code = sndfile_api_load(&api, why);
	if (code != ERR_OK)
		return code;
	SNDFILE *file = api.open_fd(fd, SFM_READ, &sf, SF_FALSE);
	if (!file)
		return failed(&api, NULL, "the file is damaged or cut off", why);
	const char *codec = codec_of(sf.format);
	code = codec ? decoder_check_format(sf.samplerate, sf.channels, why)
		     : err_set(why, ERR_UNSUPPORTED,
			       "the file holds no format that can be played here");
	if (code != ERR_OK) {
		api.close(file);
		return code;
	}
	struct sound *s = xcalloc(1, sizeof *s);
	s->api = api;
	s->sf = file;
	s->fd = fd;
	s->opus = codec[0] == 'o';
	s->info = (struct decoder_info){.rate_hz = sf.samplerate,
		.channels = sf.channels,
		.bits = bits_of(sf.format & SF_FORMAT_SUBMASK),
		.frames = sf.frames < 0 || sf.frames == SF_COUNT_MAX ? -1 : sf.frames,
		.codec = codec};
	*ret_state = s;
	return ERR_OK;
}

static void sound_close(void *state)
{
	struct sound *s = state;
	if (!s)
		return;
	s->api.close(s->sf);
	close(s->fd);
	free(s);
}

static void reorder(float *pcm, size_t frames, int channels)
{
	const unsigned char *order = decoder_vorbis_order(channels);
	for (size_t i = 0; i < frames; i++, pcm += channels) {
		float one[DECODER_CHANNELS_MAX];
		for (int c = 0; c < channels; c++)
			one[c] = pcm[order[c]];
		for (int c = 0; c < channels; c++)
			pcm[c] = one[c];
	}
}

static enum err_code sound_read(
	void *state, float *out, size_t frames, size_t *ret_frames, struct err *why)
{
	struct sound *s = state;
	sf_count_t n = s->api.readf_float(s->sf, out, (sf_count_t)frames);
	if (n <= 0 && s->api.error(s->sf) != SF_ERR_NO_ERROR)
		return failed(&s->api, s->sf, "the file is damaged", why);
	if (n > 0)
		s->position += n;
	s->doubtful = s->doubtful || n < (sf_count_t)frames;
	if (n > 0 && s->opus)
		reorder(out, (size_t)n, s->info.channels);
	*ret_frames = n > 0 ? (size_t)n : 0;
	return ERR_OK;
}

/* Decodes and drops what comes before a frame. */
static enum err_code discard_to(struct sound *s, int64_t frame, struct err *why)
{
	float drop[DISCARD_FRAMES * DECODER_CHANNELS_MAX];
	while (s->position < frame) {
		int64_t left = frame - s->position;
		size_t n = left < DISCARD_FRAMES ? (size_t)left : DISCARD_FRAMES,
		       got = 0;
		enum err_code code = sound_read(s, drop, n, &got, why);
		if (code != ERR_OK || got == 0)
			return code;
	}
	return ERR_OK;
}

static bool open_again(struct sound *s)
{
	SF_INFO sf = {0};
	if (lseek(s->fd, 0, SEEK_SET) != 0)
		return false;
	SNDFILE *file = s->api.open_fd(s->fd, SFM_READ, &sf, SF_FALSE);
	if (!file)
		return false;
	s->api.close(s->sf);
	s->sf = file;
	s->doubtful = false;
	return sf.channels == s->info.channels;
}

/*
 * libsndfile calls some good Opus files malformed when it seeks close to their end:
 * then decoding starts earlier, at worst at the start of the file.
 */
static int64_t seek_before(struct sound *s, int64_t frame)
{
	/* Where the stream's own positions begin, pre-skip and all, is not known here: a
	 * second of doubt. */
	int64_t rate = s->info.rate_hz, at, got,
		target = (int64_t)((double)frame / (double)rate * OPUS_HZ);
	bool speech = opus_has_speech(s->fd, target - OPUS_HZ, target + OPUS_HZ);
	int64_t back = rate * (speech ? SPEECH_PREROLL_MS : PREROLL_MS) / 1000;
	do {
		at = frame > back ? frame - back : 0;
		if (s->doubtful && !open_again(s))
			return -1;
		got = s->api.seek(s->sf, at, SEEK_SET);
		s->doubtful = got != at;
		back *= 4;
	} while (got != at && at > 0);
	return got;
}

static enum err_code sound_seek(void *state, int64_t frame, struct err *why)
{
	struct sound *s = state;
	if (s->info.frames >= 0 && frame > s->info.frames)
		frame = s->info.frames;
	/* Within a distance that is beyond its int, libsndfile never arrives. */
	if (s->opus && s->info.frames > INT_MAX && !opus_is_gapless(s->fd))
		return err_set(why, ERR_FORMAT,
			"the file is damaged: the length in its header is absurd");
	int64_t at =
		s->opus ? seek_before(s, frame) : s->api.seek(s->sf, frame, SEEK_SET);
	if (at < 0)
		return failed(&s->api, s->sf,
			"the file is damaged: no seek in it works", why);
	s->position = at;
	return discard_to(s, frame, why);
}

/* Bytes that the header of a WAV or AIFF file promises and that are not there. */
static int64_t missing_bytes(int fd, bool aiff)
{
	struct stat st;
	int64_t at, n;
	if (fstat(fd, &st) != 0 || !container_chunk(fd, container_front_end(fd),
					   aiff ? "SSND" : "data", aiff, &at, &n))
		return 0;
	/* Who writes into a pipe knows no length and writes as much as there can be. */
	return n < UNKNOWN_BYTES && at + n > st.st_size ? at + n - st.st_size : 0;
}

static enum err_code sound_ended(void *state, struct err *why)
{
	struct sound *s = state;
	if (s->opus)
		return ogg_is_cut(s->fd) ? decoder_cut(why) : ERR_OK;
	if (s->info.codec[0] != 'w' && s->info.codec[0] != 'a')
		return ERR_OK;
	int64_t width = s->info.channels * (s->info.bits > 0 ? s->info.bits / 8 : 1),
		lost = missing_bytes(s->fd, s->info.codec[0] == 'a') / width;
	return decoder_lacks(s->position, s->position + lost, s->info.rate_hz)
		       ? decoder_cut(why)
		       : ERR_OK;
}

static void sound_info(void *state, struct decoder_info *ret)
{
	const struct sound *s = state;
	*ret = s->info;
}

const struct decoder_ops decoder_sndfile = {
	.name = "sndfile",
	.open = sound_open,
	.read = sound_read,
	.seek = sound_seek,
	.ended = sound_ended,
	.info = sound_info,
	.close = sound_close,
};
