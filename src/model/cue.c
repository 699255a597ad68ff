#include "model/cue.h"

#include <stdlib.h>
#include <string.h>

void cue_sheet_finish(struct cue_sheet *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->n; i++) {
		free(s->track[i].title);
		free(s->track[i].performer);
		free(s->track[i].songwriter);
		free(s->track[i].file);
	}
	free(s->title);
	free(s->performer);
	free(s->songwriter);
	free(s->genre);
	free(s->date);
	memset(s, 0, sizeof *s);
}

static void put_track(struct str *b, const struct cue_track *t)
{
	bytes_put_str(b, t->title);
	bytes_put_str(b, t->performer);
	bytes_put_str(b, t->songwriter);
	bytes_put_str(b, t->file);
	bytes_put_i64(b, t->number);
	bytes_put_u8(b, (uint8_t)(t->audio | t->has_gain << 1));
	bytes_put_i64(b, t->start_sectors);
	bytes_put_f32(b, t->gain_db);
	bytes_put_f32(b, t->peak);
}

void cue_sheet_put(struct str *b, const struct cue_sheet *s)
{
	const char *const texts[] = {
		s->title, s->performer, s->songwriter, s->genre, s->date};
	const int numbers[] = {s->year, s->disc, s->disc_total};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		bytes_put_str(b, texts[i]);
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		bytes_put_i64(b, numbers[i]);
	bytes_put_u8(b, s->has_gain);
	bytes_put_f32(b, s->gain_db);
	bytes_put_f32(b, s->peak);
	bytes_put_u32(b, (uint32_t)s->n);
	for (size_t i = 0; i < s->n; i++)
		put_track(b, &s->track[i]);
}

static void get_track(struct bytes_reader *r, struct cue_track *t)
{
	t->title = bytes_get_str(r);
	t->performer = bytes_get_str(r);
	t->songwriter = bytes_get_str(r);
	t->file = bytes_get_str(r);
	t->number = (int)bytes_get_i64(r);
	uint8_t flags = bytes_get_u8(r);
	t->audio = flags & 1;
	t->has_gain = flags >> 1 & 1;
	t->start_sectors = bytes_get_i64(r);
	t->gain_db = bytes_get_f32(r);
	t->peak = bytes_get_f32(r);
	if (!t->file || t->number < 0 || t->number > CUE_TRACKS_MAX ||
		t->start_sectors < 0 || t->start_sectors > CUE_SECTORS_MAX)
		r->bad = true;
}

void cue_sheet_get(struct bytes_reader *r, struct cue_sheet *s)
{
	memset(s, 0, sizeof *s);
	char **const texts[] = {
		&s->title, &s->performer, &s->songwriter, &s->genre, &s->date};
	int *const numbers[] = {&s->year, &s->disc, &s->disc_total};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		*texts[i] = bytes_get_str(r);
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		*numbers[i] = (int)bytes_get_i64(r);
	s->has_gain = bytes_get_u8(r) != 0;
	s->gain_db = bytes_get_f32(r);
	s->peak = bytes_get_f32(r);
	size_t n = bytes_get_u32(r);
	if (n > CUE_TRACKS_MAX) {
		r->bad = true;
		return;
	}
	for (; s->n < n && !r->bad; s->n++)
		get_track(r, &s->track[s->n]);
}
