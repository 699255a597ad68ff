#include "codec/encode.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"
#include "sndfile_api.h"

/* libsndfile's Ogg writers keep a whole write on the stack. */
enum { BLOCK_FRAMES = 2048, OGG_SERIAL = 0x4C4E5431, OGG_BYTES_MAX = 256 << 20 };

struct encoder {
	struct sndfile_api api;
	SNDFILE *sf; /* owned */
	char *path;  /* owned */
	int channels;
	bool ogg;
};

static int sf_format_of(enum format f)
{
	switch (f) {
	case FORMAT_MP3:
		return SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III;
	case FORMAT_FLAC:
		return SF_FORMAT_FLAC | SF_FORMAT_PCM_16;
	case FORMAT_VORBIS:
		return SF_FORMAT_OGG | SF_FORMAT_VORBIS;
	case FORMAT_OPUS:
		return SF_FORMAT_OGG | SF_FORMAT_OPUS;
	case FORMAT_WAV:
		return SF_FORMAT_WAV | SF_FORMAT_PCM_16;
	case FORMAT_AIFF:
		return SF_FORMAT_AIFF | SF_FORMAT_PCM_16;
	default:
		return 0;
	}
}

static void set_quality(
	const struct sndfile_api *api, SNDFILE *sf, enum format f, double quality)
{
	if (f == FORMAT_FLAC) {
		double level = 0.4; /* speed; what is lost is 1 % of size */
		api->command(sf, SFC_SET_COMPRESSION_LEVEL, &level, sizeof level);
	} else if (f == FORMAT_VORBIS) {
		api->command(
			sf, SFC_SET_VBR_ENCODING_QUALITY, &quality, sizeof quality);
	} else {
		double level = 1 - quality;
		api->command(sf, SFC_SET_COMPRESSION_LEVEL, &level, sizeof level);
	}
	api->command(sf, SFC_SET_CLIPPING, NULL, SF_TRUE);
}

enum err_code encoder_open(const char *path, enum format format, int rate_hz,
	int channels, double quality, struct encoder **ret, struct err *why)
{
	SF_INFO info = {.samplerate = rate_hz,
		.channels = channels,
		.format = sf_format_of(format)};
	bool lossy = format == FORMAT_MP3 || format == FORMAT_VORBIS ||
		     format == FORMAT_OPUS;
	struct sndfile_api api;
	enum err_code code = sndfile_api_load(&api, why);
	if (code != ERR_OK)
		return code;
	if (info.format == 0 || (lossy && channels > 2) || !api.format_check(&info))
		return err_set(why, ERR_UNSUPPORTED,
			"cannot write %s at %d Hz with %d channels",
			format_name(format), rate_hz, channels);
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (fd < 0)
		return err_sys(why, errno, "cannot write the file");
	SNDFILE *sf = api.open_fd(fd, SFM_WRITE, &info, SF_TRUE);
	if (!sf) {
		close(fd);
		return err_set(
			why, ERR_UNSUPPORTED, "cannot encode: %s", api.strerror(NULL));
	}
	set_quality(&api, sf, format, quality);
	struct encoder *e = xcalloc(1, sizeof *e);
	*e = (struct encoder){.api = api,
		.sf = sf,
		.path = xstrdup(path),
		.channels = channels,
		.ogg = format == FORMAT_VORBIS || format == FORMAT_OPUS};
	*ret = e;
	return ERR_OK;
}

enum err_code encoder_write(
	struct encoder *e, const float *pcm, size_t frames, struct err *why)
{
	while (frames > 0) {
		size_t n = frames < BLOCK_FRAMES ? frames : BLOCK_FRAMES;
		if (e->api.writef_float(e->sf, pcm, (sf_count_t)n) != (sf_count_t)n)
			return err_set(why, ERR_IO, "cannot encode: %s",
				e->api.strerror(e->sf));
		pcm += n * (size_t)e->channels;
		frames -= n;
	}
	return ERR_OK;
}

/* ---- Ogg: libsndfile draws the stream's serial number from the clock */

static void put_le32(unsigned char *p, uint32_t v)
{
	for (int i = 0; i < 4; i++)
		p[i] = (unsigned char)(v >> 8 * i);
}

/* Ogg's checksum: polynomial 0x04C11DB7, most significant bit first, over the page with
 * its own field 0 (RFC 3533). */
static uint32_t page_checksum(const unsigned char *p, size_t n)
{
	uint32_t table[256];
	for (uint32_t i = 0; i < 256; i++) {
		uint32_t r = i << 24;
		for (int k = 0; k < 8; k++)
			r = r & 0x80000000u ? r << 1 ^ 0x04C11DB7u : r << 1;
		table[i] = r;
	}
	uint32_t sum = 0;
	for (size_t i = 0; i < n; i++)
		sum = sum << 8 ^ table[sum >> 24 ^ p[i]];
	return sum;
}

static enum err_code fix_serial(const char *path, struct err *why)
{
	char *data = NULL;
	size_t n = 0, at = 0;
	enum err_code code = io_read_file(path, OGG_BYTES_MAX, &data, &n, why);
	if (code != ERR_OK)
		return code;
	while (at + 27 <= n && memcmp(data + at, "OggS", 4) == 0) {
		unsigned char *page = (unsigned char *)data + at;
		size_t bytes = 27 + (size_t)page[26];
		for (size_t i = 0; i < page[26] && at + 27 + i < n; i++)
			bytes += page[27 + i];
		if (at + bytes > n)
			break;
		put_le32(page + 14, OGG_SERIAL);
		put_le32(page + 22, 0);
		put_le32(page + 22, page_checksum(page, bytes));
		at += bytes;
	}
	code = at == n ? io_write_file(path, data, n, 0666, why)
		       : err_set(why, ERR_FORMAT,
				 "the encoder wrote a broken Ogg stream");
	free(data);
	return code;
}

enum err_code encoder_close(struct encoder *e, struct err *why)
{
	if (!e)
		return ERR_OK;
	enum err_code code = ERR_OK;
	e->api.write_sync(e->sf);
	if (e->api.close(e->sf) != 0)
		code = err_set(why, ERR_IO, "cannot write the end of the file");
	if (code == ERR_OK && e->ogg)
		code = fix_serial(e->path, why);
	free(e->path);
	free(e);
	return code;
}
