/* Which formats and libraries are in, for people. */
#include <stdio.h>

#include "av_api.h"
#include "base/str.h"
#include "codec/decoder.h"
#include "mod_api.h"
#include "sndfile_api.h"
#include "vorbis_api.h"

enum library { WITH_MPG123, WITH_SNDFILE, WITH_VORBIS, WITH_AV, WITH_OPENMPT };

static const struct {
	const char *name;
	enum library library;
} names[] = {{"mp3", WITH_MPG123}, {"flac", WITH_SNDFILE}, {"vorbis", WITH_VORBIS},
	{"opus", WITH_SNDFILE}, {"wav", WITH_SNDFILE}, {"aiff", WITH_SNDFILE},
	{"aac", WITH_AV}, {"alac", WITH_AV}, {"wma", WITH_AV}, {"wavpack", WITH_AV},
	{"ape", WITH_AV}, {"musepack", WITH_AV}, {"tta", WITH_AV}, {"dsd", WITH_AV},
	{"speex", WITH_AV}, {"matroska", WITH_AV}, {"mod", WITH_OPENMPT},
	{"xm", WITH_OPENMPT}, {"it", WITH_OPENMPT}, {"s3m", WITH_OPENMPT}};

static enum err_code sndfile_there(struct err *why)
{
	return sndfile_api_load(NULL, why);
}

static enum err_code vorbis_there(struct err *why)
{
	return vorbis_api_load(NULL, why);
}

static const struct {
	const char *name, *formats;
	enum err_code (*there)(struct err *why);
	const char *(*version)(void);
} libraries[] = {
	{"libavformat",
		"AAC, ALAC, WMA, WavPack, Monkey's Audio, Musepack, TTA, DSD, Speex, "
		"Matroska",
		av_api_there, av_api_version},
	{"libopenmpt", "MOD, XM, IT, S3M", mod_api_there, mod_api_version},
	{"libsndfile", "FLAC, Opus, WAV, AIFF", sndfile_there, sndfile_api_version},
	{"libvorbisfile", "Ogg Vorbis", vorbis_there, vorbis_api_version},
};

const char *decoder_format(size_t i)
{
	bool in[] = {[WITH_MPG123] = true,
		[WITH_SNDFILE] = sndfile_there(NULL) == ERR_OK,
		[WITH_VORBIS] = vorbis_there(NULL) == ERR_OK,
		[WITH_AV] = av_api_there(NULL) == ERR_OK,
		[WITH_OPENMPT] = mod_api_there(NULL) == ERR_OK};
	for (size_t k = 0; k < sizeof names / sizeof *names; k++)
		if (in[names[k].library] && i-- == 0)
			return names[k].name;
	return NULL;
}

bool decoder_library(size_t i, struct decoder_library *ret)
{
	struct err why = {0};
	if (i >= sizeof libraries / sizeof *libraries)
		return false;
	ret->name = libraries[i].name;
	ret->formats = libraries[i].formats;
	ret->there = libraries[i].there(&why) == ERR_OK;
	str_copy(ret->text, sizeof ret->text,
		ret->there ? libraries[i].version() : why.msg);
	return true;
}
