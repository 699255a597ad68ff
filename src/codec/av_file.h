/*
 * A file as libavformat sees it: its packets of one audio stream, read through our own
 * descriptor, and decoders for them. Private to codec/.
 */
#ifndef CODEC_AV_FILE_H
#define CODEC_AV_FILE_H

#include "av_api.h"

#ifdef CODEC_HAVE_AV

#include <stdbool.h>
#include <stdint.h>

#include "codec/sniff.h"

struct av_file {
	struct av_api api;
	enum format kind;
	int fd;                  /* borrowed */
	int64_t at, bytes;       /* our own position: the descriptor's is not used */
	bool failed;             /* reading from the disk did */
	AVIOContext *io;         /* owned */
	AVFormatContext *format; /* owned */
	AVStream *stream;        /* borrowed from format */
	AVCodecContext *codec;   /* owned */
	AVPacket *packet;        /* owned; the one read last */
};

/* Finds the default audio stream that can be decoded. Whatever comes of it,
 * av_file_finish() follows. */
enum err_code av_file_init(
	struct av_file *f, int fd, enum format kind, struct err *why);
void av_file_finish(struct av_file *f);
/* From the start again, as if just opened, with a new decoder. */
enum err_code av_file_rewind(struct av_file *f, struct err *why);
/* The stream's next packet into f->packet; false: the end, or f->failed. */
bool av_file_next(struct av_file *f);
/* To a packet at or before that time; false: it cannot. */
bool av_file_seek(struct av_file *f, int64_t ts);
/* A decoder that knows nothing of earlier packets, in the place of f->codec. */
enum err_code av_file_new_codec(struct av_file *f, struct err *why);
/* What a failure means: the disk's or the file's. */
enum err_code av_file_error(const struct av_file *f, const char *what, struct err *why);

#endif
#endif
