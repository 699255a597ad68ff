/*
 * Every field in every container, as other programs write them; genres, ratings and
 * encodings by tables; what lies is dropped.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/io.h"
#include "codec/sniff.h"
#include "codec/tags.h"
#include "fixture.h"

enum { RATE = 44100, NO_MAKER = 77 };

#define ID(n) "11111111-0000-4000-8000-00000000000" #n

static struct tags tags_of(struct fixture *f, const char *name)
{
	struct tags t = {0};
	struct err why = {0};
	char *path = fixture_path(f, name);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	if (tags_read_fd(fd, &t, &why) != ERR_OK)
		fail_msg("%s: %s", name, why.msg);
	close(fd);
	free(path);
	return t;
}

static void assert_text(
	const char *name, const char *field, const char *is, const char *wanted)
{
	if (!is != !wanted || (is && strcmp(is, wanted) != 0))
		fail_msg("%s: %s is \"%s\", not \"%s\"", name, field,
			is ? is : "(none)", wanted ? wanted : "(none)");
}

/* In any order: ASF keeps none. */
static void assert_list(
	const char *name, const char *field, const char *is, const char *wanted)
{
	const char *at = wanted, *text;
	size_t n, k = 0;
	if (tags_list_count(is) != tags_list_count(wanted))
		fail_msg("%s: %s is \"%s\", not \"%s\"", name, field,
			is ? is : "(none)", wanted);
	while (tags_list_next(&at, &text, &n)) {
		const char *other = is, *own;
		bool found = false;
		while (tags_list_next(&other, &own, &k))
			found |= k == n && memcmp(own, text, n) == 0;
		if (!found)
			fail_msg("%s: %s \"%s\" lacks \"%.*s\"", name, field, is,
				(int)n, text);
	}
}

static void assert_all_fields(const char *name, const struct tags *t)
{
	const struct {
		const char *field, *is, *wanted;
	} texts[] = {
		{"title", t->title, "T"},
		{"artist", t->artist, "A feat. B"},
		{"album", t->album, "Al"},
		{"date", t->date, "2001-02-03"},
		{"original date", t->original_date, "1977-05"},
		{"disc subtitle", t->disc_subtitle, "Sub"},
		{"title sort", t->title_sort, "T, The"},
		{"artist sort", t->artist_sort, "A, Mr"},
		{"album artist sort", t->album_artist_sort, "X, Mr"},
		{"album sort", t->album_sort, "Al, The"},
		{"composer sort", t->composer_sort, "C, Mr"},
		{"work", t->work, "W"},
		{"conductor", t->conductor, "Con"},
		{"recording", t->mb_recording, ID(1)},
		{"track id", t->mb_track, ID(2)},
		{"release", t->mb_album, ID(3)},
		{"release group", t->mb_release_group, ID(4)},
		{"album artist id", t->mb_album_artist, ID(7)},
		{"work id", t->mb_work, ID(8)},
	};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		assert_text(name, texts[i].field, texts[i].is, texts[i].wanted);
	assert_list(name, "artists", t->artists, "A\nB");
	assert_list(name, "album artists", t->album_artists, "X\nY");
	assert_list(name, "genres", t->genres, "Rock\nPop\nJazz");
	assert_list(name, "artist ids", t->mb_artist, ID(5) "\n" ID(6));
	assert_int_equal(t->year, 2001);
	assert_int_equal(t->original_year, 1977);
	assert_int_equal(t->track, 3);
	assert_int_equal(t->track_total, 12);
	assert_int_equal(t->disc, 2);
	assert_int_equal(t->disc_total, 3);
	assert_int_equal((int)t->bpm, 121);
	assert_int_equal(t->rating, 4);
	assert_true(t->compilation && t->has_lyrics);
	assert_int_equal(t->guessed, 0);
}

/* What a process sends to another is what comes out there. */
static struct tags through_the_wire(struct tags *t)
{
	struct str b = {0};
	struct bytes_reader r;
	struct tags copy;
	tags_put(&b, t);
	bytes_reader_init(&r, b.data, b.len);
	tags_get(&r, &copy);
	assert_true(!r.bad && r.p == r.end);
	str_finish(&b);
	tags_finish(t);
	return copy;
}

static void every_container_says_all(void **state)
{
	static const char *const names[] = {"id3v2.3.mp3", "id3v2.4.mp3", "tag.aiff",
		"tag.wav", "tag.flac", "tag.ogg", "tag.opus", "tag.wv", "tag.tta",
		"tag.m4a", "tag.wma", "tag.mka"};
	struct fixture *f = *state;
	char *script = realpath(__FILE__, NULL), command[900];
	assert_non_null(script);
	/* The system's python has the packages of the system. */
	int n = (int)(strrchr(script, '/') - script);
	snprintf(command, sizeof command,
		"/usr/bin/python3 %.*s/tag_fixtures.py %s >/dev/null 2>&1 || "
		"python3 %.*s/tag_fixtures.py %s >/dev/null 2>&1",
		n, script, f->dir, n, script, f->dir);
	free(script);
	int r = system(command);
	if (r != 0 && WEXITSTATUS(r) == NO_MAKER) {
		print_message("python3-mutagen or ffmpeg is missing\n");
		skip();
	}
	assert_int_equal(r, 0);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char *path = fixture_path(f, names[i]);
		bool there =
			access(path, R_OK) == 0; /* else ffmpeg lacks its encoder */
		free(path);
		if (!there)
			continue;
		struct tags t = tags_of(f, names[i]), copy = through_the_wire(&t);
		assert_all_fields(names[i], &copy);
		tags_finish(&copy);
	}
}

/* ---- ID3v2 by hand */

/* A frame of ID3v2.4; text of several values has NULs between them. */
static void put_frame(struct str *s, const char *id, const char *data, size_t n)
{
	const char head[6] = {(char)(n >> 21 & 0x7F), (char)(n >> 14 & 0x7F),
		(char)(n >> 7 & 0x7F), (char)(n & 0x7F), 0, 0};
	str_append_n(s, id, 4);
	str_append_n(s, head, sizeof head);
	str_append_n(s, data, n);
}

static struct tags tags_of_frame(
	struct fixture *f, const char *id, const char *data, size_t n)
{
	struct str out = {0}, frames = {0};
	float *pcm = fixture_signal(RATE / 2, 1);
	char *path = fixture_path(f, "x.mp3"), *bytes;
	size_t size;
	put_frame(&frames, id, data, n);
	assert_int_equal(
		fixture_encode(path, FORMAT_MP3, RATE, 1, pcm, RATE / 2), ERR_OK);
	assert_int_equal(io_read_file(path, 1 << 24, &bytes, &size, NULL), ERR_OK);
	str_append_n(&out, "ID3\4\0\0", 6);
	for (int i = 3; i >= 0; i--)
		str_append_c(&out, (char)(frames.len >> (7 * i) & 0x7F));
	str_append_n(&out, frames.data, frames.len);
	str_append_n(&out, bytes, size);
	assert_int_equal(io_write_file(path, out.data, out.len, 0600, NULL), ERR_OK);
	str_finish(&out);
	str_finish(&frames);
	free(bytes);
	free(path);
	free(pcm);
	return tags_of(f, "x.mp3");
}

/* Encoding 3 is UTF-8. */
#define FRAME(text) "\3" text, sizeof("\3" text) - 1

static void genres_are_told_apart(void **state)
{
	struct fixture *f = *state;
	static const struct {
		const char *data;
		size_t n;
		const char *genre, *genres;
	} cases[] = {
		{FRAME("Rock"), "Rock", NULL},
		{FRAME("17"), "Rock", NULL},
		{FRAME("(17)"), "Rock", NULL},
		{FRAME("(17)(6)"), "Rock", "Rock\nGrunge"},
		{FRAME("(17)Prog"), "Rock", "Rock\nProg"},
		{FRAME("(RX)"), "Remix", NULL},
		{FRAME("Rock\0Pop"), "Rock", "Rock\nPop"},
		{FRAME("Rock\0rock\0Rock"), "Rock", "Rock\nrock"},
		{FRAME("Rock; Pop ;Jazz"), "Rock", "Rock\nPop\nJazz"},
		{FRAME("Rock/Pop"), "Rock/Pop", NULL},
		{FRAME("255"), NULL, NULL},
		{FRAME(" ; "), NULL, NULL},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct tags t = tags_of_frame(f, "TCON", cases[i].data, cases[i].n);
		assert_text(cases[i].data + 1, "genre", t.genre, cases[i].genre);
		assert_text(cases[i].data + 1, "genres", t.genres, cases[i].genres);
		tags_finish(&t);
	}
}

static void artists_are_told_apart(void **state)
{
	struct fixture *f = *state;
	static const struct {
		const char *data;
		size_t n;
		const char *artist, *artists;
	} cases[] = {
		{FRAME("AC/DC"), "AC/DC", NULL},
		{FRAME("One\0Two"), "One; Two", "One\nTwo"},
		{FRAME("One; Two"), "One; Two", "One\nTwo"},
		{FRAME("One feat. Two"), "One feat. Two", "One\nTwo"},
		{FRAME("One Featuring Two"), "One Featuring Two", "One\nTwo"},
		{FRAME("One (ft. Two & Three)"), "One (ft. Two & Three)",
			"One\nTwo & Three"},
		{FRAME("Little Feat"), "Little Feat", NULL},
		{FRAME("Defeat. No"), "Defeat. No", NULL},
		{FRAME("Feat. Me"), "Feat. Me", NULL},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct tags t = tags_of_frame(f, "TPE1", cases[i].data, cases[i].n);
		assert_text(cases[i].data + 1, "artist", t.artist, cases[i].artist);
		assert_text(cases[i].data + 1, "artists", t.artists, cases[i].artists);
		tags_finish(&t);
	}
}

static int popm(struct fixture *f, const char *email, int value)
{
	struct str s = {0};
	str_append_n(&s, email, strlen(email) + 1);
	str_append_c(&s, (char)value);
	struct tags t = tags_of_frame(f, "POPM", s.data, s.len);
	int rating = t.rating;
	assert_string_equal(t.rating_from, rating ? "POPM" : "");
	str_finish(&s);
	tags_finish(&t);
	return rating;
}

static void ratings_by_the_scales_of_players(void **state)
{
	struct fixture *f = *state;
	static const struct {
		const char *email;
		int value, stars;
	} cases[] = {
		{"Windows Media Player 9 Series", 0, 0},
		{"Windows Media Player 9 Series", 1, 1},
		{"Windows Media Player 9 Series", 64, 2},
		{"Windows Media Player 9 Series", 128, 3},
		{"Windows Media Player 9 Series", 196, 4},
		{"Windows Media Player 9 Series", 255, 5},
		{"no@email", 54, 2},  /* MediaMonkey's 1.5 */
		{"no@email", 118, 3}, /* 2.5 */
		{"no@email", 186, 4}, /* 3.5 */
		{"no@email", 242, 5}, /* 4.5 */
		{"traktor@native-instruments.de", 51, 1},
		{"traktor@native-instruments.de", 102, 2},
		{"traktor@native-instruments.de", 255, 5},
		{"quodlibet@lists.sacredchao.net", 127, 2},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (popm(f, cases[i].email, cases[i].value) != cases[i].stars)
			fail_msg("%s %d is not %d", cases[i].email, cases[i].value,
				cases[i].stars);
	static const struct {
		const char *data;
		size_t n;
		int stars;
		const char *from;
	} texts[] = {
		{FRAME("FMPS_Rating\0"
		       "0.6"),
			3, "FMPS_RATING"},
		{FRAME("FMPS_Rating\0"
		       "-1"),
			0, ""},
		{FRAME("RATING\0"
		       "4"),
			4, "RATING"},
		{FRAME("RATING\0"
		       "80"),
			4, "RATING"},
		{FRAME("RATING\0"
		       "0.4"),
			2, "RATING"},
		{FRAME("RATING\0"
		       "8"),
			4, "RATING"},
		{FRAME("RATING\0"
		       "196"),
			4, "RATING"},
		{FRAME("RATING\0"
		       "1000"),
			0, ""},
		{FRAME("RATING\0"
		       "nan"),
			0, ""},
	};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct tags t = tags_of_frame(f, "TXXX", texts[i].data, texts[i].n);
		assert_int_equal(t.rating, texts[i].stars);
		assert_string_equal(t.rating_from, texts[i].from);
		tags_finish(&t);
	}
}

static void what_lies_is_dropped(void **state)
{
	struct fixture *f = *state;
	struct tags t = tags_of_frame(f, "TBPM", FRAME("99999"));
	assert_true(t.bpm == 0);
	tags_finish(&t);
	t = tags_of_frame(f, "TDOR", FRAME("20033"));
	assert_null(t.original_date);
	assert_int_equal(t.original_year, 0);
	tags_finish(&t);
	t = tags_of_frame(f, "TXXX", FRAME("MusicBrainz Album Id\0none of these"));
	assert_null(t.mb_album);
	tags_finish(&t);
	/* More names than anybody has. */
	struct str s = {0};
	str_append_c(&s, 3);
	for (int i = 0; i < 5000; i++)
		str_appendf(&s, "Name %d%c", i, 0);
	t = tags_of_frame(f, "TPE1", s.data, s.len);
	assert_true(tags_list_count(t.artists) <= TAGS_LIST_MAX);
	assert_true(strlen(t.artist) <= TAGS_TEXT_MAX);
	assert_true(strlen(t.artists) <= TAGS_TEXT_MAX);
	tags_finish(&t);
	str_finish(&s);
}

/* A chunk of RIFF's own tags behind the audio. */
static void riff_info_is_read(void **state)
{
	struct fixture *f = *state;
	static const char list[] = "LIST\x3A\0\0\0INFO"
				   "INAM\6\0\0\0Title\0"
				   "IART\7\0\0\0Artist\0\0"
				   "IGNR\5\0\0\0Rock\0\0"
				   "ITRK\2\0\0\0"
				   "7\0";
	float *pcm = fixture_signal(RATE / 2, 1);
	char *path = fixture_path(f, "x.wav"), *bytes;
	size_t size;
	struct str out = {0};
	assert_int_equal(
		fixture_encode(path, FORMAT_WAV, RATE, 1, pcm, RATE / 2), ERR_OK);
	assert_int_equal(io_read_file(path, 1 << 24, &bytes, &size, NULL), ERR_OK);
	str_append_n(&out, bytes, size);
	str_append_n(&out, list, sizeof list - 1);
	size_t riff = out.len - 8;
	for (int i = 0; i < 4; i++)
		out.data[4 + i] = (char)(riff >> (8 * i));
	assert_int_equal(io_write_file(path, out.data, out.len, 0600, NULL), ERR_OK);
	struct tags t = tags_of(f, "x.wav");
	assert_text("x.wav", "title", t.title, "Title");
	assert_text("x.wav", "artist", t.artist, "Artist");
	assert_text("x.wav", "genre", t.genre, "Rock");
	assert_int_equal(t.track, 7);
	tags_finish(&t);
	str_finish(&out);
	free(bytes);
	free(path);
	free(pcm);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			every_container_says_all, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			genres_are_told_apart, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			artists_are_told_apart, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(ratings_by_the_scales_of_players,
			fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			what_lies_is_dropped, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			riff_info_is_read, fixture_setup, fixture_teardown),
	};
	return cmocka_run_group_tests_name("tag fields", tests, NULL, NULL);
}
