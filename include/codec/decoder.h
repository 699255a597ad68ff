/*
 * Decoders: a file in, interleaved float32 frames out, exactly the frames that the
 * music has (encoder delay and padding trimmed).
 *
 * The format is told by the content (codec/sniff.h), never by the name. Adding a
 * decoder is one file and one row in the table of decoder.c.
 */
#ifndef CODEC_DECODER_H
#define CODEC_DECODER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct decoder_info {
	int rate_hz;
	int channels;      /* 1…8 */
	int bits;          /* of the source, 0 for lossy codecs */
	int64_t frames;    /* in all, -1 unknown, or told to be absurdly many */
	const char *codec; /* static, as codec_name() (model/tags.h) knows it */
};

/*
 * The contract of an implementation. All calls of one decoder come from one thread.
 * open: takes a readable, seekable descriptor positioned anywhere; on success the
 *       decoder owns it, on failure it is still the caller's. Bad content is ERR_FORMAT
 *       with a sentence, never a crash; sizes from the file are checked before use.
 * read: up to `frames` frames into out (frames * channels floats). *ret_frames 0 is the
 *       end. A damaged stretch is skipped where the library can; otherwise ERR_FORMAT.
 *       NaN and infinities come out as 0. ERR_BUSY, of decoders that another process
 *       feeds only: nothing is ready yet, ask again.
 * ended: (may be NULL) behind the last frame: what the file lacks, as ERR_FORMAT with a
 *       sentence, or ERR_OK. That it holds fewer frames than info says is told without.
 * seek: to an absolute frame; what follows equals a decode from the start.
 * info: may change only when read returns ERR_FORMAT ("the format changes …").
 */
struct decoder_ops {
	const char *name;
	enum err_code (*open)(int fd, void **ret_state, struct err *why);
	enum err_code (*read)(void *state, float *out, size_t frames,
		size_t *ret_frames, struct err *why);
	enum err_code (*seek)(void *state, int64_t frame, struct err *why);
	enum err_code (*ended)(void *state, struct err *why);
	void (*info)(void *state, struct decoder_info *ret);
	void (*close)(void *state);
};

struct decoder;
/* Opens a path (or a descriptor that the decoder then owns); the error names what is
 * wrong, without the path. A FIFO, a directory or a device is ERR_UNSUPPORTED. */
enum err_code decoder_open(const char *path, struct decoder **ret, struct err *why);
enum err_code decoder_open_fd(int fd, struct decoder **ret, struct err *why);
/* A decoder of the caller's own; takes the state, which ops->close frees. */
struct decoder *decoder_wrap(const struct decoder_ops *ops, void *state);
/* Loads all libraries that decode, where they are installed: for a process that may not
 * open files later. Else each is loaded with the first file that needs it. */
void decoder_preload(void);
void decoder_close(struct decoder *d);
void decoder_info(struct decoder *d, struct decoder_info *ret);
/* Behind the last frame it says once, as ERR_FORMAT, what was wrong with the file though
 * it was played: that it is cut off, or held samples that are no numbers. */
enum err_code decoder_read(struct decoder *d, float *out, size_t frames,
	size_t *ret_frames, struct err *why);
enum err_code decoder_seek(struct decoder *d, int64_t frame, struct err *why);
/* Names of the formats that are in, for --version and doctor: "mp3", …; NULL at the
 * end. Loads the libraries of the foreign ones. */
const char *decoder_format(size_t i);
/* Those libraries; false behind the last one. */
struct decoder_library {
	const char *name;    /* static: "libavformat" */
	const char *formats; /* static: what it decodes, in words */
	bool there;
	char text[256]; /* its version, or what to install */
};
bool decoder_library(size_t i, struct decoder_library *ret);

#endif
