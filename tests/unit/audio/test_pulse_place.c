/* What the place of a stream makes of what a server tells: no null sink has a jack, so
 * the server is a few functions here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#ifdef HAVE_LIBPULSE

#include "../../../src/audio/pulse_stream.h"

enum { CARD = 4, USB = 9 };

/* The server: a card with a jack, and perhaps another sink that the stream is moved to. */
struct server {
	pa_sink_port_info speaker, phones, *port[3];
	pa_sink_info sink;
	bool sink_is_there;
	uint32_t stream_at;
	int corked, told;
	pa_stream_notify_cb_t moved;
	void *moved_ctx;
};
static struct server *server; /* libpulse's functions have no place for it */

static pa_operation *by_index(
	pa_context *c, uint32_t index, pa_sink_info_cb_t cb, void *ctx)
{
	if (index == CARD && server->sink_is_there)
		cb(c, &server->sink, 0, ctx);
	else if (index == USB)
		cb(c, &(pa_sink_info){.index = USB, .name = "usb"}, 0, ctx);
	cb(c, NULL, index == USB || server->sink_is_there ? 1 : -1, ctx);
	return NULL;
}

static uint32_t device_index(const pa_stream *s)
{
	return server->stream_at;
}

static pa_operation *cork(pa_stream *s, int on, pa_stream_success_cb_t cb, void *ctx)
{
	server->corked += on ? 1 : -1;
	return NULL;
}

static void set_moved(pa_stream *s, pa_stream_notify_cb_t cb, void *ctx)
{
	server->moved = cb;
	server->moved_ctx = ctx;
}

static pa_operation *ask_time(pa_stream *s, pa_stream_success_cb_t cb, void *ctx)
{
	return NULL;
}

static void changed(void *ctx)
{
	((struct server *)ctx)->told++;
}

struct room {
	struct server server;
	struct pulse host;
	struct pulse_stream stream;
	atomic_bool move;
};

static void furnish(struct room *r)
{
	*r = (struct room){0};
	struct server *s = server = &r->server;
	s->speaker = (pa_sink_port_info){.name = "analog-output-speaker",
		.description = "Speakers",
		.type = PA_DEVICE_PORT_TYPE_SPEAKER,
		.available = PA_PORT_AVAILABLE_UNKNOWN};
	s->phones = (pa_sink_port_info){.name = "analog-output-headphones",
		.description = "Headphones",
		.type = PA_DEVICE_PORT_TYPE_HEADPHONES,
		.available = PA_PORT_AVAILABLE_YES};
	s->port[0] = &s->speaker;
	s->port[1] = &s->phones;
	s->sink = (pa_sink_info){.name = "card",
		.description = "Built-in Audio",
		.index = CARD,
		.n_ports = 2,
		.ports = s->port,
		.active_port = &s->phones};
	s->sink_is_there = true;
	s->stream_at = CARD;
	r->host.lib.context_get_sink_info_by_index = by_index;
	r->host.lib.stream_get_device_index = device_index;
	r->host.lib.stream_cork = cork;
	r->host.lib.stream_set_moved_callback = set_moved;
	r->host.lib.stream_update_timing_info = ask_time;
	r->host.listener = (struct output_listener){changed, s};
	r->stream = (struct pulse_stream){
		.host = &r->host, .move = &r->move, .running = true};
	pulse_place_from(&r->stream.place, &s->sink);
	pulse_place_watch(&r->stream);
}

static void sink_changed(struct room *r)
{
	r->host.watcher.sink_changed(r->host.watcher.ctx, CARD, false);
}

static void move_to(struct room *r, uint32_t index)
{
	r->server.stream_at = index;
	r->server.moved(NULL, r->server.moved_ctx);
}

static enum output_life life(struct room *r)
{
	return (enum output_life)atomic_load(&r->stream.life);
}

static void pull_out(struct room *r)
{
	r->server.phones.available = PA_PORT_AVAILABLE_NO;
	r->server.sink.active_port = &r->server.speaker;
	sink_changed(r);
}

static void a_pulled_plug_is_a_loss(void **state)
{
	struct room r;
	char name[64];
	furnish(&r);
	pulse_place_describe(&r.stream.place, name, sizeof name);
	assert_string_equal(name, "Headphones");
	pull_out(&r);
	assert_int_equal(life(&r), OUTPUT_GONE);
	assert_int_equal(r.server.corked, 1);
	assert_true(r.server.told > 0);
	/* What is waited for is that plug. */
	char id[OUTPUT_ID];
	pulse_place_identify(&r.stream.place, id, sizeof id);
	assert_string_equal(id, "card\tanalog-output-headphones");
}

static void a_pulled_plug_may_go_on_from_the_speakers(void **state)
{
	struct room r;
	char name[64];
	furnish(&r);
	atomic_store(&r.move, true);
	pull_out(&r);
	assert_int_equal(life(&r), OUTPUT_LIVES);
	assert_int_equal(r.server.corked, 0);
	pulse_place_describe(&r.stream.place, name, sizeof name);
	assert_string_equal(name, "Built-in Audio");
}

static void a_switch_by_hand_is_none(void **state)
{
	struct room r;
	furnish(&r);
	r.server.sink.active_port = &r.server.speaker;
	sink_changed(&r);
	assert_int_equal(life(&r), OUTPUT_LIVES);
	assert_int_equal(r.server.corked, 0);
	assert_string_equal(r.stream.place.port, "analog-output-speaker");
	/* Now the headphones may be pulled out. */
	r.server.phones.available = PA_PORT_AVAILABLE_NO;
	sink_changed(&r);
	assert_int_equal(life(&r), OUTPUT_LIVES);
}

static void a_volume_is_none_either(void **state)
{
	struct room r;
	furnish(&r);
	sink_changed(&r);
	assert_int_equal(life(&r), OUTPUT_LIVES);
	assert_int_equal(r.server.corked, 0);
}

static void a_move_is_a_loss_only_where_the_old_device_went(void **state)
{
	struct room r;
	furnish(&r);
	move_to(&r, USB);
	assert_int_equal(life(&r), OUTPUT_LIVES);
	assert_int_equal(r.server.corked, 0); /* once on, once off again */
	assert_string_equal(r.stream.place.sink, "usb");

	furnish(&r);
	r.server.sink_is_there = false;
	move_to(&r, USB);
	assert_int_equal(life(&r), OUTPUT_GONE);
	assert_int_equal(r.server.corked, 1);
	r.host.watcher.sink_changed(r.host.watcher.ctx, USB, false);
	assert_string_equal(r.stream.place.sink, "card"); /* that is waited for */

	furnish(&r);
	r.server.phones.available = PA_PORT_AVAILABLE_NO;
	move_to(&r, USB);
	assert_int_equal(life(&r), OUTPUT_GONE);

	furnish(&r);
	atomic_store(&r.move, true);
	r.server.sink_is_there = false;
	move_to(&r, USB);
	assert_int_equal(life(&r), OUTPUT_LIVES);
	assert_string_equal(r.stream.place.sink, "usb");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pulled_plug_is_a_loss),
		cmocka_unit_test(a_pulled_plug_may_go_on_from_the_speakers),
		cmocka_unit_test(a_switch_by_hand_is_none),
		cmocka_unit_test(a_volume_is_none_either),
		cmocka_unit_test(a_move_is_a_loss_only_where_the_old_device_went),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#else

#include <stdio.h>

int main(void)
{
	puts("ok pulse_place # skip built without libpulse");
	return 0;
}

#endif
