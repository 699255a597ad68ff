/* All commands in every order: whatever comes, nobody is told of what was not, the ear
 * hears tracks as they are, and every listen that was begun is ended once. */
#include "player/room.h"
#include "player/tapped.h"

enum { COMMANDS = 250, SEEDS = 3 };

static int below(struct rng *g, int n)
{
	return (int)rng_below(g, (uint64_t)n);
}

static struct player_entry some_entry(const struct room *r, struct rng *g, int64_t key)
{
	struct player_entry e = entry(r, 1 + below(g, FILES));
	e.key = key;
	e.album = below(g, 3);
	e.has_loudness = below(g, 2) == 0;
	e.loudness = (struct loudness){-6, .5f, -3, .9f};
	return e;
}

static void some_list(struct room *r, struct rng *g, int64_t *next_key)
{
	struct player_entry e[4];
	size_t n = (size_t)below(g, 5);
	for (size_t i = 0; i < n; i++)
		e[i] = some_entry(r, g, (*next_key)++);
	player_set_list(r->player, n > 0 ? xmemdup(e, n * sizeof *e) : NULL, n,
		below(g, 3) == 0, below(g, 4) == 0 ? below(g, 2000) : 0,
		below(g, 8) == 0);
}

static void some_sound(struct room *r, struct rng *g)
{
	static const double speeds[] = {1, 1, 1, 1, 1.5, .75};
	struct player_sound s = {.gain = {.mode = (enum gain_mode)below(g, 4)},
		.equalizer = below(g, 2) == 0,
		.crossfade_ms = below(g, 3) * 400,
		.follow_rate = below(g, 4) == 0,
		.speed = speeds[below(g, 6)]};
	s.band_db[below(g, PLAYER_BANDS)] = (float)below(g, 12);
	player_set_sound(r->player, &s);
}

static void some_command(struct room *r, struct rng *g, int64_t *next_key)
{
	int a_ms = below(g, 1500);
	switch (below(g, 11)) {
	case 0:
	case 1:
	case 2:
		some_list(r, g, next_key);
		break;
	case 3:
		player_pause(r->player, true);
		break;
	case 4:
	case 5:
		player_pause(r->player, false);
		break;
	case 6:
		player_seek(r->player, below(g, 3000) - 100);
		break;
	case 7:
	case 8:
		some_sound(r, g);
		break;
	case 9:
		player_set_loop(r->player, a_ms, below(g, 2) ? a_ms + 200 : 0);
		break;
	case 10:
		if (below(g, 3) == 0)
			player_sleep(r->player, below(g, 50));
		else
			player_set_volume(r->player, below(g, 101));
		break;
	}
}

static void forget_events(struct room *r)
{
	void *e;
	while ((e = mailbox_try_receive(player_events(r->player))))
		free(e);
}

/* What on_listen is told here: each id opens, goes on, and ends once. */
struct book {
	char open[8][LISTEN_ID_SIZE];
	size_t begun, ended, wrong;
};

static size_t find(const struct book *b, const char *id)
{
	size_t i = 0;
	while (i < 8 && strcmp(b->open[i], id) != 0)
		i++;
	return i;
}

static void note(void *ctx, const struct listen *l, bool open)
{
	struct book *b = ctx;
	size_t at = find(b, l->id);
	b->wrong += l->heard_ms < 0;
	if (open && at == 8) {
		b->begun++;
		at = find(b, "");
		if (at < 8)
			strcpy(b->open[at], l->id);
	} else if (!open) {
		b->ended++;
		b->wrong += at == 8;
		if (at < 8)
			b->open[at][0] = '\0';
	}
}

static void storm(struct room *r, const char *output, uint64_t seed)
{
	struct tapped tapped = {0};
	struct book book = {0};
	struct rng g;
	int64_t next_key = 1;
	rng_seed(&g, seed);
	struct player_config c = config(r, output);
	c.tap = tapped_tap(&tapped);
	c.on_listen = note;
	c.ctx = &book;
	c.clock = clock_system();
	r->player = player_create(&c);
	for (int i = 0; i < COMMANDS; i++) {
		some_command(r, &g, &next_key);
		forget_events(r);
		if (below(&g, 3) == 0)
			clock_sleep_us(below(&g, 10000));
		struct player_state s = player_state(r->player);
		assert_true(s.position_ms >= 0 && s.position_ms <= 3001);
	}
	close_player(r);
	assert_true(book.begun > 0);
	assert_int_equal(book.begun, book.ended);
	assert_int_equal(book.wrong, 0);
	assert_int_equal(tapped.wrong, 0);
}

static void a_storm_does_no_harm(void **state)
{
	struct room *r = *state;
	static const int hz[FILES] = {44100, 48000, 44100, 22050, 44100, 48000};
	for (int i = 0; i < FILES; i++)
		make_wav(r->path[i], (unsigned)i, hz[i], 1 + i % 2,
			(size_t)hz[i] * (size_t)(i + 1) / 2);
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		storm(r, "null", seed);
		storm(r, "null:fast", seed);
		storm(r, r->spec, seed);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROOM(a_storm_does_no_harm),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
