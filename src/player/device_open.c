/* The output thread's way to an open stream: hosts, choice, lists. */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "device_state.h"
#include "presence.h"

/* On any thread of an output's: one look for many changes. */
static void on_change(void *ctx)
{
	struct device *d = ctx;
	if (!atomic_exchange(&d->stirred, true))
		mailbox_try_send(d->requests, &d->look);
}

enum err_code device_load(struct device *d, struct device_output *o, struct err *why)
{
	const struct output_listener listener = {on_change, d};
	if (o->loaded || !o->ops->load)
		return ERR_OK;
	enum err_code code = o->ops->load(&listener, &o->host, why);
	o->loaded = code == ERR_OK;
	return code;
}

void device_unload(struct device_output *o)
{
	if (o->loaded && o->ops->unload)
		o->ops->unload(o->host);
	o->loaded = false;
	o->host = NULL;
}

bool device_is_silent(const struct device *d)
{
	return d->use && !d->from;
}

void device_close_output(struct device *d)
{
	if (!d->use)
		return;
	if (d->running)
		d->use->abort(d->state);
	d->running = false;
	d->use->close(d->state);
	d->use = NULL;
	d->from = NULL;
}

static void use_rate(struct device *d, int rate_hz)
{
	if (d->rt && rt_rate(d->rt) == rate_hz)
		return;
	rt_destroy(d->rt);
	d->rt = rt_create(rate_hz, 2, d->ring_s);
}

/* A host that tells of changes is kept while it works: only a failure shows that it does
 * not any more, so it is reached for a second time then. */
enum err_code device_try(struct device *d, struct device_output *o, const char *name,
	const char *same, void **ret_state, struct output_format *ret_format,
	struct err *why)
{
	for (bool again = false;; again = true) {
		bool fresh = !o->loaded;
		*ret_format = (struct output_format){0};
		enum err_code code = device_load(d, o, why);
		if (code != ERR_OK)
			return code;
		struct output_want want = {.host = o->host,
			.spec = o->ops->list ? name : d->spec,
			.same = same[0] ? same : NULL,
			.rt = d->rt,
			.latency_s = d->latency_s,
			.move = &d->move};
		code = o->ops->open(&want, ret_state, ret_format, why);
		if (code != ERR_DEVICE || !o->ops->tells)
			return code;
		device_unload(o);
		if (again || fresh)
			return code;
	}
}

void device_adopt(struct device *d, struct device_output *o, void *state)
{
	d->use = o->ops;
	d->from = o;
	d->state = state;
	d->id[0] = '\0';
	if (d->use->identify)
		d->use->identify(state, d->id, sizeof d->id);
}

static enum err_code open_one(
	struct device *d, struct device_output *o, const char *name, struct err *why)
{
	struct output_format format;
	void *state = NULL;
	use_rate(d, d->asked_hz);
	enum err_code code = device_try(d, o, name, "", &state, &format, why);
	if (code == ERR_RANGE && format.rate_hz > 0) {
		use_rate(d, format.rate_hz);
		code = device_try(d, o, name, "", &state, &format, why);
	}
	if (code == ERR_OK)
		device_adopt(d, o, state);
	return code;
}

enum err_code device_open_first(struct device *d, const char *name, struct err *why)
{
	struct err kept = {0};
	for (size_t i = 0; i < d->n_outputs; i++) {
		struct err e = {0};
		if (open_one(d, &d->output[i], name, &e) == ERR_OK)
			return ERR_OK;
		if (i == 0 || kept.code != ERR_NOT_FOUND)
			kept = e;
	}
	return err_set(why, kept.code, "%s", kept.msg);
}

static enum err_code open_stand_in(struct device *d, const struct err *missing)
{
	const char *rest;
	struct output_format format;
	struct output_want want = {.spec = "", .rt = d->rt, .latency_s = d->latency_s};
	use_rate(d, d->asked_hz);
	want.rt = d->rt;
	d->use = output_find("null", &rest, NULL);
	d->from = NULL;
	d->id[0] = '\0';
	d->probed_us = clock_mono_us(&d->clock);
	d->presence = presence_read();
	str_copy(d->missing, sizeof d->missing,
		missing->code == ERR_UNSUPPORTED ? missing->msg : "");
	log_write(LOG_WARN, "playing silently: %s", missing->msg);
	return d->use->open(&want, &d->state, &format, NULL);
}

enum err_code device_open_any(struct device *d, struct err *why)
{
	struct err first = {0};
	enum err_code code = device_open_first(d, d->name, &first);
	if (code == ERR_NOT_FOUND && d->name[0] && atomic_load(&d->move)) {
		struct err second = {0};
		code = device_open_first(d, "", &second);
		if (code == ERR_OK)
			d->tell(d->ctx, DEVICE_ELSEWHERE, first.msg);
	}
	if (code == ERR_OK)
		return code;
	if (d->output[0].ops->load && code != ERR_NOT_FOUND)
		return open_stand_in(d, &first);
	return err_set(why, first.code, "%s", first.msg);
}

/* ---- which devices there are */

static size_t list_of(struct device_output *o, struct output_device *out)
{
	return o->loaded && o->ops->list ? o->ops->list(o->host, out, OUTPUT_DEVICES)
					 : 0;
}

/* Of the output that is open, else of the first that has some. */
static size_t list_now(struct device *d, struct output_device *out)
{
	size_t n = d->from ? list_of(d->from, out) : 0;
	for (size_t i = 0; i < d->n_outputs && n == 0; i++)
		n = list_of(&d->output[i], out);
	return n;
}

void device_relist(struct device *d)
{
	struct output_device now[OUTPUT_DEVICES] = {0};
	size_t n = list_now(d, now);
	mutex_lock(d->lock);
	bool changed = n != d->n_listed || memcmp(now, d->listed, n * sizeof *now) != 0;
	memcpy(d->listed, now, n * sizeof *now);
	d->n_listed = n;
	mutex_unlock(d->lock);
	if (changed)
		d->tell(d->ctx, DEVICE_LISTED, "");
}

static bool has_device(struct device *d, const char *name, struct err *why)
{
	struct output_device list[OUTPUT_DEVICES];
	bool any = false;
	for (size_t i = 0; i < d->n_outputs; i++) {
		struct device_output *o = &d->output[i];
		struct err e = {0};
		if (!o->ops->list || device_load(d, o, &e) != ERR_OK)
			continue;
		size_t n = list_of(o, list);
		if (n > 0 && output_device_find(list, n, name, any ? NULL : why) < n)
			return true;
		any = any || n > 0;
	}
	if (!any)
		err_set(why, ERR_NOT_FOUND,
			"no sound device is named %s: there is none at all", name);
	return false;
}

enum err_code device_rename(struct device *d, const char *name, struct err *why)
{
	if (!d->output[0].ops->list)
		return ERR_OK;
	if (name[0] && !has_device(d, name, why))
		return ERR_NOT_FOUND;
	device_close_output(d);
	free(d->name);
	d->name = xstrdup(name);
	d->plight = DEVICE_FINE;
	return ERR_OK;
}
