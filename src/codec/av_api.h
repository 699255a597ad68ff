/*
 * libavformat and libavcodec as a struct of functions: they are loaded when a file first
 * needs them, because linking them would cost every start 25 ms and 22 MB.
 *
 * Private to codec/. Without their headers at build time av_api_load() says so, and
 * nothing else of them exists (CODEC_HAVE_AV).
 */
#ifndef CODEC_AV_API_H
#define CODEC_AV_API_H

#include "base/err.h"

/* Channel layouts as they have been since FFmpeg 5.1. */
#if defined HAVE_LIBAVFORMAT && defined HAVE_LIBAVCODEC && defined HAVE_LIBAVUTIL
#include <libavutil/version.h>
#if LIBAVUTIL_VERSION_INT >= AV_VERSION_INT(57, 24, 100)
#define CODEC_HAVE_AV 1
#endif
#endif

#ifdef CODEC_HAVE_AV

#include <libavcodec/avcodec.h>
#include <libavcodec/vorbis_parser.h>
#include <libavformat/avformat.h>

/* Named as in the libraries, whose headers give the types. */
struct av_api {
	__typeof__(avformat_alloc_context) *format_alloc_context;
	__typeof__(avformat_open_input) *format_open_input;
	__typeof__(avformat_close_input) *format_close_input;
	__typeof__(av_find_input_format) *find_input_format;
	__typeof__(av_read_frame) *read_frame;
	__typeof__(av_seek_frame) *seek_frame;
	__typeof__(avformat_index_get_entry) *index_get_entry;
	__typeof__(av_index_search_timestamp) *index_search;
	__typeof__(avio_alloc_context) *io_alloc_context;
	__typeof__(avio_context_free) *io_context_free;
	__typeof__(avcodec_find_decoder) *find_decoder;
	__typeof__(avcodec_alloc_context3) *codec_alloc_context;
	__typeof__(avcodec_parameters_to_context) *parameters_to_context;
	__typeof__(avcodec_open2) *codec_open;
	__typeof__(avcodec_free_context) *codec_free_context;
	__typeof__(avcodec_send_packet) *send_packet;
	__typeof__(avcodec_receive_frame) *receive_frame;
	__typeof__(av_packet_alloc) *packet_alloc;
	__typeof__(av_packet_free) *packet_free;
	__typeof__(av_packet_unref) *packet_unref;
	__typeof__(av_packet_ref) *packet_ref;
	__typeof__(av_packet_get_side_data) *packet_get_side_data;
	__typeof__(av_get_audio_frame_duration2) *audio_frame_duration;
	__typeof__(av_vorbis_parse_init) *vorbis_parse_init;
	__typeof__(av_vorbis_parse_free) *vorbis_parse_free;
	__typeof__(av_vorbis_parse_frame) *vorbis_parse_frame;
	__typeof__(av_frame_alloc) *frame_alloc;
	__typeof__(av_frame_free) *frame_free;
	__typeof__(av_malloc) *malloc;
	__typeof__(av_max_alloc) *max_alloc;
	__typeof__(av_freep) *freep;
	__typeof__(av_dict_get) *dict_get;
	__typeof__(av_rescale_q) *rescale_q;
	__typeof__(av_get_bytes_per_sample) *bytes_per_sample;
	__typeof__(av_log_set_level) *log_set_level;
};

/* ERR_UNSUPPORTED with what to install. The libraries stay loaded until the process
 * ends. */
enum err_code av_api_load(struct av_api *ret, struct err *why);

#endif

/* The same without the functions: loads them so that a confined process has them. */
enum err_code av_api_there(struct err *why);
/* "59.27.100", or "" where they are not built in. */
const char *av_api_version(void);

#endif
