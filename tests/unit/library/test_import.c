/* Libraries of other players: what is read of them, and what of damaged ones. */
#include "library/import_data.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"

static enum err_code read_bytes(struct import_data *d, const char *data, size_t n)
{
	struct err why = {0};
	struct import_text t = {data, n, "list.m3u", "/lists"};
	*d = (struct import_data){0};
	return import_read(d, import_sniff(data, n), &t, &why);
}

static struct import_data read_text(const char *text)
{
	struct import_data d;
	assert_int_equal(read_bytes(&d, text, strlen(text)), ERR_OK);
	return d;
}

static void cmus_entry(struct str *out, const char *path, int32_t plays)
{
	static const char strings[] = "flac\0\0title\0T\0artist\0A\0";
	uint32_t size = 80 + (uint32_t)(strlen(path) + 1 + sizeof strings - 1);
	char head[80] = {0};
	int32_t seconds = 200;
	while (out->len % 8)
		str_append_c(out, '\0');
	memcpy(head, &size, 4);
	memcpy(head + 4, &plays, 4);
	memcpy(head + 16, &seconds, 4);
	str_append_n(out, head, sizeof head);
	str_append_n(out, path, strlen(path) + 1);
	str_append_n(out, strings, sizeof strings - 1);
}

static void a_cache_of_cmus_is_read(void **state)
{
	(void)state;
	struct str s = {0};
	struct import_data d;
	str_append_n(&s, "CTC\x0d\0\0\0\x01", 8);
	cmus_entry(&s, "/m/a\xff.flac", 7);
	cmus_entry(&s, "http://radio/x", 1);
	cmus_entry(&s, "/m/b.flac", -1);
	assert_int_equal(read_bytes(&d, s.data, s.len), ERR_OK);
	assert_int_equal(d.source, IMPORT_CMUS);
	assert_int_equal(d.n_tracks, 2);
	assert_string_equal(d.track[0].path, "/m/a\xff.flac");
	assert_int_equal(d.track[0].plays, 7);
	assert_int_equal(d.track[0].duration_ms, 200000);
	assert_string_equal(d.track[0].title, "T");
	assert_int_equal(d.track[1].plays, 0);
	import_data_finish(&d);
	/* However it is cut off, nothing is read behind its end. */
	for (size_t n = 0; n < s.len; n++) {
		char *exact = memcpy(malloc(n + 1), s.data, n);
		if (read_bytes(&d, exact, n) == ERR_OK && n > 100)
			assert_true(d.n_troubles > 0 || d.n_tracks > 0);
		import_data_finish(&d);
		free(exact);
	}
	s.data[3] = 0x08;
	assert_int_equal(read_bytes(&d, s.data, s.len), ERR_UNSUPPORTED);
	import_data_finish(&d);
	str_finish(&s);
}

static void a_database_of_mpd_is_read(void **state)
{
	(void)state;
	struct import_data d = read_text(
		"info_begin\nformat: 2\ninfo_end\ndirectory: A\nbegin: A\n"
		"directory: B\nbegin: A/B\nsong_begin: x.mp3\nTime: 12.5\nTitle: T\n"
		"Artist: One\nArtist: Two\nsong_end\nend: A/B\nsong_begin: y.mp3\n"
		"song_end\nend: A\nsong_begin: z.mp3\nsong_end\n");
	assert_int_equal(d.source, IMPORT_MPD);
	assert_int_equal(d.n_tracks, 3);
	assert_string_equal(d.track[0].path, "A/B/x.mp3");
	assert_int_equal(d.track[0].duration_ms, 12500);
	assert_string_equal(d.track[0].artist, "One");
	assert_string_equal(d.track[1].path, "A/y.mp3");
	assert_string_equal(d.track[2].path, "z.mp3");
	import_data_finish(&d);
}

static void libraries_of_rhythmbox_are_read(void **state)
{
	(void)state;
	struct import_data d = read_text(
		"<?xml version=\"1.0\"?><rhythmdb version=\"2.0\">"
		"<entry type=\"song\"><title>T &amp; U</title><artist>A</artist>"
		"<location>file:///m/x%20%C3%A9.mp3</location><rating>4</rating>"
		"<play-count>5</play-count><last-played>9</last-played>"
		"<first-seen>3</first-seen></entry>"
		"<entry type=\"iradio\"><title>no</title></entry></rhythmdb>");
	assert_int_equal(d.n_tracks, 1);
	assert_string_equal(d.track[0].path, "/m/x \xC3\xA9.mp3");
	assert_string_equal(d.track[0].title, "T & U");
	assert_int_equal(d.track[0].rating, 4);
	assert_int_equal(d.track[0].plays, 5);
	assert_int_equal(d.track[0].last_s, 9);
	assert_int_equal(d.track[0].first_s, 3);
	import_data_finish(&d);
	d = read_text("<rhythmdb-playlists><playlist name=\"N\" type=\"static\">"
		      "<location>file:///a</location><location>http://x/</location>"
		      "</playlist><playlist name=\"R\" type=\"automatic\"/>"
		      "</rhythmdb-playlists>");
	assert_int_equal(d.n_lists, 1);
	assert_string_equal(d.list[0].name, "N");
	assert_int_equal(d.list[0].n, 1);
	assert_int_equal(d.n_troubles, 2);
	import_data_finish(&d);
}

static void libraries_of_itunes_are_read(void **state)
{
	(void)state;
	struct import_data d = read_text(
		"<plist version=\"1.0\"><dict><key>Tracks</key><dict>"
		"<key>7</key><dict><key>Track ID</key><integer>7</integer>"
		"<key>Name</key><string>T</string><key>Rating</key>"
		"<integer>80</integer><key>Loved</key><true/>"
		"<key>Play Date UTC</key><date>1970-01-01T00:00:10Z</date>"
		"<key>Location</key><string>file://localhost/C:/M/a%20b.mp3</string>"
		"</dict><key>8</key><dict><key>Rating Computed</key><true/>"
		"<key>Rating</key><integer>100</integer></dict></dict>"
		"<key>Playlists</key><array><dict><key>Name</key><string>Library</string>"
		"<key>Master</key><true/><key>Playlist Items</key><array><dict>"
		"<key>Track ID</key><integer>7</integer></dict></array></dict>"
		"<dict><key>Name</key><string>F</string><key>Folder</key><true/>"
		"<key>Playlist Persistent ID</key><string>P</string></dict>"
		"<dict><key>Name</key><string>L</string>"
		"<key>Parent Persistent ID</key><string>P</string>"
		"<key>Playlist Items</key><array><dict><key>Track ID</key>"
		"<integer>8</integer></dict><dict><key>Track ID</key>"
		"<integer>7</integer></dict></array></dict></array></dict></plist>");
	assert_int_equal(d.n_tracks, 2);
	assert_string_equal(d.track[0].path, "/C:/M/a b.mp3");
	assert_int_equal(d.track[0].rating, 4);
	assert_int_equal(d.track[0].like, 1);
	assert_int_equal(d.track[0].last_s, 10);
	/* What iTunes worked out itself is nobody's opinion. */
	assert_int_equal(d.track[1].rating, 0);
	assert_int_equal(d.n_lists, 2);
	assert_true(d.list[0].folder);
	assert_int_equal(d.list[1].parent, 0);
	assert_int_equal(d.list[1].n, 2);
	assert_int_equal(d.list[1].track[0], 1);
	/* Between processes it stays what it is, and half of it is refused. */
	struct str packed = {0};
	struct bytes_reader r;
	struct import_data back;
	import_data_put(&packed, &d);
	bytes_reader_init(&r, packed.data, packed.len);
	assert_true(import_data_get(&r, &back));
	assert_int_equal(back.n_tracks, 2);
	assert_string_equal(back.track[0].path, d.track[0].path);
	assert_int_equal(back.track[0].like, 1);
	assert_int_equal(back.list[1].parent, 0);
	import_data_finish(&back);
	for (size_t n = 0; n < packed.len; n++) {
		bytes_reader_init(&r, packed.data, n);
		assert_false(import_data_get(&r, &back));
		import_data_finish(&back);
	}
	str_finish(&packed);
	import_data_finish(&d);
}

static void damaged_ones_say_so(void **state)
{
	(void)state;
	struct import_data d;
	static const char *const none[] = {"<rhythmdb><entry",
		"<plist><dict></dict></plist>", "<rhythmdb><!DOCTYPE a>",
		"\x1F\x8B garbage"};
	for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
		assert_int_not_equal(read_bytes(&d, none[i], strlen(none[i])), ERR_OK);
		import_data_finish(&d);
	}
	/* What came before the damage counts, and the damage is told. */
	d = read_text("<rhythmdb><entry type=\"song\"><title>x</title></entry><oops");
	assert_int_equal(d.n_tracks, 1);
	assert_int_equal(d.n_troubles, 1);
	import_data_finish(&d);
}

static void entries_of_sheets_name_their_track(void **state)
{
	(void)state;
	struct import_data d =
		read_text("a.cue/track0003\ncue:///m/b.cue/12\nA/c.cue\n");
	assert_int_equal(d.n_tracks, 3);
	assert_string_equal(d.track[0].path, "/lists/a.cue");
	assert_int_equal(d.track[0].part, 3);
	assert_string_equal(d.track[1].path, "/m/b.cue");
	assert_int_equal(d.track[1].part, 12);
	assert_int_equal(d.track[2].part, 0);
	assert_string_equal(d.list[0].name, "list");
	import_data_finish(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_cache_of_cmus_is_read),
		cmocka_unit_test(a_database_of_mpd_is_read),
		cmocka_unit_test(libraries_of_rhythmbox_are_read),
		cmocka_unit_test(libraries_of_itunes_are_read),
		cmocka_unit_test(damaged_ones_say_so),
		cmocka_unit_test(entries_of_sheets_name_their_track),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
