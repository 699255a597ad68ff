/*
 * Little-endian packing for messages between processes and for blobs. Reading never
 * goes past the end: once something is missing, `bad` stays set and zeros come back.
 */
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

void bytes_put_u8(struct str *b, uint8_t v);
void bytes_put_u32(struct str *b, uint32_t v);
void bytes_put_i64(struct str *b, int64_t v);
void bytes_put_f32(struct str *b, float v);
void bytes_put_f64(struct str *b, double v);
void bytes_put_f32s(struct str *b, const float *v, size_t n); /* no length before it */
void bytes_put_blob(struct str *b, const void *p, size_t n);  /* u32 length, bytes */
/* like a blob; NULL is length 2^32-1 */
void bytes_put_str(struct str *b, const char *s);

struct bytes_reader {
	const unsigned char *p, *end; /* borrowed */
	bool bad;
};
void bytes_reader_init(struct bytes_reader *r, const void *p, size_t n);
uint8_t bytes_get_u8(struct bytes_reader *r);
uint32_t bytes_get_u32(struct bytes_reader *r);
int64_t bytes_get_i64(struct bytes_reader *r);
float bytes_get_f32(struct bytes_reader *r);
double bytes_get_f64(struct bytes_reader *r);
void bytes_get_f32s(struct bytes_reader *r, float *out, size_t n);
const void *bytes_get_blob(struct bytes_reader *r, size_t *ret_n); /* borrowed */
char *bytes_get_str(struct bytes_reader *r); /* caller frees; NULL where NULL was put */

#endif
