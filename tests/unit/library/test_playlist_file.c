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

static void what_is_written_reads_back(void **state)
{
	(void)state;
	static const char *const names[] = {"x.m3u8", "x.PLS", "x.xspf"};
	for (size_t i = 0; i < 3; i++) {
		struct playlist_file p = {0}, back;
		struct str out = {0};
		struct err why;
		enum playlist_format format;
		playlist_file_add(&p, "/music/lists/sub/#1 \xC3\xA9 & co.mp3",
			"A & B - \"C\" <d>", 61000);
		playlist_file_add(&p, "/elsewhere/no utf \xE9.flac", NULL, -1);
		playlist_file_add(&p, "/music/lists/#2.mp3", "x", 1000);
		assert_int_equal(playlist_format_of(names[i], &format, &why), ERR_OK);
		playlist_file_write(&p, format, "/music/lists", &out);
		assert_int_equal(playlist_file_parse(out.data, out.len, "/music/lists",
					 &back, &why),
			ERR_OK);
		assert_int_equal(back.n, p.n);
		for (size_t k = 0; k < p.n; k++)
			assert_item(&back, k, p.item[k].path, p.item[k].title,
				p.item[k].duration_ms);
		if (format == PLAYLIST_M3U8)
			assert_non_null(strstr(out.data, "\nsub/#1"));
		playlist_file_finish(&p);
		playlist_file_finish(&back);
		str_finish(&out);
	}
}

static void damage_is_passed_over(void **state)
{
	(void)state;
	static const char *const odd[] = {"", "\n\n", "<", "<playlist><track>",
		"[playlist]\nFile=\nFile1", "#EXTINF:\n",
		"#EXTINF:99999999999999999999,x\n", "file://", "&#xFFFFFFFF;",
		"<track><location>&#;&#x;&bogus;</location></track>",
		"../../../../../..", "[playlist]\nFile1=%00\nFile2=%zz"};
	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
		struct playlist_file p = parse(odd[i]);
		playlist_file_finish(&p);
	}
	struct playlist_file p;
	struct err why;
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
		cmocka_unit_test(damage_is_passed_over),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
