/* Files that av workers decode: what the pump gets of them through shared memory, and what
 * becomes of the music when a worker dies or hangs. */
#include <dirent.h>
#include <signal.h>

#include "codec/decoder.h"
#include "player/av_job.h"
#include "player/room.h"
#include "worker/confine.h"

/* ---- Matroska with samples as they are, which needs no encoder */

static void put_size(struct str *b, size_t n)
{
	for (int i = 7; i >= 0; i--)
		str_append_c(b, i == 7 ? 1 : (char)(n >> 8 * i));
}

static void put_id(struct str *b, uint32_t id)
{
	for (int i = 3; i >= 0; i--)
		if (id >> 8 * i)
			str_append_c(b, (char)(id >> 8 * i));
}

static void put_element(struct str *b, uint32_t id, const void *data, size_t n)
{
	put_id(b, id);
	put_size(b, n);
	str_append_n(b, data, n);
}

static void put_number(struct str *b, uint32_t id, uint32_t v)
{
	unsigned char p[4] = {(unsigned char)(v >> 24), (unsigned char)(v >> 16),
		(unsigned char)(v >> 8), (unsigned char)v};
	put_element(b, id, p, 4);
}

static void put_track(struct str *b, int rate)
{
	struct str audio = {0}, track = {0}, tracks = {0};
	float hertz = (float)rate;
	uint32_t bits;
	memcpy(&bits, &hertz, sizeof bits);
	put_number(&audio, 0xB5, bits);
	put_number(&audio, 0x9F, 2);
	put_number(&audio, 0x6264, 16);
	put_number(&track, 0xD7, 1);
	put_number(&track, 0x73C5, 1);
	put_number(&track, 0x83, 2);
	put_element(&track, 0x86, "A_PCM/INT/LIT", 13);
	put_element(&track, 0xE1, audio.data, audio.len);
	put_element(&tracks, 0xAE, track.data, track.len);
	put_element(b, 0x1654AE6B, tracks.data, tracks.len);
	str_finish(&audio);
	str_finish(&track);
	str_finish(&tracks);
}

static void put_cluster(
	struct str *b, unsigned seed, int rate, size_t from, size_t frames)
{
	struct str block = {0}, cluster = {0};
	str_append_n(&block, "\x81\0\0\x80", 4);
	for (size_t k = from; k < from + frames; k++) {
		put16(&block, (uint16_t)sample(seed, k));
		put16(&block, (uint16_t)-sample(seed, k));
	}
	put_number(&cluster, 0xE7, (uint32_t)(from * 1000 / (size_t)rate));
	put_element(&cluster, 0xA3, block.data, block.len);
	put_element(b, 0x1F43B675, cluster.data, cluster.len);
	str_finish(&block);
	str_finish(&cluster);
}

static void make_mka(const char *path, unsigned seed, int rate, size_t frames)
{
	enum { BLOCK = 3000 };
	struct str b = {0}, head = {0}, info = {0}, all = {0};
	put_element(&head, 0x4282, "matroska", 8);
	put_element(&b, 0x1A45DFA3, head.data, head.len);
	put_number(&info, 0x2AD7B1, 1000000);
	put_element(&all, 0x1549A966, info.data, info.len);
	put_track(&all, rate);
	for (size_t at = 0; at < frames; at += BLOCK)
		put_cluster(&all, seed, rate, at,
			frames - at < BLOCK ? frames - at : BLOCK);
	put_element(&b, 0x18538067, all.data, all.len);
	assert_int_equal(io_write_file(path, b.data, b.len, 0600, NULL), ERR_OK);
	str_finish(&b);
	str_finish(&head);
	str_finish(&info);
	str_finish(&all);
}

static bool there(void)
{
	struct decoder_library lib;
	return decoder_library(0, &lib) && lib.there;
}

static void assert_is_file(const float *pcm, unsigned seed, size_t from, size_t frames)
{
	for (size_t k = 0; k < frames; k++) {
		assert_true(pcm[2 * k] == sample(seed, from + k) / 32768.f);
		assert_true(pcm[2 * k + 1] == -sample(seed, from + k) / 32768.f);
	}
}

/* ---- the workers that the player has started */

static int workers(int *pid, int max)
{
	char path[300];
	int n = 0, one;
	DIR *d = opendir("/proc/self/task");
	assert_non_null(d);
	for (struct dirent *e; (e = readdir(d));) {
		snprintf(path, sizeof path, "/proc/self/task/%s/children", e->d_name);
		FILE *f = fopen(path, "r");
		while (f && n < max && fscanf(f, "%d", &one) == 1)
			pid[n++] = one;
		if (f)
			fclose(f);
	}
	closedir(d);
	return n;
}

/* The first one that is started; how many there are then. */
static int await_workers(void)
{
	int pid[8];
	for (int i = 0; i < 2000 && workers(pid, 8) == 0; i++)
		clock_sleep_us(5000);
	return workers(pid, 8);
}

/* ---- tests */

static void joins_are_exact(void **state)
{
	struct room *r = *state;
	static const size_t frames[] = {20001, 70001, 150003, 333, 40000};
	if (!there())
		skip();
	make_wav(r->path[0], 0, RATE, 2, frames[0]);
	for (unsigned i = 1; i < 4; i++)
		make_mka(r->path[i], i, RATE, frames[i]);
	make_wav(r->path[4], 4, RATE, 2, frames[4]);
	play_to_end(r, r->spec, (int[]){1, 2, 3, 4, 5}, 5);
	size_t n, at = 0;
	float *pcm = read_out(r, &n);
	assert_int_equal(n, 20001 + 70001 + 150003 + 333 + 40000);
	for (unsigned i = 0; i < 5; i++) {
		assert_is_file(pcm + 2 * at, i, 0, frames[i]);
		at += frames[i];
		assert_int_equal(
			r->closed[i].heard_ms, llround(frames[i] * 1000. / RATE));
	}
	free(pcm);
}

static void plays_from_the_middle(void **state)
{
	struct room *r = *state;
	if (!there())
		skip();
	make_mka(r->path[0], 1, RATE, 10 * RATE);
	open_player(r, r->spec);
	list(r, (int[]){1}, 1, true, 4321, false);
	wait_for(r, PLAYER_DRAINED);
	close_player(r);
	size_t n, from = (size_t)llround(4.321 * RATE);
	float *pcm = read_out(r, &n);
	assert_int_equal(n, 10 * RATE - from);
	assert_is_file(pcm, 1, from, n);
	free(pcm);
}

static void parts_of_a_file_are_exact(void **state)
{
	struct room *r = *state;
	static const int64_t cut[] = {5000, 30001, 70007, 99990};
	struct player_entry e[3];
	if (!there())
		skip();
	make_mka(r->path[0], 1, RATE, 100000);
	/* The second one after the third: it is opened anew. */
	static const int order[] = {0, 2, 1};
	for (int i = 0; i < 3; i++) {
		e[i] = entry(r, 1);
		e[i].key = 11 + i;
		e[i].start_frame = cut[order[i]];
		e[i].end_frame = cut[order[i] + 1];
	}
	open_player(r, r->spec);
	play_entries(r, e, 3);
	wait_for(r, PLAYER_DRAINED);
	close_player(r);
	size_t n, at = 0;
	float *pcm = read_out(r, &n);
	assert_int_equal(n, 99990 - 5000);
	for (int i = 0; i < 3; i++) {
		size_t frames = (size_t)(e[i].end_frame - e[i].start_frame);
		assert_is_file(pcm + 2 * at, 1, (size_t)e[i].start_frame, frames);
		at += frames;
	}
	free(pcm);
}

static void damage_is_passed_over(void **state)
{
	struct room *r = *state;
	if (!there())
		skip();
	make_mka(r->path[0], 1, RATE, 1000);
	assert_int_equal(
		io_write_file(r->path[1], "\x1A\x45\xDF\xA3 rubbish", 12, 0600, NULL),
		ERR_OK);
	make_mka(r->path[2], 3, RATE, 1000);
	play_to_end(r, r->spec, (int[]){1, 2, 3}, 3);
	int64_t keys[LOG_MAX];
	assert_int_equal(count(r, PLAYER_FAILED, keys), 1);
	assert_int_equal(keys[0], 2);
	size_t n;
	float *pcm = read_out(r, &n);
	assert_int_equal(n, 2000);
	assert_is_file(pcm, 1, 0, 1000);
	assert_is_file(pcm + 2000, 3, 0, 1000);
	free(pcm);
}

/* Whatever befalls the worker, its track ends with the reason and the next one plays. */
static void the_next_plays_after(struct room *r, int sig, const char *words)
{
	int pid[8];
	make_mka(r->path[0], 1, RATE, 60 * RATE);
	make_wav(r->path[1], 2, RATE, 2, 5000);
	struct player_config c = config(r, r->spec);
	c.tap.push = slow_push;
	r->player = player_create(&c);
	list(r, (int[]){1, 2}, 2, true, 0, false);
	wait_for(r, PLAYER_STARTED);
	int n = workers(pid, 8);
	assert_true(n > 0);
	for (int i = 0; i < n; i++)
		kill(pid[i], sig);
	const struct player_event *e = wait_for(r, PLAYER_FAILED);
	assert_int_equal(e->key, 1);
	assert_non_null(strstr(e->text, words));
	assert_int_equal(wait_for(r, PLAYER_STARTED)->key, 2);
	wait_for(r, PLAYER_DRAINED);
	close_player(r);
	size_t frames;
	float *pcm = read_out(r, &frames);
	/* What was decoded is heard to its end. */
	assert_true(frames > RATE && frames < 50 * RATE);
	assert_is_file(pcm, 1, 0, frames - 5000);
	assert_is_file(pcm + 2 * (frames - 5000), 2, 0, 5000);
	free(pcm);
}

static void a_dead_worker_costs_its_track_only(void **state)
{
	if (!there())
		skip();
	the_next_plays_after(*state, SIGKILL, "av worker was killed");
}

static void a_hanging_worker_costs_its_track_only(void **state)
{
	if (!there())
		skip();
	the_next_plays_after(*state, SIGSTOP, "stands still");
}

static void workers_end_with_the_player(void **state)
{
	struct room *r = *state;
	int pid[8];
	if (!there())
		skip();
	make_mka(r->path[0], 1, RATE, 1000);
	open_player(r, r->spec);
	/* By its name it is known that a worker will be wanted. */
	struct player_entry *e = xcalloc(1, sizeof *e);
	*e = entry(r, 1);
	free(e->path);
	e->path = xstrdup("/nowhere/music.m4a");
	player_set_list(r->player, e, 1, false, 0, false);
	assert_int_equal(await_workers(), 1);
	close_player(r);
	assert_int_equal(workers(pid, 8), 0);
}

static void what_may_come_next_has_its_worker_ready(void **state)
{
	struct room *r = *state;
	int pid[8];
	if (!there())
		skip();
	make_mka(r->path[0], 1, RATE, 1000);
	open_player(r, r->spec);
	player_expect(r->player, "/nowhere/music.flac");
	player_expect(r->player, "/nowhere/music");
	clock_sleep_us(200000);
	assert_int_equal(workers(pid, 8), 0);
	player_expect(r->player, "/nowhere/music.OPUS.M4A");
	assert_int_equal(await_workers(), 1);
	player_expect(r->player, "/nowhere/other.wma");
	clock_sleep_us(200000);
	assert_int_equal(workers(pid, 8), 1);
	close_player(r);
}

static void the_worker_is_confined(void **state)
{
	struct worker *w = NULL;
	struct worker_limits limits = {.seconds_per_message = 20};
	struct err why = {0};
	(void)state;
	if (strcmp(confine_kind(), "seccomp") != 0)
		skip();
	assert_int_equal(worker_start(NULL, "av", &limits, &w, &why), ERR_OK);
	for (int p = PROBE_OPEN; p <= PROBE_CRASH; p++)
		if (!worker_probe_refused(w, (enum worker_probe)p, &why))
			fail_msg("%s: %s", worker_probe_name((enum worker_probe)p),
				why.msg);
	worker_stop(w);
}

int main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "--worker") == 0)
		return worker_serve(&av_job);
	const struct CMUnitTest tests[] = {
		ROOM(joins_are_exact),
		ROOM(plays_from_the_middle),
		ROOM(parts_of_a_file_are_exact),
		ROOM(damage_is_passed_over),
		ROOM(a_dead_worker_costs_its_track_only),
		ROOM(a_hanging_worker_costs_its_track_only),
		ROOM(workers_end_with_the_player),
		ROOM(what_may_come_next_has_its_worker_ready),
		ROOM(the_worker_is_confined),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
