/* What is made out from a path, pattern by pattern; what tags say is never touched. */
#include "library/guess.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"

static const struct {
	const char *path, *artist, *album, *title; /* NULL: none */
	int track, disc, year;
	const char *album_artist;
} untagged[] = {
	{"Massive Attack/Mezzanine/03 - Teardrop.flac", "Massive Attack", "Mezzanine",
		"Teardrop", 3, 0, 0, NULL},
	{"Massive Attack/Mezzanine/03. Teardrop.flac", "Massive Attack", "Mezzanine",
		"Teardrop", 3, 0, 0, NULL},
	{"Massive Attack/Mezzanine/03 Teardrop.flac", "Massive Attack", "Mezzanine",
		"Teardrop", 3, 0, 0, NULL},
	{"Massive Attack/1998 - Mezzanine/Teardrop.flac", "Massive Attack", "Mezzanine",
		"Teardrop", 0, 0, 1998, NULL},
	{"Massive Attack/[1998] Mezzanine/Teardrop.flac", "Massive Attack", "Mezzanine",
		"Teardrop", 0, 0, 1998, NULL},
	{"Massive Attack - Mezzanine (1998)/03 - Teardrop.flac", "Massive Attack",
		"Mezzanine", "Teardrop", 3, 0, 1998, NULL},
	{"trip hop/Massive Attack - Mezzanine (1998) [FLAC]/03 - Teardrop.flac",
		"Massive Attack", "Mezzanine", "Teardrop", 3, 0, 1998, NULL},
	{"Massive Attack - 1998 - Mezzanine/03 - Teardrop.flac", "Massive Attack",
		"Mezzanine", "Teardrop", 3, 0, 1998, NULL},
	{"Massive Attack - Teardrop.flac", "Massive Attack", NULL, "Teardrop", 0, 0, 0,
		NULL},
	{"Music/Massive Attack - Teardrop.flac", "Massive Attack", NULL, "Teardrop", 0,
		0, 0, NULL},
	{"Massive_Attack_-_Teardrop.flac", "Massive Attack", NULL, "Teardrop", 0, 0, 0,
		NULL},
	{"Massive Attack - Mezzanine - 03 - Teardrop.flac", "Massive Attack", NULL,
		"Teardrop", 3, 0, 0, NULL},
	{"Queen/Live/CD2/1-07 Liar.mp3", "Queen", "Live", "Liar", 7, 2, 0, NULL},
	{"Queen/Live/Disc 1 - Friday/07 Liar.mp3", "Queen", "Live", "Liar", 7, 1, 0,
		NULL},
	{"Queen/Live (Disc 2)/07 Liar.mp3", "Queen", "Live", "Liar", 7, 2, 0, NULL},
	{"Queen/Live/2-07 Liar.mp3", "Queen", "Live", "Liar", 7, 2, 0, NULL},
	{"Queen/Live/207. Liar.mp3", "Queen", "Live", "Liar", 7, 2, 0, NULL},
	{"Various Artists/Best of 1991/04 - Queen - Innuendo.mp3", "Queen",
		"Best of 1991", "Innuendo", 4, 0, 0, "Various Artists"},
	{"VA - Best of 1991 (1992)/04 - Queen - Innuendo.mp3", "Queen", "Best of 1991",
		"Innuendo", 4, 0, 1992, "Various Artists"},
	{"Queen/Innuendo.mp3", "Queen", NULL, "Innuendo", 0, 0, 0, NULL},
	{"Innuendo/01 Innuendo.mp3", NULL, "Innuendo", "Innuendo", 1, 0, 0, NULL},
	{"99 Luftballons.mp3", NULL, NULL, "99 Luftballons", 0, 0, 0, NULL},
	{"7 Seconds.mp3", NULL, NULL, "7 Seconds", 0, 0, 0, NULL},
	{"1999.mp3", NULL, NULL, "1999", 0, 0, 0, NULL},
	{"Prince/1999/1999.mp3", "Prince", "1999", "1999", 0, 0, 0, NULL},
	{"01.mp3", NULL, NULL, "01", 0, 0, 0, NULL},
	{"\xFF\xFE/x.mp3", "\xEF\xBF\xBD\xEF\xBF\xBD", NULL, "x", 0, 0, 0, NULL},
};

static void assert_text(const char *path, const char *is, const char *wanted)
{
	if (!is != !wanted || (is && strcmp(is, wanted) != 0))
		fail_msg("%s: \"%s\" is not \"%s\"", path, is ? is : "(none)",
			wanted ? wanted : "(none)");
}

static void paths_tell_what_tags_do_not(void **state)
{
	for (size_t i = 0; i < sizeof untagged / sizeof *untagged; i++) {
		const char *path = untagged[i].path;
		struct tags t = {0};
		guess_tags(&t, path);
		assert_text(path, t.artist, untagged[i].artist);
		assert_text(path, t.album, untagged[i].album);
		assert_text(path, t.title, untagged[i].title);
		assert_text(path, t.album_artist, untagged[i].album_artist);
		assert_int_equal(t.track, untagged[i].track);
		assert_int_equal(t.disc, untagged[i].disc);
		assert_int_equal(t.year, untagged[i].year);
		unsigned bits = (t.artist ? TAGS_GUESSED_ARTIST : 0U) |
				(t.album ? TAGS_GUESSED_ALBUM : 0U) |
				(t.title ? TAGS_GUESSED_TITLE : 0U) |
				(t.album_artist ? TAGS_GUESSED_ALBUM_ARTIST : 0U) |
				(t.track ? TAGS_GUESSED_TRACK : 0U) |
				(t.disc ? TAGS_GUESSED_DISC : 0U) |
				(t.year ? TAGS_GUESSED_YEAR : 0U);
		assert_int_equal(t.guessed, bits);
		tags_finish(&t);
	}
}

static void tags_are_never_overruled(void **state)
{
	struct tags t = {.title = xstrdup("A"),
		.artist = xstrdup("B"),
		.album = xstrdup("C"),
		.track = 9,
		.year = 1970};
	guess_tags(&t, "Queen/1991 - Innuendo/01 - Innuendo.mp3");
	assert_string_equal(t.title, "A");
	assert_string_equal(t.artist, "B");
	assert_string_equal(t.album, "C");
	assert_int_equal(t.track, 9);
	assert_int_equal(t.year, 1970);
	assert_int_equal(t.guessed, 0);
	tags_finish(&t);
}

/* Where the artist is known, a dash belongs to the title. */
static void a_known_artist_helps(void **state)
{
	struct tags t = {.artist = xstrdup("Queen")}, u = {.artist = xstrdup("Queen")};
	guess_tags(&t, "Innuendo - Live.mp3");
	assert_string_equal(t.title, "Innuendo - Live");
	guess_tags(&u, "Queen - Innuendo.mp3");
	assert_string_equal(u.title, "Innuendo");
	tags_finish(&t);
	tags_finish(&u);
}

static const struct {
	const char *album;
	int disc, disc_total;
	const char *album_after;
	int disc_after;
} discs[] = {
	{"Live (Disc 2)", 0, 0, "Live", 2},
	{"Live [CD1]", 0, 0, "Live", 1},
	{"Live, Disc 3", 0, 0, "Live", 3},
	{"Live - CD 2", 0, 0, "Live", 2},
	{"Live (disc 2: The Encore)", 2, 2, "Live", 2},
	{"Live (Disc 2)", 1, 1, "Live", 2},
	{"Live (Disc 2)", 3, 4, "Live (Disc 2)", 3},
	{"Disc 2", 0, 0, "Disc 2", 0},
	{"Discovery", 0, 0, "Discovery", 0},
	{"Live CD2", 0, 0, "Live", 2},
	{"The Lost CD", 0, 0, "The Lost CD", 0},
	{"AC/DC 2", 0, 0, "AC/DC 2", 0},
};

static void discs_in_titles_are_discs(void **state)
{
	for (size_t i = 0; i < sizeof discs / sizeof *discs; i++) {
		struct tags t = {.title = xstrdup("x"),
			.artist = xstrdup("y"),
			.album = xstrdup(discs[i].album),
			.track = 1,
			.disc = discs[i].disc,
			.disc_total = discs[i].disc_total};
		guess_tags(&t, "a/b/c.mp3");
		assert_text(discs[i].album, t.album, discs[i].album_after);
		assert_int_equal(t.disc, discs[i].disc_after);
		tags_finish(&t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paths_tell_what_tags_do_not),
		cmocka_unit_test(tags_are_never_overruled),
		cmocka_unit_test(a_known_artist_helps),
		cmocka_unit_test(discs_in_titles_are_discs),
	};
	return cmocka_run_group_tests_name("guess", tests, NULL, NULL);
}
