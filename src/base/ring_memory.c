/* The part of base/ring.h that allocates, apart from what the audio callback links. */
#include <stdlib.h>

#include "base/mem.h"
#include "base/ring.h"

void ring_init(struct ring *r, size_t min_size)
{
	r->size = 64;
	while (r->size < min_size)
		r->size *= 2;
	r->data = xmalloc(r->size);
	atomic_init(&r->head, 0);
	atomic_init(&r->tail, 0);
	atomic_init(&r->discard, 0);
}

void ring_finish(struct ring *r)
{
	free(r->data);
	r->data = NULL;
	r->size = 0;
}
