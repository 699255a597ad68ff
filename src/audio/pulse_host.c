#ifdef HAVE_LIBPULSE

#include "pulse_host.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"

/* A server that does not answer is no server: the next output is tried. */
enum { CONNECT_MS = 1000 };

void pulse_lock(struct pulse *h)
{
	h->lib.threaded_mainloop_lock(h->loop);
}

void pulse_unlock(struct pulse *h)
{
	h->lib.threaded_mainloop_unlock(h->loop);
}

void pulse_answer(struct pulse_answer *a, bool ok)
{
	struct pulse *h = a->host;
	mutex_lock(h->lock);
	a->done = true;
	a->ok = ok;
	cond_wake(h->answered);
	mutex_unlock(h->lock);
}

bool pulse_is_dead(const struct pulse *h)
{
	return atomic_load(&h->dead);
}

void pulse_tell(struct pulse *h)
{
	h->listener.changed(h->listener.ctx);
}

void pulse_forget(struct pulse *h, pa_operation *op)
{
	if (op)
		h->lib.operation_unref(op);
}

/* Until it is done, the time is over or the connection dead. */
bool pulse_wait_answer(struct pulse_answer *a, int ms)
{
	struct pulse *h = a->host;
	struct clock clock = clock_system();
	int64_t end_us = clock_mono_us(&clock) + (int64_t)ms * 1000, now_us;
	mutex_lock(h->lock);
	while (!a->done && !pulse_is_dead(h) &&
		(now_us = clock_mono_us(&clock)) < end_us)
		cond_wait_ms(h->answered, h->lock, (int)((end_us - now_us) / 1000) + 1);
	bool ok = a->done && a->ok;
	mutex_unlock(h->lock);
	return ok;
}

bool pulse_wait(struct pulse_answer *a, pa_operation *op, int ms)
{
	struct pulse *h = a->host;
	if (!op)
		return false;
	bool ok = pulse_wait_answer(a, ms);
	pulse_lock(h);
	/* Cancelled it calls back no more; done it does not mind. */
	h->lib.operation_cancel(op);
	h->lib.operation_unref(op);
	pulse_unlock(h);
	return ok;
}

/* ---- sinks */

static const pa_sink_port_info *find_port(const pa_sink_info *i, const char *name)
{
	for (uint32_t k = 0; k < i->n_ports; k++)
		if (strcmp(i->ports[k]->name, name) == 0)
			return i->ports[k];
	return NULL;
}

bool pulse_has_port(const pa_sink_info *i, const char *port)
{
	const pa_sink_port_info *p = find_port(i, port);
	return p && p->available != PA_PORT_AVAILABLE_NO;
}

static bool is_headphones(const pa_sink_port_info *p)
{
	return p->type == PA_DEVICE_PORT_TYPE_HEADPHONES ||
	       p->type == PA_DEVICE_PORT_TYPE_HEADSET ||
	       p->type == PA_DEVICE_PORT_TYPE_EARPIECE ||
	       strstr(p->name, "headphone") != NULL;
}

void pulse_place_from(struct pulse_place *ret, const pa_sink_info *i)
{
	*ret = (struct pulse_place){
		.index = i->index, .rate_hz = (int)i->sample_spec.rate};
	str_copy(ret->sink, sizeof ret->sink, i->name);
	str_copy(ret->description, sizeof ret->description,
		i->description ? i->description : i->name);
	const pa_sink_port_info *p = i->active_port;
	if (!p)
		return;
	str_copy(ret->port, sizeof ret->port, p->name);
	str_copy(ret->port_description, sizeof ret->port_description,
		p->description ? p->description : p->name);
	ret->headphones = is_headphones(p);
	ret->port_absent = p->available == PA_PORT_AVAILABLE_NO;
}

struct find {
	struct pulse_answer answer;
	struct pulse_place *ret;
	bool found;
};

static void on_found(pa_context *c, const pa_sink_info *i, int eol, void *ctx)
{
	(void)c;
	struct find *f = ctx;
	if (eol) {
		pulse_answer(&f->answer, f->found);
		return;
	}
	f->found = true;
	pulse_place_from(f->ret, i);
}

enum err_code pulse_find_sink(
	struct pulse *h, const char *name, struct pulse_place *ret, struct err *why)
{
	struct find f = {.answer = {.host = h}, .ret = ret};
	pulse_lock(h);
	pa_operation *op =
		h->lib.context_get_sink_info_by_name(h->context, name, on_found, &f);
	pulse_unlock(h);
	if (pulse_wait(&f.answer, op, PULSE_WAIT_MS))
		return ERR_OK;
	return f.answer.done && !pulse_is_dead(h)
		       ? err_set(why, ERR_NOT_FOUND, "no sound device is named %s",
				 name)
		       : err_set(why, ERR_DEVICE, "the sound server does not answer");
}

/* ---- the list */

struct listing {
	struct pulse_answer answer;
	struct output_device *out; /* (OUTPUT_DEVICES) */
	size_t n;
};

static void on_sink(pa_context *c, const pa_sink_info *i, int eol, void *ctx)
{
	(void)c;
	struct listing *l = ctx;
	if (eol) {
		pulse_answer(&l->answer, eol > 0);
		return;
	}
	if (l->n == OUTPUT_DEVICES)
		return;
	struct output_device *d = &l->out[l->n++];
	d->rate_hz = (int)i->sample_spec.rate;
	str_copy(d->name, sizeof d->name, i->name);
	str_copy(d->description, sizeof d->description,
		i->description ? i->description : i->name);
}

struct server {
	struct pulse_answer answer;
	char default_sink[128];
	bool is_pipewire;
};

static void on_server(pa_context *c, const pa_server_info *i, void *ctx)
{
	(void)c;
	struct server *s = ctx;
	if (i) {
		str_copy(s->default_sink, sizeof s->default_sink,
			i->default_sink_name ? i->default_sink_name : "");
		s->is_pipewire =
			i->server_name && strstr(i->server_name, "PipeWire") != NULL;
	}
	pulse_answer(&s->answer, i != NULL);
}

/* Both at once; what the server tells of meanwhile makes it stale again. */
static void fetch_list(struct pulse *h)
{
	struct output_device device[OUTPUT_DEVICES] = {0};
	struct listing l = {.answer = {.host = h}, .out = device};
	struct server s = {.answer = {.host = h}};
	atomic_store(&h->stale, false);
	pulse_lock(h);
	pa_operation *sinks =
		h->lib.context_get_sink_info_list(h->context, on_sink, &l);
	pa_operation *server =
		h->lib.context_get_server_info(h->context, on_server, &s);
	pulse_unlock(h);
	bool ok = pulse_wait(&l.answer, sinks, PULSE_WAIT_MS);
	if (!pulse_wait(&s.answer, server, PULSE_WAIT_MS) || !ok) {
		atomic_store(&h->stale, true);
		return;
	}
	for (size_t i = 0; i < l.n; i++)
		device[i].is_default = strcmp(device[i].name, s.default_sink) == 0;
	memcpy(h->device, device, sizeof device);
	h->n_devices = l.n;
	h->is_pipewire = s.is_pipewire;
	str_copy(h->default_sink, sizeof h->default_sink, s.default_sink);
}

size_t pulse_list(void *host, struct output_device *out, size_t max)
{
	struct pulse *h = host;
	if (atomic_load(&h->stale) && !pulse_is_dead(h))
		fetch_list(h);
	size_t n = h->n_devices < max ? h->n_devices : max;
	memcpy(out, h->device, n * sizeof *out);
	return n;
}

/* ---- the connection */

static void on_event(
	pa_context *c, pa_subscription_event_type_t type, uint32_t index, void *ctx)
{
	(void)c;
	struct pulse *h = ctx;
	pa_subscription_event_type_t what = type & PA_SUBSCRIPTION_EVENT_TYPE_MASK;
	bool is_sink = (type & PA_SUBSCRIPTION_EVENT_FACILITY_MASK) ==
		       PA_SUBSCRIPTION_EVENT_SINK;
	bool removed = what == PA_SUBSCRIPTION_EVENT_REMOVE;
	if (is_sink && what != PA_SUBSCRIPTION_EVENT_NEW && h->watcher.sink_changed)
		h->watcher.sink_changed(h->watcher.ctx, index, removed);
	/* Volumes change often, and the list does not show them. */
	if (is_sink && what == PA_SUBSCRIPTION_EVENT_CHANGE)
		return;
	atomic_store(&h->stale, true);
	pulse_tell(h);
}

static void on_state(pa_context *c, void *ctx)
{
	struct pulse_answer *a = ctx;
	struct pulse *h = a->host;
	pa_context_state_t state = h->lib.context_get_state(c);
	if (state == PA_CONTEXT_READY)
		pulse_answer(a, true);
	if (PA_CONTEXT_IS_GOOD(state))
		return;
	/* Nobody is told: who connects waits for it. */
	atomic_store(&h->dead, true);
	pulse_answer(a, false);
}

static void on_later_state(pa_context *c, void *ctx)
{
	struct pulse *h = ctx;
	if (PA_CONTEXT_IS_GOOD(h->lib.context_get_state(c)))
		return;
	mutex_lock(h->lock);
	atomic_store(&h->dead, true);
	cond_wake(h->answered);
	mutex_unlock(h->lock);
	pulse_tell(h);
}

static pa_context *make_context(struct pulse *h)
{
	struct pulse_lib *l = &h->lib;
	pa_proplist *p = l->proplist_new();
	l->proplist_sets(p, PA_PROP_APPLICATION_NAME, "linnet");
	l->proplist_sets(p, PA_PROP_APPLICATION_ID, "linnet");
	l->proplist_sets(p, PA_PROP_APPLICATION_VERSION, LINNET_VERSION);
	l->proplist_sets(p, PA_PROP_APPLICATION_ICON_NAME, "multimedia-audio-player");
	pa_context *c = l->context_new_with_proplist(
		l->threaded_mainloop_get_api(h->loop), "linnet", p);
	l->proplist_free(p);
	return c;
}

static bool connect_and_wait(struct pulse *h)
{
	struct pulse_answer a = {.host = h};
	pulse_lock(h);
	h->lib.context_set_state_callback(h->context, on_state, &a);
	bool asked = h->lib.context_connect(
			     h->context, NULL, PA_CONTEXT_NOAUTOSPAWN, NULL) >= 0;
	pulse_unlock(h);
	if (asked)
		pulse_wait_answer(&a, CONNECT_MS);
	pulse_lock(h);
	h->lib.context_set_state_callback(h->context, on_later_state, h);
	bool ready = h->lib.context_get_state(h->context) == PA_CONTEXT_READY;
	if (ready) {
		h->lib.context_set_subscribe_callback(h->context, on_event, h);
		pulse_forget(h,
			h->lib.context_subscribe(h->context,
				PA_SUBSCRIPTION_MASK_SINK | PA_SUBSCRIPTION_MASK_SERVER,
				NULL, NULL));
	}
	pulse_unlock(h);
	return ready;
}

enum err_code pulse_connect(
	const struct output_listener *listener, void **ret_host, struct err *why)
{
	struct pulse *h = xcalloc(1, sizeof *h);
	enum err_code code = pulse_lib_load(&h->lib, why);
	if (code != ERR_OK) {
		free(h);
		return code;
	}
	h->listener = *listener;
	h->lock = mutex_create();
	h->answered = cond_create();
	atomic_init(&h->stale, true);
	h->loop = h->lib.threaded_mainloop_new();
	h->lib.threaded_mainloop_set_name(h->loop, "pulse");
	h->context = make_context(h);
	if (h->lib.threaded_mainloop_start(h->loop) >= 0 && connect_and_wait(h)) {
		*ret_host = h;
		return ERR_OK;
	}
	err_set(why, ERR_DEVICE, "no sound server: %s",
		h->lib.strerror(h->lib.context_errno(h->context)));
	pulse_disconnect(h);
	return ERR_DEVICE;
}

void pulse_disconnect(void *host)
{
	struct pulse *h = host;
	pulse_lock(h);
	h->lib.context_set_state_callback(h->context, NULL, NULL);
	h->lib.context_set_subscribe_callback(h->context, NULL, NULL);
	h->lib.context_disconnect(h->context);
	h->lib.context_unref(h->context);
	pulse_unlock(h);
	h->lib.threaded_mainloop_stop(h->loop);
	h->lib.threaded_mainloop_free(h->loop);
	cond_destroy(h->answered);
	mutex_destroy(h->lock);
	free(h);
}

#else
typedef int pulse_host_is_left_out; /* an empty file is no C */
#endif
