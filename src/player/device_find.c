/* What the output thread does about devices that go, come back, and change. */
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/str.h"
#include "device_state.h"
#include "presence.h"

enum {
	CHECK_MS = 500,       /* is it alive; is it back */
	LOOK_MS = 1000,       /* has anything changed that hints at a device */
	PROBE_MS = 15 * 1000, /* look for a device without a hint */
	WARM_MS = 300 /* load the library after that, so that the first play need not */
};

static void tell_name(struct device *d, enum device_news news)
{
	char name[64];
	d->use->describe(d->state, name, sizeof name);
	d->tell(d->ctx, news, name);
}

void device_lose(struct device *d, enum output_life life, const char *reason)
{
	bool real_time = d->use->real_time, move = atomic_load(&d->move);
	char name[64];
	d->use->describe(d->state, name, sizeof name);
	log_write(LOG_WARN, "lost the sound device %s: %s", name, reason);
	if (d->from)
		d->lost_from = d->from;
	str_copy(d->same, sizeof d->same, move ? "" : d->id);
	device_close_output(d);
	if (life == OUTPUT_DEAD)
		device_unload(d->lost_from);
	d->wanted = false;
	if (!real_time) {
		d->tell(d->ctx, DEVICE_BROKEN, reason);
		return;
	}
	bool held = life == OUTPUT_GONE && !move;
	d->plight = held ? DEVICE_WAITED : DEVICE_MISSED;
	d->told = !held;
	d->tell(d->ctx, held ? DEVICE_HELD : DEVICE_LOST, held ? name : reason);
}

static void miss_any(struct device *d)
{
	d->plight = DEVICE_MISSED;
	d->same[0] = '\0';
}

/* Starts what was opened for music that waited. */
static bool start_again(struct device *d)
{
	struct err why = {0};
	d->running = d->use->start(d->state, &why) == ERR_OK;
	if (d->running)
		return true;
	log_write(LOG_WARN, "the sound device does not start: %s", why.msg);
	device_close_output(d);
	return false;
}

/* Opens o for the music that the rt holds; false: not now. At another rate the pump is
 * asked to come anew. */
static bool open_for_rest(
	struct device *d, struct device_output *o, const char *name, const char *same)
{
	struct output_format format;
	struct err why = {0};
	void *state = NULL;
	enum err_code code = device_try(d, o, name, same, &state, &format, &why);
	if (code == ERR_RANGE && format.rate_hz > 0) {
		d->plight = DEVICE_FINE;
		d->wanted = false;
		d->tell(d->ctx, DEVICE_FORMAT, "");
		return true;
	}
	if (code != ERR_OK)
		return false;
	device_adopt(d, o, state);
	return true;
}

void device_resume(struct device *d)
{
	for (size_t pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < d->n_outputs; i++) {
			if (!open_for_rest(d, &d->output[i], pass ? "" : d->name, ""))
				continue;
			d->plight = DEVICE_FINE;
			if (!d->use || start_again(d))
				return;
		}
		if (!d->name[0])
			break;
	}
	miss_any(d);
	d->told = true;
	d->tell(d->ctx, DEVICE_LOST, "there is no sound device");
}

/* The list of a host that does not tell is frozen while it is loaded: the whole recipe. */
static void look_for_lost(struct device *d)
{
	struct device_output *o = d->lost_from;
	bool held = d->plight == DEVICE_WAITED;
	if (!o->ops->tells)
		device_unload(o);
	bool found = open_for_rest(d, o, d->name, d->same);
	if (!found && !d->same[0] && d->name[0])
		found = open_for_rest(d, o, "", "");
	if (!found || !d->use || (!held && !start_again(d)))
		return;
	d->plight = DEVICE_FINE;
	tell_name(d, DEVICE_BACK);
}

/* While the null output stands in. A library is loaded only after something changed that
 * a device would change, and every PROBE_MS. */
static void look_for_any(struct device *d)
{
	int64_t now = clock_mono_us(&d->clock);
	uint64_t presence = presence_read();
	if (presence == d->presence && now - d->probed_us < PROBE_MS * 1000)
		return;
	d->presence = presence;
	d->probed_us = now;
	bool was_running = d->running;
	for (size_t i = 0; i < d->n_outputs; i++) {
		struct device_output *o = &d->output[i];
		struct output_format format;
		void *state = NULL;
		device_unload(o);
		enum err_code code =
			device_try(d, o, d->name, "", &state, &format, NULL);
		if (code == ERR_RANGE && format.rate_hz > 0) {
			d->asked_hz = 0; /* the stand-in does not fit any more */
			d->tell(d->ctx, DEVICE_FORMAT, "");
			return;
		}
		if (code != ERR_OK)
			continue;
		device_close_output(d);
		device_adopt(d, o, state);
		struct err why = {0};
		if (was_running && d->use->start(d->state, &why) != ERR_OK) {
			device_lose(d, OUTPUT_DEAD, why.msg);
			return;
		}
		d->running = was_running;
		tell_name(d, DEVICE_FOUND);
		return;
	}
}

/* What is open: does it live, and is it still where it was? */
static void look_at_open(struct device *d)
{
	char id[OUTPUT_ID] = "";
	enum output_life life = d->use->life(d->state);
	if (life != OUTPUT_LIVES && !d->running) {
		struct device_output *from = d->from;
		device_close_output(d);
		if (life == OUTPUT_DEAD && from)
			device_unload(from);
		return;
	}
	if (life != OUTPUT_LIVES) {
		device_lose(d, life,
			d->use->real_time ? "it went away" : "it cannot be written");
		return;
	}
	if (!d->use->identify)
		return;
	d->use->identify(d->state, id, sizeof id);
	if (strcmp(id, d->id) == 0)
		return;
	str_copy(d->id, sizeof d->id, id);
	tell_name(d, DEVICE_MOVED);
}

/* The first output whose host answers: the others are asked when they are needed. */
static void warm(struct device *d)
{
	d->warmed = true;
	for (size_t i = 0; i < d->n_outputs; i++)
		if (device_load(d, &d->output[i], NULL) == ERR_OK)
			return;
}

void device_check(struct device *d)
{
	if (!d->warmed)
		warm(d);
	if ((d->plight == DEVICE_MISSED && d->wanted) || d->plight == DEVICE_WAITED)
		look_for_lost(d);
	else if (device_is_silent(d))
		look_for_any(d);
	else if (d->use)
		look_at_open(d);
	device_relist(d);
}

int device_wait_ms(const struct device *d)
{
	if (device_is_silent(d) && d->output[0].ops->load)
		return LOOK_MS;
	if (!d->warmed && d->output[0].ops->load)
		return WARM_MS;
	if ((d->plight == DEVICE_MISSED && d->wanted) || d->plight == DEVICE_WAITED)
		return CHECK_MS;
	return d->running && !d->use->tells ? CHECK_MS : -1;
}
