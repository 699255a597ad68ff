/* What the pump does when the device goes, returns, or is to be another one. */
#include "base/str.h"
#include "pump.h"

/* The device let the stream go: what was not heard for certain is in the ring again. */
static void go_back(struct pump *p)
{
	stream_lost(p);
	stream_rewind(p);
}

static void lost(struct pump *p)
{
	p->awaiting = true;
	if (p->mode == PLAYER_PLAYING) {
		go_back(p);
		stream_run(p);
	}
	pump_event(p, PLAYER_DEVICE, NULL,
		"the sound device is gone; the music goes on when it returns");
}

static void held(struct pump *p, const char *name)
{
	if (p->mode != PLAYER_PLAYING)
		return;
	go_back(p);
	p->mode = PLAYER_PAUSED;
	p->held = true;
	pump_event(p, PLAYER_DEVICE, NULL, "%s: gone; paused, plays on when it returns",
		name);
}

static void back(struct pump *p, const char *name)
{
	bool resume = p->held && p->mode == PLAYER_PAUSED;
	p->awaiting = p->held = false;
	p->status.no_device = false;
	str_copy(p->status.name, sizeof p->status.name, name);
	if (resume)
		stream_run(p);
	pump_event(p, PLAYER_DEVICE, NULL, "playing on %s", name);
}

static void tell_where(struct pump *p)
{
	if (!p->status.no_device && !p->awaiting)
		pump_event(p, PLAYER_DEVICE, NULL, "playing on %s", p->status.name);
}

/* The stream is opened anew, at whatever rate; what is heard goes on where it was. */
static void open_anew(struct pump *p)
{
	double now_s = 0;
	struct play *play = play_ref(timeline_now(&p->timeline, &now_s));
	if (!play)
		return;
	stream_halt(p);
	if (stream_open(p, play->info.rate_hz)) {
		timeline_cut(&p->timeline, 0);
		timeline_mark(&p->timeline, p->timeline.heard, play, now_s);
		pump_refresh(p);
	}
	play_unref(play);
}

void pump_news(struct pump *p, const struct command *c)
{
	switch (c->news) {
	case DEVICE_LOST:
		lost(p);
		break;
	case DEVICE_HELD:
		held(p, c->text);
		break;
	case DEVICE_BACK:
	case DEVICE_FOUND:
		back(p, c->text);
		break;
	case DEVICE_MOVED:
		str_copy(p->status.name, sizeof p->status.name, c->text);
		pump_event(p, PLAYER_DEVICE, NULL, "playing on %s", c->text);
		break;
	case DEVICE_ELSEWHERE:
		pump_event(p, PLAYER_DEVICE, NULL, "%s", c->text);
		break;
	case DEVICE_FORMAT:
		p->awaiting = false;
		if (p->held)
			p->mode = PLAYER_PLAYING;
		p->held = false;
		open_anew(p);
		break;
	case DEVICE_BROKEN:
		p->failed = true;
		pump_stop(p, PLAY_END_STOP);
		pump_event(p, PLAYER_DEVICE, NULL, "the output failed: %s", c->text);
		break;
	case DEVICE_LISTED:
		pump_event(p, PLAYER_DEVICES, NULL, "%s", "");
		break;
	}
}

void pump_choose_device(struct pump *p, const char *name)
{
	struct err why = {0};
	bool playing = p->running;
	if (playing) {
		stream_halt(p);
		stream_rewind(p);
	}
	if (device_choose(p->device, name, &why) != ERR_OK)
		pump_event(p, PLAYER_DEVICE, NULL, "%s", why.msg);
	if (!playing)
		return;
	if (stream_open(p, rt_rate(p->rt)))
		stream_run(p);
	else
		pump_stop(p, PLAY_END_STOP);
	tell_where(p);
}
