#include "suggest/taste_client.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "taste_wire.h"

/* Training a large library is slow; silence for longer than this is a hang. */
enum { PATIENCE_S = 300, EVENTS_MAX = 4096 };

/* Something to say: a question, or an event that waits for the snapshot. */
struct saying {
	struct saying *next;
	uint32_t type, number; /* number 0: an event */
	struct str payload;    /* owned */
	bool sent;
	int deaths; /* workers that died while it was under way */
};

struct taste_client {
	char *exe;             /* owned */
	struct worker *worker; /* owned; NULL none was started yet */
	bool fed;              /* this worker has a snapshot, and it is good */
	bool wants;
	uint32_t last_number;
	size_t events;               /* in the list */
	struct saying *first, *last; /* owned; sent ones before those that wait */
	/* What was sent and has no reply yet, in order: numbers, 0 for events. */
	size_t replies, cap_replies;
	uint32_t *reply; /* owned */
	bool start_failed;
	struct err start_why;
};

struct taste_client *taste_client_create(const char *exe)
{
	struct taste_client *c = xcalloc(1, sizeof *c);
	c->exe = xstrdup(exe);
	return c;
}

static void free_saying(struct saying *s)
{
	str_finish(&s->payload);
	free(s);
}

void taste_client_destroy(struct taste_client *c)
{
	if (!c)
		return;
	if (c->worker)
		worker_stop(c->worker);
	while (c->first) {
		struct saying *next = c->first->next;
		free_saying(c->first);
		c->first = next;
	}
	free(c->reply);
	free(c->exe);
	free(c);
}

static void take_out(struct taste_client *c, struct saying *s)
{
	struct saying **p = &c->first, *before = NULL;
	while (*p != s) {
		before = *p;
		p = &(*p)->next;
	}
	*p = s->next;
	if (c->last == s)
		c->last = before;
	c->events -= s->number == 0;
	free_saying(s);
}

static bool has_question(const struct taste_client *c)
{
	for (const struct saying *s = c->first; s; s = s->next)
		if (s->number)
			return true;
	return false;
}

static bool alive(const struct taste_client *c)
{
	return c->worker && worker_pid(c->worker) > 0;
}

static bool send(struct taste_client *c, struct worker_message *m)
{
	if (worker_send(c->worker, m, NULL) != ERR_OK)
		return false;
	c->reply =
		mem_grow(c->reply, &c->cap_replies, c->replies + 1, sizeof *c->reply);
	c->reply[c->replies++] = m->sequence;
	return true;
}

/* The worker is gone: what it had not answered is said again, once. */
static void on_death(struct taste_client *c)
{
	c->fed = false;
	c->replies = 0;
	for (struct saying *s = c->first; s; s = s->next) {
		s->deaths += s->sent;
		s->sent = false;
	}
	c->wants = has_question(c);
}

/* Says what waits, in order; events leave the list as soon as they are sent. */
static void flush(struct taste_client *c)
{
	if (!c->fed || c->wants)
		return;
	struct saying *next;
	for (struct saying *s = c->first; s; s = next) {
		next = s->next;
		if (s->sent)
			continue;
		struct worker_message m = {
			.type = s->type, .sequence = s->number, .payload = s->payload};
		if (!send(c, &m)) {
			on_death(c);
			return;
		}
		s->sent = true;
		if (!s->number)
			take_out(c, s);
	}
}

static void say(
	struct taste_client *c, uint32_t type, uint32_t number, struct str *payload)
{
	struct saying *s = xcalloc(1, sizeof *s);
	s->type = type;
	s->number = number;
	s->payload = *payload;
	if (c->last)
		c->last->next = s;
	else
		c->first = s;
	c->last = s;
	c->events += number == 0;
	if (number && (!c->fed || !alive(c)))
		c->wants = true;
	flush(c);
}

bool taste_client_wants_snapshot(const struct taste_client *c)
{
	return c->wants && has_question(c);
}

void taste_client_give_snapshot(struct taste_client *c, int fd)
{
	struct worker_limits limits = {
		.seconds_per_message = PATIENCE_S, .urgent = true};
	enum err_code code = ERR_OK;
	c->start_why = (struct err){0};
	if (!c->worker)
		code = worker_start(
			c->exe, "taste", &limits, &c->worker, &c->start_why);
	else if (!alive(c))
		code = worker_restart(c->worker, &c->start_why);
	struct worker_message m = {
		.type = TASTE_SAYS_SNAPSHOT, .fds = {fd}, .n_fds = 1};
	c->wants = false;
	if (code == ERR_OK && !send(c, &m))
		code = err_set(
			&c->start_why, ERR_WORKER, "the taste worker ended at once");
	close(fd);
	c->fed = code == ERR_OK;
	c->start_failed = !c->fed;
	flush(c);
}

void taste_client_stale(struct taste_client *c)
{
	if (c->fed)
		c->wants = true;
}

/* Without a worker, the next snapshot has it; while one is being made it may not. */
static void say_event(struct taste_client *c, uint32_t type, struct str *payload)
{
	if ((alive(c) || c->wants) && c->events < EVENTS_MAX)
		say(c, type, 0, payload);
	else
		str_finish(payload);
}

void taste_client_listen(struct taste_client *c, const struct listen *l)
{
	struct str payload = {0};
	taste_put_listen(&payload, l);
	say_event(c, TASTE_SAYS_LISTEN, &payload);
}

void taste_client_feedback(struct taste_client *c, const struct taste_feedback *f)
{
	struct str payload = {0};
	taste_put_feedback(&payload, f);
	say_event(c, TASTE_SAYS_FEEDBACK, &payload);
}

static uint32_t next_number(struct taste_client *c)
{
	c->last_number = c->last_number == UINT32_MAX ? 1 : c->last_number + 1;
	return c->last_number;
}

uint32_t taste_client_ask_slate(struct taste_client *c, const struct taste_request *r)
{
	struct str payload = {0};
	taste_put_request(&payload, r);
	uint32_t number = next_number(c);
	say(c, TASTE_ASKS_SLATE, number, &payload);
	return number;
}

uint32_t taste_client_ask_why(
	struct taste_client *c, int64_t recording, const struct taste_request *r)
{
	struct str payload = {0};
	bytes_put_i64(&payload, recording);
	taste_put_request(&payload, r);
	uint32_t number = next_number(c);
	say(c, TASTE_ASKS_WHY, number, &payload);
	return number;
}

uint32_t taste_client_ask_similar(struct taste_client *c, int64_t recording, int n)
{
	struct str payload = {0};
	bytes_put_i64(&payload, recording);
	bytes_put_u32(&payload, (uint32_t)n);
	uint32_t number = next_number(c);
	say(c, TASTE_ASKS_SIMILAR, number, &payload);
	return number;
}

uint32_t taste_client_ask_train(struct taste_client *c)
{
	struct str payload = {0};
	uint32_t number = next_number(c);
	say(c, TASTE_ASKS_TRAIN, number, &payload);
	return number;
}

int taste_client_fd(const struct taste_client *c)
{
	return alive(c) ? worker_fd(c->worker) : -1;
}

static void fail(struct taste_client *c, struct saying *s, const struct err *why,
	struct taste_answer *ret)
{
	*ret = (struct taste_answer){
		.kind = TASTE_FAILED, .question = s->number, .error = *why};
	take_out(c, s);
}

/* A question whose worker died of it twice, or could not be started, is given up. */
static bool give_up(
	struct taste_client *c, const struct err *why, struct taste_answer *ret)
{
	for (struct saying *s = c->first; s; s = s->next) {
		if (s->number && !s->sent && (s->deaths > 1 || c->start_failed)) {
			fail(c, s, why, ret);
			return true;
		}
	}
	c->start_failed = false;
	return false;
}

static struct saying *find(struct taste_client *c, uint32_t number)
{
	for (struct saying *s = c->first; number && s; s = s->next)
		if (s->number == number)
			return s;
	return NULL;
}

/* One reply, or the job's error in its place; true where it became an answer. */
static bool take_reply(struct taste_client *c, enum err_code code,
	struct worker_message *m, const struct err *why, struct taste_answer *ret)
{
	uint32_t number = c->replies ? c->reply[0] : 0;
	if (c->replies)
		memmove(c->reply, c->reply + 1, --c->replies * sizeof *c->reply);
	struct saying *s = find(c, number);
	if (code != ERR_OK) {
		if (s)
			fail(c, s, why, ret);
		else
			c->fed = false; /* the snapshot was refused */
		return s != NULL;
	}
	if (!s) {
		worker_message_finish(m);
		return false;
	}
	struct bytes_reader r;
	bytes_reader_init(&r, m->payload.data, m->payload.len);
	if (taste_get_answer(&r, ret)) {
		ret->question = number;
		take_out(c, s);
	} else {
		struct err bad;
		taste_answer_finish(ret);
		err_set(&bad, ERR_FORMAT, "the taste worker's answer is malformed");
		fail(c, s, &bad, ret);
	}
	worker_message_finish(m);
	return true;
}

bool taste_client_poll(struct taste_client *c, struct taste_answer *ret)
{
	if (c->start_failed)
		return give_up(c, &c->start_why, ret);
	while (alive(c)) {
		struct worker_message m = {0};
		struct err why = {0};
		enum err_code code = worker_poll(c->worker, 0, &m, &why);
		if (code == ERR_BUSY)
			return false;
		if (worker_pid(c->worker) <= 0 && code != ERR_OK) {
			c->start_why = why;
			on_death(c);
			return give_up(c, &why, ret);
		}
		if (take_reply(c, code, &m, &why, ret))
			return true;
	}
	return false;
}
