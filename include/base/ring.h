/*
 * Single-producer single-consumer ring of bytes, C11 atomics, no lock, no allocation
 * after ring_init. Two-phase access so that nothing is copied twice. The consumer alone
 * moves the tail: to flush, the producer publishes a position with ring_discard_to()
 * and the consumer's next ring_read_begin() skips to it.
 */
#ifndef BASE_RING_H
#define BASE_RING_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

struct ring {
	unsigned char *data;   /* owned */
	size_t size;           /* a power of two */
	_Atomic uint64_t head; /* bytes ever written; producer only writes */
	_Atomic uint64_t tail; /* bytes ever read; consumer only writes */
	/* the consumer skips up to here; producer only writes */
	_Atomic uint64_t discard;
};

void ring_init(struct ring *r, size_t min_size); /* rounded up to a power of two */
void ring_finish(struct ring *r);

/* Producer. The contiguous room for writing; *ret_n may be less than the whole room. */
void *ring_write_begin(struct ring *r, size_t *ret_n);
void ring_write_end(struct ring *r, size_t n);
size_t ring_room(struct ring *r); /* bytes that can be written in all */
void ring_discard_to(struct ring *r, uint64_t position);
uint64_t ring_written(struct ring *r);

/* Consumer. */
const void *ring_read_begin(struct ring *r, size_t *ret_n);
void ring_read_end(struct ring *r, size_t n);
size_t ring_filled(struct ring *r); /* either side; bytes not read yet */
uint64_t ring_consumed(struct ring *r);

#endif
