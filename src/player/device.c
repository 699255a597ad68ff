#include "device.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "device_state.h"

enum { REQUESTS = 8 };

/* What is open fits, or can be made to. */
static bool fits(struct device *d, const struct request *r)
{
	if (!d->use)
		return false;
	if (d->use->keeps_format)
		return true;
	if (d->asked_hz != r->rate_hz || d->use->life(d->state) != OUTPUT_LIVES)
		return false;
	if (d->latency_s == r->latency_s)
		return true;
	if (!d->use->set_latency ||
		d->use->set_latency(d->state, r->latency_s) != ERR_OK)
		return false;
	d->latency_s = r->latency_s;
	return true;
}

/* The listener wants music: wherever it can be heard, if a device was waited for. */
static enum err_code open_anew(struct device *d, struct err *why)
{
	if (d->plight == DEVICE_FINE)
		return device_open_any(d, why);
	d->plight = DEVICE_FINE;
	if (device_open_first(d, d->name, why) == ERR_OK ||
		(d->name[0] && device_open_first(d, "", why) == ERR_OK))
		return ERR_OK;
	d->plight = DEVICE_MISSED;
	d->same[0] = '\0';
	return ERR_OK;
}

static void do_open(struct device *d, struct request *r)
{
	if (d->running)
		d->use->abort(d->state);
	d->running = d->wanted = d->told = false;
	d->warmed = true;
	r->code = ERR_OK;
	if (!fits(d, r)) {
		device_close_output(d);
		d->asked_hz = r->rate_hz;
		d->latency_s = r->latency_s;
		r->code = open_anew(d, &r->why);
		device_relist(d);
	}
	r->rt = d->rt;
	r->status.open = r->code == ERR_OK;
	r->status.no_device = device_is_silent(d) && d->output[0].ops->load;
	str_copy(r->status.missing, sizeof r->status.missing,
		r->status.no_device ? d->missing : "");
	r->status.lost = d->plight == DEVICE_MISSED;
	r->status.latency_s = d->latency_s;
	r->status.regains = d->use && d->use->regain;
	r->status.lengthens = d->use && d->use->set_latency;
	if (d->use)
		d->use->describe(d->state, r->status.name, sizeof r->status.name);
}

static void do_lengthen(struct device *d, struct request *r)
{
	r->code = ERR_UNSUPPORTED;
	if (d->use && d->use->set_latency && d->use->life(d->state) == OUTPUT_LIVES)
		r->code = d->use->set_latency(d->state, r->latency_s);
	if (r->code == ERR_OK)
		d->latency_s = r->latency_s;
}

static void do_regain(struct device *d)
{
	if (d->use && d->running && d->use->regain &&
		d->use->life(d->state) == OUTPUT_LIVES)
		d->use->regain(d->state);
}

static void do_start(struct device *d, struct request *r)
{
	bool answers_loss = d->plight == DEVICE_MISSED && d->told;
	r->code = ERR_OK;
	d->wanted = true;
	d->told = false;
	if (answers_loss || d->running)
		return;
	if (!d->use) {
		device_resume(d);
		return;
	}
	r->code = d->use->start(d->state, &r->why);
	d->running = r->code == ERR_OK;
	if (r->code != ERR_OK && d->use->real_time) {
		device_lose(d, OUTPUT_DEAD, r->why.msg);
		r->code = ERR_OK;
	}
}

static void do_halt(struct device *d, bool play_out)
{
	if (d->running && play_out)
		d->use->stop(d->state);
	else if (d->running)
		d->use->abort(d->state);
	d->running = d->wanted = d->told = false;
	if (d->plight == DEVICE_WAITED)
		d->plight = DEVICE_FINE;
}

static void do_quit(struct device *d)
{
	device_close_output(d);
	for (size_t i = 0; i < d->n_outputs; i++)
		device_unload(&d->output[i]);
}

static void answer(struct device *d, struct request *r)
{
	switch (r->kind) {
	case REQUEST_OPEN:
		do_open(d, r);
		break;
	case REQUEST_LENGTHEN:
		do_lengthen(d, r);
		break;
	case REQUEST_REGAIN:
		do_regain(d);
		break;
	case REQUEST_START:
		do_start(d, r);
		break;
	case REQUEST_STOP:
	case REQUEST_ABORT:
		do_halt(d, r->kind == REQUEST_STOP);
		break;
	case REQUEST_CHOOSE:
		r->code = device_rename(d, r->name, &r->why);
		break;
	case REQUEST_QUIT:
		do_quit(d);
		break;
	case REQUEST_LOOK:
		break;
	}
	mailbox_send(d->replies, r);
}

static void run(void *arg)
{
	struct device *d = arg;
	if (device_ops(d)->real_time)
		task_set_real_time();
	for (bool go = true; go;) {
		struct request *r = mailbox_receive(d->requests, device_wait_ms(d));
		if (!r || r->kind == REQUEST_LOOK) {
			atomic_store(&d->stirred, false);
			device_check(d);
			continue;
		}
		go = r->kind != REQUEST_QUIT;
		answer(d, r);
	}
}

static void ask(struct device *d, struct request *r)
{
	mailbox_send(d->requests, r);
	mailbox_receive(d->replies, -1);
}

struct device *device_create(const char *spec, const char *name, bool move,
	double ring_s, device_listener *tell, void *ctx)
{
	struct device *d = xcalloc(1, sizeof *d);
	const struct output_ops *ops[OUTPUT_CHOICES];
	const char *rest = "";
	d->n_outputs = output_choices(spec ? spec : "auto", ops, &rest, NULL);
	assert(d->n_outputs > 0);
	for (size_t i = 0; i < d->n_outputs; i++)
		d->output[i].ops = ops[i];
	d->spec = xstrdup(rest);
	d->name = xstrdup(rest[0] || !name ? rest : name);
	d->ring_s = ring_s;
	d->tell = tell;
	d->ctx = ctx;
	d->clock = clock_system();
	d->look.kind = REQUEST_LOOK;
	d->lost_from = &d->output[0];
	atomic_init(&d->move, move);
	d->lock = mutex_create();
	d->requests = mailbox_create(REQUESTS);
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
	mutex_destroy(d->lock);
	rt_destroy(d->rt);
	free(d->spec);
	free(d->name);
	free(d);
}

const struct output_ops *device_ops(const struct device *d)
{
	return d->output[0].ops;
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

bool device_lengthen(struct device *d, double latency_s)
{
	struct request r = {.kind = REQUEST_LENGTHEN, .latency_s = latency_s};
	ask(d, &r);
	return r.code == ERR_OK;
}

void device_regain(struct device *d)
{
	struct request r = {.kind = REQUEST_REGAIN};
	ask(d, &r);
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

enum err_code device_choose(struct device *d, const char *name, struct err *why)
{
	struct request r = {.kind = REQUEST_CHOOSE, .name = name ? name : ""};
	ask(d, &r);
	return r.code == ERR_OK ? ERR_OK : err_set(why, r.code, "%s", r.why.msg);
}

void device_set_move(struct device *d, bool move)
{
	atomic_store(&d->move, move);
}

size_t device_list(struct device *d, struct output_device *out, size_t max)
{
	mutex_lock(d->lock);
	size_t n = d->n_listed < max ? d->n_listed : max;
	memcpy(out, d->listed, n * sizeof *out);
	mutex_unlock(d->lock);
	return n;
}
