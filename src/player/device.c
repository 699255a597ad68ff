#include "device.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mailbox.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/task.h"
#include "presence.h"

enum {
	CHECK_MS = 500,       /* is it alive; is it back */
	LOOK_MS = 1000,       /* has anything changed that hints at a device */
	PROBE_MS = 15 * 1000, /* look for a device without a hint */
	WARM_MS = 300 /* load the library after that, so that the first play need not */
};

/* The ring holds 2 s ahead and enough behind to rewind to what was heard last. */
static const double RING_S = 2.7;

enum request_kind {
	REQUEST_OPEN,
	REQUEST_START,
	REQUEST_STOP,
	REQUEST_ABORT,
	REQUEST_QUIT
};

struct request {
	enum request_kind kind;
	int rate_hz;
	double latency_s;
	/* The answer. */
	enum err_code code;
	struct err why;
	struct rt *rt;
	struct device_status status;
};

struct device {
	/* Immutable. */
	const struct output_ops *ops;
	char *spec; /* owned; what follows the name */
	device_listener *tell;
	void *ctx;
	struct mailbox *requests, *replies; /* owned; of borrowed struct request */
	struct task *task;

	/* The output thread's. */
	const struct output_ops
		*use; /* ops, or the null output; NULL: nothing is open */
	void *state;
	struct rt *rt; /* owned */
	double latency_s;
	bool loaded;    /* ops->load succeeded */
	bool warmed;    /* it was tried, or something was opened, since the start */
	bool wanted;    /* the pump wants blocks */
	bool running;   /* blocks are made */
	bool lost;      /* was open, is gone, is being looked for */
	bool no_device; /* use is the stand-in */
	struct clock clock;
	int64_t probed_us;
	uint64_t presence;
};

static const struct output_ops *stand_in(void)
{
	const char *rest;
	return output_find("null", &rest, NULL);
}

static void close_output(struct device *d)
{
	if (!d->use)
		return;
	if (d->running)
		d->use->abort(d->state);
	d->running = false;
	d->use->close(d->state);
	d->use = NULL;
	d->no_device = false;
}

static enum err_code load(struct device *d, struct err *why)
{
	if (d->loaded || !d->ops->load)
		return ERR_OK;
	enum err_code code = d->ops->load(why);
	d->loaded = code == ERR_OK;
	return code;
}

static void unload(struct device *d)
{
	if (d->loaded && d->ops->unload)
		d->ops->unload();
	d->loaded = false;
}

static void use_rate(struct device *d, int rate_hz)
{
	if (d->rt && rt_rate(d->rt) == rate_hz)
		return;
	rt_destroy(d->rt);
	d->rt = rt_create(rate_hz, 2, RING_S);
}

/* Opens the output that was asked for with the rt there is. */
static enum err_code open_named(struct device *d, void **ret_state,
	struct output_format *ret_format, struct err *why)
{
	enum err_code code = load(d, why);
	struct output_want want = {d->spec, d->rt, d->latency_s};
	return code == ERR_OK ? d->ops->open(&want, ret_state, ret_format, why) : code;
}

static enum err_code open_stand_in(struct device *d, const struct err *missing)
{
	struct output_format format;
	struct output_want want = {"", d->rt, d->latency_s};
	d->use = stand_in();
	d->no_device = true;
	d->probed_us = clock_mono_us(&d->clock);
	d->presence = presence_read();
	log_write(LOG_WARN, "playing silently: %s", missing->msg);
	return d->use->open(&want, &d->state, &format, NULL);
}

static enum err_code open_output(struct device *d, int rate_hz, struct err *why)
{
	struct output_format format = {0};
	struct err first = {0};
	use_rate(d, rate_hz);
	enum err_code code = open_named(d, &d->state, &format, &first);
	if (code == ERR_RANGE && format.rate_hz > 0) {
		use_rate(d, format.rate_hz);
		code = open_named(d, &d->state, &format, &first);
	}
	if (code == ERR_OK) {
		d->use = d->ops;
		return ERR_OK;
	}
	if (d->ops->load)
		return open_stand_in(d, &first);
	return err_set(why, code, "%s", first.msg);
}

static bool fits(const struct device *d, const struct request *r)
{
	if (!d->use)
		return false;
	if (d->use->keeps_format)
		return true;
	return rt_rate(d->rt) == r->rate_hz && d->latency_s == r->latency_s;
}

static void do_open(struct device *d, struct request *r)
{
	if (d->running)
		d->use->abort(d->state);
	d->running = d->wanted = false;
	d->warmed = true;
	r->code = ERR_OK;
	if (d->lost) {
		d->latency_s = r->latency_s;
		use_rate(d, r->rate_hz);
	} else if (!fits(d, r)) {
		close_output(d);
		d->latency_s = r->latency_s;
		r->code = open_output(d, r->rate_hz, &r->why);
	}
	r->rt = d->rt;
	r->status.open = r->code == ERR_OK;
	r->status.no_device = d->no_device;
	r->status.latency_s = d->latency_s;
	if (d->use)
		d->use->describe(d->state, r->status.name, sizeof r->status.name);
}

static void lose(struct device *d, const char *reason)
{
	log_write(LOG_WARN, "lost the sound device: %s", reason);
	close_output(d);
	unload(d);
	d->wanted = false;
	d->lost = d->ops->real_time;
	d->tell(d->ctx, d->lost ? DEVICE_LOST : DEVICE_BROKEN, reason);
}

static void do_start(struct device *d, struct request *r)
{
	r->code = ERR_OK;
	d->wanted = true;
	if (d->lost || !d->use || d->running)
		return;
	r->code = d->use->start(d->state, &r->why);
	d->running = r->code == ERR_OK;
	if (r->code != ERR_OK && d->ops->real_time) {
		lose(d, r->why.msg);
		r->code = ERR_OK;
	}
}

static void do_halt(struct device *d, bool play_out)
{
	if (d->running && play_out)
		d->use->stop(d->state);
	else if (d->running)
		d->use->abort(d->state);
	d->running = d->wanted = false;
}

/* Every CHECK_MS while lost and wanted: the whole recipe, since the list of devices is
 * frozen while the library is loaded. */
static void look_for_lost(struct device *d)
{
	struct output_format format = {0};
	struct err why = {0};
	unload(d);
	enum err_code code = open_named(d, &d->state, &format, &why);
	if (code == ERR_RANGE && format.rate_hz > 0) {
		d->lost = d->wanted = false;
		d->tell(d->ctx, DEVICE_FORMAT, "");
		return;
	}
	if (code != ERR_OK)
		return;
	d->use = d->ops;
	if (d->use->start(d->state, &why) != ERR_OK) {
		close_output(d);
		return;
	}
	d->running = true;
	d->lost = false;
	char name[64];
	d->use->describe(d->state, name, sizeof name);
	d->tell(d->ctx, DEVICE_BACK, name);
}

/* While the null output stands in. The library is loaded only after something changed
 * that a device would change, and every PROBE_MS. */
static void look_for_any(struct device *d)
{
	int64_t now = clock_mono_us(&d->clock);
	uint64_t presence = presence_read();
	if (presence == d->presence && now - d->probed_us < PROBE_MS * 1000)
		return;
	d->presence = presence;
	d->probed_us = now;
	void *state = NULL;
	struct output_format format = {0};
	unload(d);
	enum err_code code = open_named(d, &state, &format, NULL);
	if (code == ERR_RANGE && format.rate_hz > 0) {
		d->tell(d->ctx, DEVICE_FORMAT, "");
		return;
	}
	if (code != ERR_OK)
		return;
	bool was_running = d->running;
	close_output(d);
	d->use = d->ops;
	d->state = state;
	struct err why = {0};
	if (was_running && d->use->start(d->state, &why) != ERR_OK) {
		lose(d, why.msg);
		return;
	}
	d->running = was_running;
	char name[64];
	d->use->describe(d->state, name, sizeof name);
	d->tell(d->ctx, DEVICE_FOUND, name);
}

static void check(struct device *d)
{
	if (!d->warmed)
		load(d, NULL);
	d->warmed = true;
	if (d->lost && d->wanted)
		look_for_lost(d);
	else if (d->no_device)
		look_for_any(d);
	else if (d->running && !d->use->alive(d->state))
		lose(d, d->ops->real_time ? "it went away" : "it cannot be written");
}

static int wait_ms(const struct device *d)
{
	if (d->no_device)
		return LOOK_MS;
	if (!d->warmed && d->ops->load)
		return WARM_MS;
	return d->running || (d->lost && d->wanted) ? CHECK_MS : -1;
}

static void run(void *arg)
{
	struct device *d = arg;
	for (;;) {
		struct request *r = mailbox_receive(d->requests, wait_ms(d));
		if (!r) {
			check(d);
			continue;
		}
		switch (r->kind) {
		case REQUEST_OPEN:
			do_open(d, r);
			break;
		case REQUEST_START:
			do_start(d, r);
			break;
		case REQUEST_STOP:
		case REQUEST_ABORT:
			do_halt(d, r->kind == REQUEST_STOP);
			break;
		case REQUEST_QUIT:
			close_output(d);
			unload(d);
			mailbox_send(d->replies, r);
			return;
		}
		mailbox_send(d->replies, r);
	}
}

static void ask(struct device *d, struct request *r)
{
	mailbox_send(d->requests, r);
	mailbox_receive(d->replies, -1);
}

struct device *device_create(const char *spec, device_listener *tell, void *ctx)
{
	struct device *d = xcalloc(1, sizeof *d);
	const char *rest = "";
	d->ops = output_find(spec ? spec : "portaudio", &rest, NULL);
	assert(d->ops);
	d->spec = xstrdup(rest);
	d->tell = tell;
	d->ctx = ctx;
	d->clock = clock_system();
	d->requests = mailbox_create(2);
	d->replies = mailbox_create(2);
	d->task = task_start("output", run, d);
	return d;
}

void device_destroy(struct device *d)
{
	if (!d)
		return;
	struct request r = {.kind = REQUEST_QUIT};
	ask(d, &r);
	task_join(d->task);
	mailbox_destroy(d->requests, NULL);
	mailbox_destroy(d->replies, NULL);
	rt_destroy(d->rt);
	free(d->spec);
	free(d);
}

const struct output_ops *device_ops(const struct device *d)
{
	return d->ops;
}

enum err_code device_open(struct device *d, int rate_hz, double latency_s,
	struct rt **ret_rt, struct device_status *ret, struct err *why)
{
	struct request r = {
		.kind = REQUEST_OPEN, .rate_hz = rate_hz, .latency_s = latency_s};
	ask(d, &r);
	*ret_rt = r.rt;
	*ret = r.status;
	return r.code == ERR_OK ? ERR_OK : err_set(why, r.code, "%s", r.why.msg);
}

enum err_code device_start(struct device *d, struct err *why)
{
	struct request r = {.kind = REQUEST_START};
	ask(d, &r);
	return r.code == ERR_OK ? ERR_OK : err_set(why, r.code, "%s", r.why.msg);
}

void device_stop(struct device *d)
{
	struct request r = {.kind = REQUEST_STOP};
	ask(d, &r);
}

void device_abort(struct device *d)
{
	struct request r = {.kind = REQUEST_ABORT};
	ask(d, &r);
}
