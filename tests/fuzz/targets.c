#include "targets.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/io.h"

const struct fuzz_target fuzz_targets[] = {
	{"decoder", fuzz_decoder, true},
	{"sniff", fuzz_sniff, true},
	{"tags", fuzz_tags, true},
	{"picture", fuzz_picture, true},
	{"cue", fuzz_cue, false},
	{"lyrics", fuzz_lyrics, false},
	{"playlist", fuzz_playlist, false},
	{"import", fuzz_import, false},
	{"json", fuzz_json, false},
	{"tsv", fuzz_tsv, false},
	{"conf", fuzz_conf, false},
	{"quote", fuzz_quote, false},
	{"wire", fuzz_wire, false},
	{NULL, NULL, false},
};

const struct fuzz_target *fuzz_target_find(const char *name)
{
	for (const struct fuzz_target *t = fuzz_targets; t->name; t++)
		if (strcmp(t->name, name) == 0)
			return t;
	return NULL;
}

int fuzz_file(const uint8_t *data, size_t n)
{
	int fd = memfd_create("fuzz", MFD_CLOEXEC);
	if (fd < 0 || io_write_full(fd, data, n) != 0) {
		perror("a file in memory");
		exit(2);
	}
	return fd;
}
