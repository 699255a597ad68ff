#include "player/player.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "pump.h"
#include "remote.h"

enum { INBOX = 1024, EVENTS = 1024 };

struct player {
	struct pump pump;
	struct shown shown;
	struct task *task;
};

static void send(struct player *p, struct command c)
{
	struct command *copy = xmemdup(&c, sizeof c);
	if (!mailbox_send(p->pump.inbox, copy))
		command_free(copy);
}

static void on_news(void *ctx, enum device_news news, const char *text)
{
	struct command c = {.kind = COMMAND_NEWS, .news = news};
	str_copy(c.text, sizeof c.text, text);
	send(ctx, c);
}

static double clamp_volume(double v)
{
	return v < 0 ? 0 : v > 100 ? 100 : v;
}

struct player *player_create(const struct player_config *c)
{
	struct player *p = xcalloc(1, sizeof *p);
	struct pump *pump = &p->pump;
	pump->config = *c;
	pump->shown = &p->shown;
	pump->lock = mutex_create();
	pump->inbox = mailbox_create(INBOX);
	pump->events = mailbox_create(EVENTS);
	p->shown.volume = clamp_volume(c->volume);
	p->shown.until = UINT64_MAX;
	p->shown.dim = p->shown.speed = 1;
	p->shown.state.private = !c->log_listens;
	pump->turned_us = INT64_MIN / 2;
	pump->device = device_create(
		c->output, c->device, c->move_on_loss, pump_ring_s(pump), on_news, p);
	p->task = task_start("pump", pump_run, pump);
	return p;
}

void player_destroy(struct player *p)
{
	if (!p)
		return;
	atomic_store(&p->pump.quitting, true);
	send(p, (struct command){.kind = COMMAND_QUIT});
	task_join(p->task);
	mailbox_close(p->pump.inbox);
	device_destroy(p->pump.device);
	mailbox_destroy(p->pump.inbox, command_free);
	mailbox_destroy(p->pump.events, free);
	mutex_destroy(p->pump.lock);
	free(p);
}

void player_set_list(struct player *p, struct player_entry *entry, size_t n,
	bool play_now, int64_t from_ms, bool paused)
{
	send(p, (struct command){.kind = COMMAND_LIST,
			.entry = entry,
			.n = n,
			.play_now = play_now,
			.ms = from_ms,
			.on = paused});
}

void player_pause(struct player *p, bool paused)
{
	send(p, (struct command){.kind = COMMAND_PAUSE, .on = paused});
}

void player_stop(struct player *p)
{
	send(p, (struct command){.kind = COMMAND_STOP});
}

void player_seek(struct player *p, int64_t position_ms)
{
	send(p, (struct command){.kind = COMMAND_SEEK, .ms = position_ms});
}

void player_set_private(struct player *p, bool on)
{
	mutex_lock(p->pump.lock);
	p->shown.state.private = on;
	mutex_unlock(p->pump.lock);
	send(p, (struct command){.kind = COMMAND_PRIVATE, .on = on});
}

void player_set_sound(struct player *p, const struct player_sound *s)
{
	send(p, (struct command){.kind = COMMAND_SOUND, .sound = *s});
}

void player_set_loop(struct player *p, int64_t a_ms, int64_t b_ms)
{
	send(p, (struct command){.kind = COMMAND_LOOP, .ms = a_ms, .until_ms = b_ms});
}

void player_sleep(struct player *p, int64_t fade_ms)
{
	send(p, (struct command){.kind = COMMAND_SLEEP, .ms = fade_ms});
}

/* Straight to the callback: the volume follows the finger. */
static void set_gain(struct player *p, double volume, bool muted)
{
	mutex_lock(p->pump.lock);
	p->shown.volume = volume;
	p->shown.muted = muted;
	if (p->shown.rt)
		rt_set_gain(p->shown.rt, shown_gain(&p->shown));
	mutex_unlock(p->pump.lock);
	send(p, (struct command){.kind = COMMAND_VOLUME});
}

void player_set_volume(struct player *p, double volume)
{
	set_gain(p, clamp_volume(volume), p->shown.muted);
}

void player_set_mute(struct player *p, bool muted)
{
	set_gain(p, p->shown.volume, muted);
}

void player_expect(struct player *p, const char *path)
{
	if (remote_is_likely(path))
		send(p, (struct command){.kind = COMMAND_EXPECT});
}

void player_set_device(struct player *p, const char *name)
{
	struct command c = {.kind = COMMAND_DEVICE};
	str_copy(c.text, sizeof c.text, name ? name : "");
	send(p, c);
}

void player_set_loss(struct player *p, bool move)
{
	device_set_move(p->pump.device, move);
}

size_t player_devices(struct player *p, struct output_device *out, size_t max)
{
	return device_list(p->pump.device, out, max);
}

void player_touch(struct player *p)
{
	atomic_store(&p->pump.touched, true);
}

struct player_state player_state(struct player *p)
{
	struct pump *pump = &p->pump;
	mutex_lock(pump->lock);
	const struct shown *s = &p->shown;
	struct player_state st = s->state;
	uint64_t heard = s->heard;
	double rate = s->rt ? rt_rate(s->rt) : 1;
	if (s->rt) {
		struct rt_position at = rt_position(s->rt);
		int64_t now = clock_mono_us(&pump->config.clock);
		int64_t frame =
			(int64_t)rt_position_heard(&at, (int)rate, now) + s->offset;
		st.underruns += at.underruns;
		st.began_us = at.began_us;
		if (s->running && frame > (int64_t)heard)
			heard = (uint64_t)frame < s->until ? (uint64_t)frame : s->until;
	}
	double now_s = s->from_s + (double)(heard - s->from) * s->speed / rate;
	st.position_ms = st.key ? llround(now_s * 1000) : 0;
	st.volume = s->volume;
	st.muted = s->muted;
	mutex_unlock(pump->lock);
	st.gain_db = st.volume > 0 ? 60 * log10(st.volume / 100) : -INFINITY;
	return st;
}

struct mailbox *player_events(struct player *p)
{
	return p->pump.events;
}
