#include "library/playlist_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct playlist_file parse(const char *text)
{
	struct playlist_file p;
	struct err why;
	assert_int_equal(
		playlist_file_parse(text, strlen(text), "/music/lists", &p, &why),
		ERR_OK);
	return p;
}

static void assert_item(const struct playlist_file *p, size_t i, const char *path,
	const char *title, int64_t ms)
{
	assert_true(i < p->n);
	assert_string_equal(p->item[i].path, path);
	if (title)
		assert_string_equal(p->item[i].title, title);
	else
		assert_null(p->item[i].title);
	assert_int_equal(p->item[i].duration_ms, ms);
}

static void m3u_is_read(void **state)
{
	(void)state;
	struct playlist_file p =
		parse("\xEF\xBB\xBF#EXTM3U\r\n#PLAYLIST:Evening\r\n"
		      "#EXTINF:123,Artist - Title, part 2\r\n../a/x.mp3\r\n"
		      "\r\n# a comment\r\n/abs/./y.flac\r\n"
		      "file:///with%20space/%C3%A9.ogg\r\n"
		      "http://radio.example/stream\r\nB\\c.mp3\r\n./z #1.mp3");
	assert_string_equal(p.name, "Evening");
	assert_int_equal(p.n, 5);
	assert_int_equal(p.remote, 1);
	assert_item(&p, 0, "/music/a/x.mp3", "Artist - Title, part 2", 123000);
	assert_item(&p, 1, "/abs/y.flac", NULL, -1);
	assert_item(&p, 2, "/with space/\xC3\xA9.ogg", NULL, -1);
	assert_item(&p, 3, "/music/lists/B/c.mp3", NULL, -1);
	assert_item(&p, 4, "/music/lists/z #1.mp3", NULL, -1);
	playlist_file_finish(&p);
}

static void pls_is_read(void **state)
{
	(void)state;
	struct playlist_file p =
		parse("[playlist]\nNumberOfEntries=3\nFile1=a.mp3\nTitle1=One\n"
		      "Length1=10\nFile2=http://x/y\nTitle2=Two\n"
		      "file3=/b/c.mp3\nLength3=-1\nVersion=2\n");
	assert_int_equal(p.n, 2);
	assert_int_equal(p.remote, 1);
	assert_item(&p, 0, "/music/lists/a.mp3", "One", 10000);
	assert_item(&p, 1, "/b/c.mp3", NULL, -1);
	playlist_file_finish(&p);
}

static void xspf_is_read(void **state)
{
	(void)state;
	struct playlist_file p =
		parse("<?xml version=\"1.0\"?>\n<playlist version=\"1\">"
		      "<title>Tom &amp; Co</title><trackList>\n<track><location>"
		      "file:///m/a%26b.mp3</location><title>A &lt;3 &#233;</title>"
		      "<creator>Who</creator><duration>1500</duration></track>"
		      "<track><location>rel/b.mp3</location></track>"
		      "<track><title>nowhere</title></track>"
		      "</trackList></playlist>");
	assert_string_equal(p.name, "Tom & Co");
	assert_int_equal(p.n, 2);
	assert_item(&p, 0, "/m/a&b.mp3", "Who - A <3 \xC3\xA9", 1500);
	assert_item(&p, 1, "/music/lists/rel/b.mp3", NULL, -1);
	playlist_file_finish(&p);
}

/* Every kind of name, in every format, with every kind of path. */
static void what_is_written_reads_back(void **state)
{
	(void)state;
	static const char *const names[] = {"x.m3u8", "x.PLS", "x.xspf"};
	static const char *const paths[] = {
		"/music/lists/sub/#1 \xC3\xA9 & co.mp3",
		"/elsewhere/no utf \xE9.flac",
		"/music/lists/#2.mp3",
		"/music/lists/#EXTM3U",
		"/music/lists/http:/x.mp3",
		"/music/lists/C:\\x.mp3",
		"/music/lists/back\\slash.mp3",
		"/music/lists/[playlist]",
		"/music/lists/<xml>.mp3",
		"/music/lists/two\nlines.mp3",
		"/music/lists/a\rb.mp3",
		"/music/lists/ blanks .mp3 ",
		"/music/lists/tab\t",
		"/music/lists/%41 percent.mp3",
		"/music/lists/file:x.mp3",
		"/music/other/up.mp3",
		"/music/lists2/near.mp3",
		"/x",
	};
	enum { N = sizeof paths / sizeof *paths };
	for (size_t i = 0; i < 3 * 3; i++) {
		struct playlist_file p = {0}, back;
		struct str out = {0};
		struct err why;
		enum playlist_format format;
		for (size_t k = 0; k < N; k++)
			playlist_file_add(&p, paths[k],
				k % 2 ? "A & B - \"C\" <d>" : NULL, k % 3 ? 61000 : -1);
		assert_int_equal(
			playlist_format_of(names[i / 3], &format, &why), ERR_OK);
		playlist_file_write(
			&p, format, "/music/lists", (enum playlist_paths)(i % 3), &out);
		assert_int_equal(playlist_file_parse(out.data, out.len, "/music/lists",
					 &back, &why),
			ERR_OK);
		assert_int_equal(back.n, N);
		for (size_t k = 0; k < N; k++)
			assert_item(&back, k, p.item[k].path, p.item[k].title,
				p.item[k].duration_ms);
		if (format == PLAYLIST_M3U8 && i % 3 == PLAYLIST_PATHS_RELATIVE)
			assert_non_null(strstr(out.data, "\n../other/up.mp3"));
		if (format == PLAYLIST_M3U8 && i % 3 == PLAYLIST_PATHS_BELOW)
			assert_non_null(strstr(out.data, "\nsub/#1"));
		playlist_file_finish(&p);
		playlist_file_finish(&back);
		str_finish(&out);
	}
}

static void parts_of_files_keep_their_times(void **state)
{
	(void)state;
	for (int format = PLAYLIST_M3U8; format <= PLAYLIST_XSPF; format += 2) {
		struct playlist_file p = {0}, back;
		struct str out = {0};
		struct playlist_item *item =
			playlist_file_add(&p, "/a.flac", "T", 1000);
		item->start_ms = 61500;
		item->end_ms = 90250;
		playlist_file_write(&p, (enum playlist_format)format, NULL,
			PLAYLIST_PATHS_BELOW, &out);
		back = parse(out.data);
		assert_item(&back, 0, "/a.flac", "T", 1000);
		assert_int_equal(back.item[0].start_ms, 61500);
		assert_int_equal(back.item[0].end_ms, 90250);
		playlist_file_finish(&p);
		playlist_file_finish(&back);
		str_finish(&out);
	}
}

static void other_encodings_are_read(void **state)
{
	(void)state;
	/* Latin-1, and the characters that Windows has beside it. */
	struct playlist_file p = parse(
		"#EXTINF:1,Bj\xF6rk \x96 \x84x\x93\nBj\xF6rk/a.mp3\r/old/mac.mp3\r");
	assert_int_equal(p.n, 2);
	assert_string_equal(p.item[0].path, "/music/lists/Bj\xF6rk/a.mp3");
	assert_string_equal(p.item[0].other, "/music/lists/Bj\xC3\xB6rk/a.mp3");
	assert_string_equal(
		p.item[0].title, "Bj\xC3\xB6rk \xE2\x80\x93 \xE2\x80\x9Ex\xE2\x80\x9C");
	assert_int_equal(p.item[1].line, 3);
	assert_null(p.item[1].other);
	playlist_file_finish(&p);
	/* UTF-16, both ways round, with a character beyond 16 bits. */
	static const char little[] = "\xFF\xFE"
				     "a\0/\0\x3C\xD8\xB5\xDF",
			  big[] = "\xFE\xFF\0a\0/\xD8\x3C\xDF\xB5";
	for (int i = 0; i < 2; i++) {
		struct err why;
		assert_int_equal(
			playlist_file_parse(i ? big : little, 10, "/m", &p, &why),
			ERR_OK);
		assert_item(&p, 0, "/m/a/\xF0\x9F\x8E\xB5", NULL, -1);
		playlist_file_finish(&p);
		/* The same without the mark. */
		assert_int_equal(
			playlist_file_parse((i ? big : little) + 2, 8, "/m", &p, &why),
			ERR_OK);
		assert_item(&p, 0, "/m/a/\xF0\x9F\x8E\xB5", NULL, -1);
		playlist_file_finish(&p);
	}
}

/* VLC writes relative paths so; a file whose name has a % in it comes first. */
static void escapes_are_a_second_reading(void **state)
{
	(void)state;
	struct playlist_file p = parse("a%20b/c%C3%A9.mp3\n100%.mp3\nx.mp3\n");
	assert_item(&p, 0, "/music/lists/a%20b/c%C3%A9.mp3", NULL, -1);
	assert_string_equal(p.item[0].other, "/music/lists/a b/c\xC3\xA9.mp3");
	assert_null(p.item[1].other);
	assert_null(p.item[2].other);
	playlist_file_finish(&p);
}

static void windows_paths_are_told(void **state)
{
	(void)state;
	struct playlist_file p =
		parse("C:\\Music\\a b\\c.mp3\n\\\\nas\\share\\d.mp3\n"
		      "D:/e/f.mp3\nfile:///C:/x%20y.mp3\n..\\up\\g.mp3\n");
	assert_int_equal(p.n, 5);
	assert_item(&p, 0, "/C:/Music/a b/c.mp3", NULL, -1);
	assert_item(&p, 1, "/nas/share/d.mp3", NULL, -1);
	assert_item(&p, 2, "/D:/e/f.mp3", NULL, -1);
	assert_item(&p, 3, "/C:/x y.mp3", NULL, -1);
	assert_item(&p, 4, "/music/up/g.mp3", NULL, -1);
	playlist_file_finish(&p);
}

static void what_is_left_out_is_told_by_its_line(void **state)
{
	(void)state;
	struct playlist_file p =
		parse("a.mp3\n\n#x\nhttps://radio/x\nfile://\nb.mp3\n");
	assert_int_equal(p.n, 2);
	assert_int_equal(p.item[1].line, 6);
	assert_int_equal(p.n_troubles, 2);
	assert_int_equal(p.trouble[0].line, 4);
	assert_string_equal(p.trouble[0].what, "https://radio/x");
	assert_string_equal(p.trouble[0].why, "an address on the network");
	assert_int_equal(p.trouble[1].line, 5);
	playlist_file_finish(&p);
}

static void damage_is_passed_over(void **state)
{
	(void)state;
	static const char *const odd[] = {"", "\n\n", "[playlist]\nFile=\nFile1",
		"#EXTINF:\n", "#EXTINF:99999999999999999999,x\n", "file://",
		"&#xFFFFFFFF;", "#EXTVLCOPT:start-time=1e99\nx\n", "../../../../../..",
		"[playlist]\nFile1=%00\nFile2=%zz"};
	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
		struct playlist_file p = parse(odd[i]);
		playlist_file_finish(&p);
	}
	static const char *const no_xml[] = {"<", "<playlist><track>",
		"<track><location>&#;&#x;&bogus;</location></track>",
		"<!DOCTYPE x [<!ENTITY a \"b\">]><playlist>&a;</playlist>"};
	struct playlist_file p;
	struct err why;
	for (size_t i = 0; i < sizeof no_xml / sizeof *no_xml; i++) {
		assert_int_equal(playlist_file_parse(
					 no_xml[i], strlen(no_xml[i]), "/", &p, &why),
			ERR_FORMAT);
		playlist_file_finish(&p);
	}
	/* What stands before the damage counts. */
	p = parse("<playlist><track><location>a</location></track><oops");
	assert_int_equal(p.n, 1);
	assert_int_equal(p.n_troubles, 1);
	playlist_file_finish(&p);
	assert_int_equal(playlist_file_parse("a\0b", 3, "/", &p, &why), ERR_FORMAT);
	enum playlist_format format;
	assert_int_equal(playlist_format_of("x.txt", &format, &why), ERR_UNSUPPORTED);
	assert_non_null(strstr(why.msg, ".xspf"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(m3u_is_read),
		cmocka_unit_test(pls_is_read),
		cmocka_unit_test(xspf_is_read),
		cmocka_unit_test(what_is_written_reads_back),
		cmocka_unit_test(parts_of_files_keep_their_times),
		cmocka_unit_test(other_encodings_are_read),
		cmocka_unit_test(escapes_are_a_second_reading),
		cmocka_unit_test(windows_paths_are_told),
		cmocka_unit_test(what_is_left_out_is_told_by_its_line),
		cmocka_unit_test(damage_is_passed_over),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
