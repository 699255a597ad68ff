/* Targets that take a file. */
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/rng.h"
#include "codec/decoder.h"
#include "codec/picture.h"
#include "codec/sniff.h"
#include "codec/tags.h"
#include "targets.h"
#include "text/tsv.h"

enum {
	BLOCK = 2048,
	CHANNELS_MAX = 8,
	/* A megabyte of digital silence may rightly be hours: what is read is bounded. */
	FRAMES_MAX = 1 << 18,
	SEEKS = 4
};

/* Sentences are told to people. */
static void check_words(enum err_code code, const struct err *why)
{
	assert(code > ERR_OK && code < ERR__COUNT);
	assert(why->code == code && strlen(why->msg) > 5);
}

/* Reads up to `frames`; false at the end or where it breaks off. */
static bool read_some(struct decoder *d, size_t frames)
{
	static float pcm[(BLOCK + 1) * CHANNELS_MAX];
	while (frames > 0) {
		struct decoder_info info;
		struct err why = {0};
		size_t n = frames < BLOCK ? frames : BLOCK, got = 0;
		decoder_info(d, &info);
		assert(info.channels >= 1 && info.channels <= CHANNELS_MAX);
		assert(info.rate_hz > 0);
		enum err_code code = decoder_read(d, pcm, n, &got, &why);
		if (code != ERR_OK)
			check_words(code, &why);
		if (code != ERR_OK || got == 0)
			return false;
		assert(got <= n);
		for (size_t i = 0; i < got * (size_t)info.channels; i++)
			assert(isfinite(pcm[i]));
		frames -= got;
	}
	return true;
}

static void use(struct decoder *d, uint64_t seed)
{
	struct decoder_info info;
	struct rng r;
	rng_seed(&r, seed);
	read_some(d, FRAMES_MAX);
	decoder_info(d, &info);
	assert(info.frames >= -1 && info.codec && info.codec[0]);
	for (int i = 0; i < SEEKS; i++) {
		uint64_t reach = info.frames > 0 ? (uint64_t)info.frames + 100
						 : (uint64_t)1 << 20;
		struct err why = {0};
		enum err_code code =
			decoder_seek(d, (int64_t)rng_below(&r, reach), &why);
		if (code != ERR_OK)
			check_words(code, &why);
		read_some(d, rng_below(&r, 3 * BLOCK));
	}
}

void fuzz_decoder(const uint8_t *data, size_t n)
{
	struct decoder *d = NULL;
	struct err why = {0};
	int fd = fuzz_file(data, n);
	enum err_code code = decoder_open_fd(fd, &d, &why);
	if (code != ERR_OK) {
		check_words(code, &why);
		close(fd);
		return;
	}
	use(d, n > 0 ? data[n / 2] : 0);
	decoder_close(d);
}

void fuzz_sniff(const uint8_t *data, size_t n)
{
	int fd = fuzz_file(data, n);
	enum format f = sniff_fd(fd);
	struct payload payload = {0};
	struct err why = {0};
	assert(f < FORMAT__COUNT && (f == FORMAT_UNKNOWN) == !*format_name(f));
	/* Of any format: payload_of() must not rely on the sniffing before it. */
	for (int k = 0; k < FORMAT__COUNT; k++) {
		enum err_code code = payload_of(fd, (enum format)k, &payload, &why);
		if (code != ERR_OK)
			check_words(code, &why);
		else
			assert(payload.bytes > 0 && payload.bytes <= (int64_t)n);
	}
	close(fd);
}

void fuzz_tags(const uint8_t *data, size_t n)
{
	struct tags t = {0};
	struct err why = {0};
	int fd = fuzz_file(data, n);
	enum err_code code = tags_read_fd(fd, &t, &why);
	if (code != ERR_OK) {
		check_words(code, &why);
	} else {
		assert(t.rate_hz > 0 && t.channels > 0 && t.duration_ms >= 0);
		assert(t.payload_bytes > 0 && t.payload_bytes <= (int64_t)n);
		assert(!t.title || strlen(t.title) <= TAGS_TEXT_MAX);
		tags_finish(&t);
	}
	close(fd);
}

/* A picture, or sound with one in its tags, and lyrics. */
void fuzz_picture(const uint8_t *data, size_t n)
{
	struct picture p;
	struct str lyrics = {0};
	struct err why = {0};
	int fd = fuzz_file(data, n);
	enum err_code code = picture_read_fd(fd, 64, &p, &why);
	if (code != ERR_OK)
		check_words(code, &why);
	else
		assert(p.width >= 1 && p.width <= 64 && p.height >= 1 &&
			p.height <= 64);
	picture_finish(&p);
	code = lyrics_read_fd(fd, &lyrics, &why);
	assert(code == ERR_OK ? lyrics.len > 0 : code == ERR_NOT_FOUND);
	str_finish(&lyrics);
	close(fd);
}

void fuzz_tsv(const uint8_t *data, size_t n)
{
	struct tsv t;
	struct err why = {0};
	char path[32];
	bool more = true;
	int fd = fuzz_file(data, n);
	snprintf(path, sizeof path, "/dev/fd/%d", fd);
	enum err_code code = tsv_open(&t, path, &why);
	for (long rows = 0; code == ERR_OK && more && rows < 1000000; rows++) {
		int64_t number;
		code = tsv_next(&t, &more, &why);
		if (code != ERR_OK || !more)
			break;
		assert(t.n >= 1 && t.n <= TSV_FIELDS_MAX);
		(void)tsv_is_comment(&t);
		(void)tsv_column(&t, "item");
		(void)tsv_i64(&t, 0, &number, NULL);
		char *at = t.field[t.n - 1];
		while (tsv_word(&at))
			;
	}
	if (code != ERR_OK)
		check_words(code, &why);
	tsv_close(&t);
	close(fd);
}
