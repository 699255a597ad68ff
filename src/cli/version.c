#include "version.h"

#include <stdio.h>

#include "audio/output.h"
#include "codec/cue.h"
#include "codec/decoder.h"
#include "codec/picture.h"
#include "codec/fingerprint.h"
#include "dsp/stretch.h"
#include "linalg/linalg.h"
#include "ui/protocol.h"
#include "worker/confine.h"

void version_print(void)
{
	puts("linnet " LINNET_VERSION);
	fputs("formats:    ", stdout);
	for (size_t i = 0; decoder_format(i); i++)
		printf(" %s", decoder_format(i));
	putchar('\n');
	struct decoder_library lib;
	for (size_t i = 0; decoder_library(i, &lib); i++)
		printf("%-12s %s\n", lib.name, lib.text);
	printf("cue sheets:  %s\n",
		cue_available() ? "libcue"
				: "left out: install libcue2 (libcue-dev to build)");
	struct str codecs = {0};
	struct err no_art = {0};
	printf("pictures:    %s, drawn by %s\n", picture_libraries(&codecs),
		protocol_library(&no_art) == ERR_OK ? "libchafa" : no_art.msg);
	str_finish(&codecs);
	const struct output_ops *found[OUTPUT_CHOICES];
	const char *rest;
	size_t n = output_choices("auto", found, &rest, NULL);
	fputs("outputs:    ", stdout);
	for (size_t i = 0; i < n; i++)
		printf(" %s", found[i]->name);
	puts(" null wav wav16");
	struct err why = {0};
	printf("speed:       %s\n", stretch_available(&why) ? "Rubber Band" : why.msg);
	const char *chromaprint = fingerprint_library(&why);
	printf("identity:    %s%s\n", *chromaprint ? "Chromaprint " : "",
		*chromaprint ? chromaprint : why.msg);
	printf("confinement: %s\n", confine_kind());
	struct linalg *l = linalg_open();
	printf("algebra:     %s\n", linalg_name(l));
	linalg_close(l);
}
