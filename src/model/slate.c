#include "model/slate.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static const struct {
	const char *name;
	char letter;
} reasons[] = {
#define X(kind, name, letter) {name, letter},
	REASON_LIST(X)
#undef X
};

const char *reason_name(enum reason_kind k)
{
	return k >= 0 && k < REASON__COUNT ? reasons[k].name : "";
}

char reason_letter(enum reason_kind k)
{
	return k >= 0 && k < REASON__COUNT ? reasons[k].letter : ' ';
}

void slate_finish(struct slate *s)
{
	free(s->pick);
	*s = (struct slate){0};
}

static void pick_put(struct str *b, const struct pick *p, size_t engines)
{
	bytes_put_i64(b, p->recording);
	bytes_put_f32(b, p->score);
	bytes_put_u8(b, (uint8_t)p->reason.kind);
	bytes_put_i64(b, p->reason.other);
	bytes_put_f64(b, p->reason.number);
	bytes_put_f32s(b, p->share, engines);
	bytes_put_f32s(b, p->block_share, 4);
}

static void pick_get(struct bytes_reader *r, struct pick *p, size_t engines)
{
	p->recording = bytes_get_i64(r);
	p->score = bytes_get_f32(r);
	uint8_t kind = bytes_get_u8(r);
	p->reason.kind = kind < REASON__COUNT ? (enum reason_kind)kind : REASON_CHANCE;
	p->reason.other = bytes_get_i64(r);
	p->reason.number = bytes_get_f64(r);
	bytes_get_f32s(r, p->share, engines);
	bytes_get_f32s(r, p->block_share, 4);
}

void slate_put(struct str *b, const struct slate *s)
{
	bytes_put_i64(b, s->id);
	bytes_put_i64(b, s->made_ms);
	bytes_put_u32(b, (uint32_t)s->discover);
	bytes_put_i64(b, s->seed);
	bytes_put_u8(b, (uint8_t)(s->learning | s->caps_relaxed << 1));
	bytes_put_u32(b, (uint32_t)s->engines);
	for (size_t i = 0; i < s->engines; i++) {
		bytes_put_str(b, s->engine[i]);
		bytes_put_f32(b, s->weight[i]);
	}
	bytes_put_u32(b, (uint32_t)s->n);
	for (size_t i = 0; i < s->n; i++)
		pick_put(b, &s->pick[i], s->engines);
}

void slate_get(struct bytes_reader *r, struct slate *s)
{
	*s = (struct slate){0};
	s->id = bytes_get_i64(r);
	s->made_ms = bytes_get_i64(r);
	s->discover = (int)bytes_get_u32(r);
	s->seed = bytes_get_i64(r);
	uint8_t bits = bytes_get_u8(r);
	s->learning = bits & 1;
	s->caps_relaxed = bits >> 1 & 1;
	s->engines = bytes_get_u32(r);
	if (s->engines > SLATE_ENGINES_MAX)
		r->bad = true;
	for (size_t i = 0; !r->bad && i < s->engines; i++) {
		char *name = bytes_get_str(r);
		str_copy(s->engine[i], sizeof s->engine[i], name ? name : "");
		free(name);
		s->weight[i] = bytes_get_f32(r);
	}
	size_t n = bytes_get_u32(r);
	/* A pick takes at least 45 bytes: a lying count cannot make us allocate
	 * much. */
	if (r->bad || n > (size_t)(r->end - r->p) / 45) {
		s->engines = 0;
		r->bad = true;
		return;
	}
	s->pick = xcalloc(n, sizeof *s->pick);
	s->n = n;
	for (size_t i = 0; i < n; i++)
		pick_get(r, &s->pick[i], s->engines);
}
