/* Which formats and libraries are in, for people. */
#include <stdio.h>

#include "av_api.h"
#include "base/str.h"
#include "codec/decoder.h"
#include "mod_api.h"

enum library { CORE, AV, OPENMPT };

static const struct {
	const char *name;
	enum library library;
} names[] = {{"mp3", CORE}, {"flac", CORE}, {"vorbis", CORE}, {"opus", CORE},
	{"wav", CORE}, {"aiff", CORE}, {"aac", AV}, {"alac", AV}, {"wma", AV},
	{"wavpack", AV}, {"ape", AV}, {"musepack", AV}, {"tta", AV}, {"dsd", AV},
	{"speex", AV}, {"matroska", AV}, {"mod", OPENMPT}, {"xm", OPENMPT},
	{"it", OPENMPT}, {"s3m", OPENMPT}};

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
};

const char *decoder_format(size_t i)
{
	bool in[] = {[CORE] = true,
		[AV] = av_api_there(NULL) == ERR_OK,
		[OPENMPT] = mod_api_there(NULL) == ERR_OK};
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
