/*
 * What is fuzzed: each target takes any bytes and must come back soon, without a fault
 * and without asking for much memory. fuzz.c gives them to libFuzzer, replay.c feeds
 * them what fuzzing has found.
 */
#ifndef TESTS_FUZZ_TARGETS_H
#define TESTS_FUZZ_TARGETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct fuzz_target {
	const char *name;
	void (*run)(const uint8_t *data, size_t n);
	bool is_sound; /* sound files: pages of Ogg get their checksums mended */
};
extern const struct fuzz_target fuzz_targets[]; /* ends with a NULL name */
const struct fuzz_target *fuzz_target_find(const char *name); /* NULL: unknown */

/* A descriptor of a file in memory that holds the bytes; the caller closes it. */
int fuzz_file(const uint8_t *data, size_t n);

/* files.c */
void fuzz_decoder(const uint8_t *data, size_t n);
void fuzz_sniff(const uint8_t *data, size_t n);
void fuzz_tags(const uint8_t *data, size_t n);
void fuzz_picture(const uint8_t *data, size_t n);
void fuzz_tsv(const uint8_t *data, size_t n);
/* text.c */
void fuzz_cue(const uint8_t *data, size_t n);
void fuzz_lyrics(const uint8_t *data, size_t n);
void fuzz_playlist(const uint8_t *data, size_t n);
void fuzz_json(const uint8_t *data, size_t n);
void fuzz_conf(const uint8_t *data, size_t n);
void fuzz_quote(const uint8_t *data, size_t n);
void fuzz_wire(const uint8_t *data, size_t n);
/* import.c */
void fuzz_import(const uint8_t *data, size_t n);

#endif
