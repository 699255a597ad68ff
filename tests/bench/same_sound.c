/*
 * How far apart encodings of the same sound are, and different recordings: bit errors of
 * 1000 between the fingerprints of files. Arguments are folders, each with encodings of
 * one piece of music, and single files, each another piece:
 *
 *	build/bench/same_sound FOLDER… FILE…
 *
 * Prints a line for each name of a file inside folders (its errors against the first of
 * its folder, and how many words of the index they have in common), then the least errors
 * between different pieces.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyze/analyze.h"
#include "base/mem.h"
#include "base/path.h"
#include "codec/decoder.h"
#include "codec/fingerprint.h"
#include "dsp/resample.h"
#include "model/feature.h"

enum { FRAMES = 4096, CHANNELS_MAX = 8 };

struct sound {
	char *path; /* owned */
	int piece;  /* the same number: the same music */
	bool usable;
	struct fingerprint print;
};

struct sounds {
	struct sound *sound; /* owned; (n) */
	size_t n, cap;
};

static bool hear(struct fingerprinter *p, const char *path, struct fingerprint *ret)
{
	static float pcm[FRAMES * CHANNELS_MAX], mono[FRAMES], out[FRAMES];
	struct decoder *d = NULL;
	struct resample *r = NULL;
	struct decoder_info info;
	size_t n = 0;
	if (decoder_open(path, &d, NULL) != ERR_OK)
		return false;
	decoder_info(d, &info);
	bool more = info.channels <= CHANNELS_MAX &&
		    resample_create(info.rate_hz, FEATURE_RATE_HZ, 1, RESAMPLE_HIGH, &r,
			    NULL) == ERR_OK;
	fingerprinter_begin(p);
	while (more && decoder_read(d, pcm, FRAMES, &n, NULL) == ERR_OK && n > 0) {
		for (size_t i = 0; i < n; i++) {
			mono[i] = 0;
			for (int c = 0; c < info.channels; c++)
				mono[i] += pcm[i * (size_t)info.channels + (size_t)c] /
					   (float)info.channels;
		}
		size_t at = 0, taken, made;
		do {
			resample_process(
				r, mono + at, n - at, &taken, out, FRAMES, &made);
			more = fingerprinter_push(p, out, made);
			at += taken;
		} while (more && (at < n || made == FRAMES));
	}
	fingerprinter_end(p, ret);
	resample_destroy(r);
	decoder_close(d);
	return true;
}

static void add(struct sounds *s, struct fingerprinter *p, const char *path, int piece)
{
	struct sound x = {.path = xstrdup(path), .piece = piece};
	if (!hear(p, path, &x.print)) {
		free(x.path);
		return;
	}
	x.usable = fingerprint_usable(&x.print);
	if (!x.usable)
		printf("%s: %zu items, not usable\n", path, x.print.n);
	s->sound = mem_grow(s->sound, &s->cap, s->n + 1, sizeof *s->sound);
	s->sound[s->n++] = x;
}

static int not_hidden(const struct dirent *e)
{
	return e->d_name[0] != '.';
}

static void add_all(
	struct sounds *s, struct fingerprinter *p, const char *path, int piece)
{
	struct dirent **name;
	int n = scandir(path, &name, not_hidden, alphasort);
	if (n < 0) {
		add(s, p, path, piece);
		return;
	}
	for (int i = 0; i < n; i++) {
		char *file = path_join(path, name[i]->d_name);
		add(s, p, file, piece);
		free(file);
		free(name[i]);
	}
	free(name);
}

static int errors(const struct sound *a, const struct sound *b)
{
	uint32_t thin[FINGERPRINT_THIN_MAX];
	size_t n = fingerprint_thin(&b->print, thin);
	return fingerprint_errors(&a->print, thin, n);
}

static int common_words(const struct sound *a, const struct sound *b)
{
	uint32_t v[FINGERPRINT_WORDS], w[FINGERPRINT_WORDS];
	size_t n = fingerprint_words(&a->print, v), m = fingerprint_words(&b->print, w);
	int common = 0;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < m; k++)
			common += v[i] == w[k];
	return common;
}

static void print_same(const struct sounds *s)
{
	for (size_t i = 0, first = 0; i < s->n; i++) {
		if (s->sound[i].piece != s->sound[first].piece)
			first = i;
		if (i != first)
			printf("same %4d  words %2d  %s\n",
				errors(&s->sound[i], &s->sound[first]),
				common_words(&s->sound[i], &s->sound[first]),
				s->sound[i].path);
	}
}

static void print_different(const struct sounds *s)
{
	enum { SHOWN = 200 };
	size_t pairs = 0, candidates = 0, below[11] = {0};
	int least = FINGERPRINT_UNLIKE;
	for (size_t i = 0; i < s->n; i++) {
		for (size_t k = 0; k < s->n; k++) {
			const struct sound *a = &s->sound[i], *b = &s->sound[k];
			if (a->piece == b->piece || !a->usable || !b->usable)
				continue;
			int e = errors(a, b);
			pairs++;
			candidates += common_words(a, b) > 0;
			below[e / 100 < 10 ? e / 100 : 10]++;
			if (e < SHOWN)
				printf("different %d  %s  %s\n", e, a->path, b->path);
			least = e < least ? e : least;
		}
	}
	printf("different: %zu pairs, least %d, %zu with words in common; by hundreds:",
		pairs, least, candidates);
	for (int i = 0; i < 11; i++)
		printf(" %zu", below[i]);
	putchar('\n');
}

int main(int argc, char **argv)
{
	struct sounds s = {0};
	struct fingerprinter *p = NULL;
	struct err why = {0};
	if (fingerprinter_create(&p, &why) != ERR_OK) {
		fprintf(stderr, "same_sound: %s\n", why.msg);
		return 1;
	}
	for (int i = 1; i < argc; i++)
		add_all(&s, p, argv[i], i);
	print_same(&s);
	print_different(&s);
	for (size_t i = 0; i < s.n; i++)
		free(s.sound[i].path);
	free(s.sound);
	fingerprinter_destroy(p);
	return 0;
}
