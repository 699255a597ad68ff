#include "av_api.h"

#include <stddef.h>
#include <stdio.h>

#include "base/shared_library.h"

#ifdef CODEC_HAVE_AV

/* The soname is that of the headers: another version has other structs. */
#define TEXT_OF(x) #x
#define TEXT(x) TEXT_OF(x)
#define FORMAT_MAJOR TEXT(LIBAVFORMAT_VERSION_MAJOR)
#define CODEC_MAJOR TEXT(LIBAVCODEC_VERSION_MAJOR)
#define UTIL_MAJOR TEXT(LIBAVUTIL_VERSION_MAJOR)

enum { FORMAT, CODEC, UTIL, LIBRARIES };
enum { BYTES_MAX = 256 << 20 /* that the libraries may ask for at once */ };

static const char *const sonames[LIBRARIES] = {"libavformat.so." FORMAT_MAJOR,
	"libavcodec.so." CODEC_MAJOR, "libavutil.so." UTIL_MAJOR};

static const struct shared_symbol symbols[] = {
	{"avformat_alloc_context", offsetof(struct av_api, format_alloc_context)},
	{"avformat_open_input", offsetof(struct av_api, format_open_input)},
	{"avformat_close_input", offsetof(struct av_api, format_close_input)},
	{"av_find_input_format", offsetof(struct av_api, find_input_format)},
	{"av_read_frame", offsetof(struct av_api, read_frame)},
	{"av_seek_frame", offsetof(struct av_api, seek_frame)},
	{"avformat_index_get_entry", offsetof(struct av_api, index_get_entry)},
	{"av_index_search_timestamp", offsetof(struct av_api, index_search)},
	{"avio_alloc_context", offsetof(struct av_api, io_alloc_context)},
	{"avio_context_free", offsetof(struct av_api, io_context_free)},
	{"avcodec_find_decoder", offsetof(struct av_api, find_decoder)},
	{"avcodec_alloc_context3", offsetof(struct av_api, codec_alloc_context)},
	{"avcodec_parameters_to_context",
		offsetof(struct av_api, parameters_to_context)},
	{"avcodec_open2", offsetof(struct av_api, codec_open)},
	{"avcodec_free_context", offsetof(struct av_api, codec_free_context)},
	{"avcodec_send_packet", offsetof(struct av_api, send_packet)},
	{"avcodec_receive_frame", offsetof(struct av_api, receive_frame)},
	{"av_packet_alloc", offsetof(struct av_api, packet_alloc)},
	{"av_packet_free", offsetof(struct av_api, packet_free)},
	{"av_packet_unref", offsetof(struct av_api, packet_unref)},
	{"av_packet_ref", offsetof(struct av_api, packet_ref)},
	{"av_packet_get_side_data", offsetof(struct av_api, packet_get_side_data)},
	{"av_get_audio_frame_duration2", offsetof(struct av_api, audio_frame_duration)},
	{"av_vorbis_parse_init", offsetof(struct av_api, vorbis_parse_init)},
	{"av_vorbis_parse_free", offsetof(struct av_api, vorbis_parse_free)},
	{"av_vorbis_parse_frame", offsetof(struct av_api, vorbis_parse_frame)},
	{"av_frame_alloc", offsetof(struct av_api, frame_alloc)},
	{"av_frame_free", offsetof(struct av_api, frame_free)},
	{"av_malloc", offsetof(struct av_api, malloc)},
	{"av_max_alloc", offsetof(struct av_api, max_alloc)},
	{"av_freep", offsetof(struct av_api, freep)},
	{"av_dict_get", offsetof(struct av_api, dict_get)},
	{"av_rescale_q", offsetof(struct av_api, rescale_q)},
	{"av_get_bytes_per_sample", offsetof(struct av_api, bytes_per_sample)},
	{"av_log_set_level", offsetof(struct av_api, log_set_level)},
};

static enum err_code absent(struct err *why)
{
	return err_set(why, ERR_UNSUPPORTED,
		"%s is missing: install libavformat%s (Debian, Ubuntu), "
		"libavformat-free (Fedora) or ffmpeg (others)",
		sonames[FORMAT], FORMAT_MAJOR);
}

enum err_code av_api_load(struct av_api *ret, struct err *why)
{
	void *library[LIBRARIES];
	for (int i = 0; i < LIBRARIES; i++) {
		library[i] = shared_library_open(sonames[i]);
		if (!library[i])
			return absent(why);
	}
	/* It needs the others. */
	if (!shared_library_find(
		    library[FORMAT], symbols, sizeof symbols / sizeof *symbols, ret))
		return absent(why);
	/* Its messages would go to descriptor 2. */
	ret->log_set_level(AV_LOG_QUIET);
	/* A tag of some bytes may promise a picture of gigabytes. */
	ret->max_alloc((size_t)BYTES_MAX);
	return ERR_OK;
}

enum err_code av_api_there(struct err *why)
{
	struct av_api api;
	return av_api_load(&api, why);
}

const char *av_api_version(void)
{
	return AV_STRINGIFY(LIBAVFORMAT_VERSION);
}

#else

enum err_code av_api_there(struct err *why)
{
	return err_set(why, ERR_UNSUPPORTED,
		"this linnet was built without libavformat 5.1 or newer: install "
		"libavformat-dev and libavcodec-dev (or ffmpeg-devel) and build again");
}

const char *av_api_version(void)
{
	return "";
}

#endif
