/*
 * libFuzzer's side: LINNET_FUZZ names the target. Checksums of Ogg pages are mended
 * after most changes, or else every changed page would be thrown away unread.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "targets.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
size_t LLVMFuzzerMutate(uint8_t *data, size_t n, size_t max);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t n, size_t max, unsigned seed);

static const struct fuzz_target *target(void)
{
	const char *name = getenv("LINNET_FUZZ");
	const struct fuzz_target *t = fuzz_target_find(name ? name : "");
	if (t)
		return t;
	fprintf(stderr, "LINNET_FUZZ names a target, one of:");
	for (t = fuzz_targets; t->name; t++)
		fprintf(stderr, " %s", t->name);
	fputc('\n', stderr);
	exit(2);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	(void)target();
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	target()->run(data, n);
	return 0;
}

/* The checksum of RFC 3533: polynomial 0x04C11DB7, nothing inverted, its own place 0. */
static uint32_t ogg_sum(const uint8_t *p, size_t n)
{
	uint32_t sum = 0;
	for (size_t i = 0; i < n; i++) {
		sum ^= (uint32_t)p[i] << 24;
		for (int k = 0; k < 8; k++)
			sum = sum << 1 ^ (sum >> 31 ? 0x04C11DB7u : 0);
	}
	return sum;
}

static void mend_page(uint8_t *p, size_t left)
{
	size_t n = 27;
	if (left < 27 || left < 27u + p[26])
		return;
	n += p[26];
	for (int i = 0; i < p[26]; i++)
		n += p[27 + i];
	if (n > left)
		return;
	memset(p + 22, 0, 4);
	uint32_t sum = ogg_sum(p, n);
	for (int i = 0; i < 4; i++)
		p[22 + i] = (uint8_t)(sum >> 8 * i);
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t n, size_t max, unsigned seed)
{
	n = LLVMFuzzerMutate(data, n, max);
	if (!target()->is_sound || seed % 8 == 0)
		return n;
	for (size_t i = 0; i + 27 <= n; i++) {
		uint8_t *page = memmem(data + i, n - i, "OggS", 4);
		if (!page)
			break;
		i = (size_t)(page - data);
		mend_page(page, n - i);
	}
	return n;
}
