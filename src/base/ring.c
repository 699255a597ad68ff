#include "base/ring.h"

size_t ring_room(struct ring *r)
{
	uint64_t tail = atomic_load_explicit(&r->tail, memory_order_acquire);
	return r->size -
	       (size_t)(atomic_load_explicit(&r->head, memory_order_relaxed) - tail);
}

void *ring_write_begin(struct ring *r, size_t *ret_n)
{
	uint64_t head = atomic_load_explicit(&r->head, memory_order_relaxed);
	size_t at = (size_t)head & (r->size - 1), room = ring_room(r);
	*ret_n = room < r->size - at ? room : r->size - at;
	return r->data + at;
}

void ring_write_end(struct ring *r, size_t n)
{
	uint64_t head = atomic_load_explicit(&r->head, memory_order_relaxed);
	atomic_store_explicit(&r->head, head + n, memory_order_release);
}

void ring_discard_to(struct ring *r, uint64_t position)
{
	atomic_store_explicit(&r->discard, position, memory_order_release);
}

uint64_t ring_written(struct ring *r)
{
	return atomic_load_explicit(&r->head, memory_order_acquire);
}

const void *ring_read_begin(struct ring *r, size_t *ret_n)
{
	uint64_t head = atomic_load_explicit(&r->head, memory_order_acquire);
	uint64_t tail = atomic_load_explicit(&r->tail, memory_order_relaxed);
	uint64_t skip = atomic_load_explicit(&r->discard, memory_order_acquire);
	if (skip > tail) {
		tail = skip < head ? skip : head;
		atomic_store_explicit(&r->tail, tail, memory_order_release);
	}
	size_t at = (size_t)tail & (r->size - 1), filled = (size_t)(head - tail);
	*ret_n = filled < r->size - at ? filled : r->size - at;
	return r->data + at;
}

void ring_read_end(struct ring *r, size_t n)
{
	uint64_t tail = atomic_load_explicit(&r->tail, memory_order_relaxed);
	atomic_store_explicit(&r->tail, tail + n, memory_order_release);
}

size_t ring_filled(struct ring *r)
{
	uint64_t tail = atomic_load_explicit(&r->tail, memory_order_acquire);
	uint64_t head = atomic_load_explicit(&r->head, memory_order_acquire);
	return (size_t)(head - tail);
}

uint64_t ring_consumed(struct ring *r)
{
	return atomic_load_explicit(&r->tail, memory_order_acquire);
}
