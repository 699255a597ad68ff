#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "text/lyrics.h"

/* "1.50 text|2.00 wo{2.50}rd": what was understood, as text. */
static char *shown(const struct lyrics *l)
{
	struct str s = {0};
	for (size_t i = 0; i < l->n; i++) {
		const struct lyrics_line *line = &l->line[i];
		str_append(&s, i ? "|" : "");
		if (l->timed)
			str_appendf(&s, "%.2f ", (double)line->at_ms / 1000);
		size_t from = 0;
		for (size_t k = 0; k < line->n_words; k++) {
			str_append_n(&s, line->text + from, line->word[k].from - from);
			from = line->word[k].from;
			str_appendf(&s, "{%.2f}", (double)line->word[k].at_ms / 1000);
		}
		str_append(&s, line->text + from);
	}
	return str_detach(&s);
}

static void check(const char *bytes, size_t n, const char *want)
{
	struct lyrics l;
	lyrics_parse(&l, bytes, n);
	char *got = shown(&l);
	assert_string_equal(got, want);
	free(got);
	lyrics_finish(&l);
}

static void parses_lrc(void **state)
{
	static const struct {
		const char *text, *want;
	} table[] = {
		{"", ""},
		{"one\ntwo\n", "one|two"},
		{"\n\none\n\ntwo\n\n\n", "one||two"},
		{"[00:01.50]a\n[00:02.5]b\n[00:03]c\n[01:04.123]d",
			"1.50 a|2.50 b|3.00 c|64.12 d"},
		{"[1:02:50]colon\n[100:00.00]long", "62.50 colon|6000.00 long"},
		/* several times, in their order */
		{"[00:10.00][00:30.00]chorus\n[00:20.00]verse",
			"10.00 chorus|20.00 verse|30.00 chorus"},
		{"[00:10.00] [00:30.00] chorus", "10.00 chorus|30.00 chorus"},
		/* equal times stay in the order of the file: a translation */
		{"[00:10.00]eins\n[00:10.00]one\n[00:20.00]zwei\ntwo",
			"10.00 eins|10.00 one|20.00 zwei|20.00 two"},
		/* notes */
		{"[ar:Somebody]\n[ti:A song]\n[by:x]\n[00:01.00]a", "1.00 a"},
		{"Title by Somebody\n\n[00:01.00]a", "1.00 a"},
		{"[Chorus: all]\nla la", "[Chorus: all]|la la"},
		{"[offset:+500]\n[00:02.00]a", "1.50 a"},
		{"[OFFSET: -500]\n[00:02.00]a", "2.50 a"},
		{"[00:02.00]a\n[offset:1000]", "1.00 a"},
		/* words */
		{"[00:01.00]<00:01.00>Hel<00:01.50>lo <00:02.00>you<00:02.50>",
			"1.00 {1.00}Hel{1.50}lo {2.00}you"},
		{"[00:01.00] <00:01.04> Line <00:01.16> that",
			"1.00 {1.04}Line {1.16}that"},
		{"<00:05.00>no <00:06.00>line", "5.00 {5.00}no {6.00}line"},
		{"[00:01.00][00:11.00]<00:01.00>a <00:02.00>b",
			"1.00 {1.00}a {2.00}b|11.00 {11.00}a {12.00}b"},
		{"[offset:500]\n[00:01.00]<00:01.00>a <00:02.00>b",
			"0.50 {0.50}a {1.50}b"},
		/* pauses */
		{"[00:01.00]a\n[00:02.00]\n\n[00:03.00]b", "1.00 a|2.00 |3.00 b"},
		/* not times */
		{"[00:1x.00]a\n[00:02.0000]b\n[:02]c",
			"[00:1x.00]a|[00:02.0000]b|[:02]c"},
		{"a [00:01.00] b <3", "a [00:01.00] b <3"},
		{"[00:01.00]2 < 3 > 1", "1.00 2 < 3 > 1"},
		{"[unclosed\n<unclosed", "[unclosed|<unclosed"},
		{"a\tb\x01"
		 "c\r\nd\re",
			"a bc|d|e"},
	};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		check(table[i].text, strlen(table[i].text), table[i].want);
}

static void tells_encodings(void **state)
{
	static const struct {
		const char *bytes;
		size_t n;
		const char *want;
	} table[] = {
		{"\xEF\xBB\xBF"
		 "h\xC3\xB6r",
			7, "h\xC3\xB6r"},
		{"h\xF6r \x80 \x93x\x94", 10,
			"h\xC3\xB6r \xE2\x82\xAC \xE2\x80\x9Cx\xE2\x80\x9D"},
		{"\xFF\xFE"
		 "h\0\xF6\0\r\0\n\0r\0",
			12, "h\xC3\xB6|r"},
		{"\xFE\xFF"
		 "\0h\0\xF6\0\n\0r",
			10, "h\xC3\xB6|r"},
		{"h\0a\0l\0l\0o\0", 10, "hallo"},
		{"\0h\0a\0l\0l\0o", 10, "hallo"},
		/* beyond the first plane, and half a pair */
		{"\xFF\xFE"
		 "\x3D\xD8\x00\xDE"
		 "\x3D\xD8"
		 "a\0",
			10,
			"\xF0\x9F\x98\x80\xEF\xBF\xBD"
			"a"},
		{"a\0b", 3, "ab"},
		/* Cyrillic, of Windows and of KOI8-R */
		{"\xCF\xF0\xE8\xE2\xE5\xF2", 6, "Привет"},
		{"\xCA\xC8\xCD\xCE", 4, "КИНО"},
		{"\xF0\xD2\xC9\xD7\xC5\xD4 \xA3", 8, "Привет ё"},
	};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		check(table[i].bytes, table[i].n, table[i].want);
}

static void bounds_what_it_takes(void **state)
{
	/* 10 MB of lines, of one line, and of times. */
	static const char *const units[] = {"[00:01.00]word\n", "w\xC3\xB6",
		"[00:01.00]", "<00:01.00>x", "\n", "["};
	enum { BIG = 10 << 20 };
	char *big = xmalloc(BIG);
	for (size_t u = 0; u < sizeof units / sizeof *units; u++) {
		struct lyrics l;
		for (size_t i = 0, k = strlen(units[u]); i < BIG; i++)
			big[i] = units[u][i % k];
		lyrics_parse(&l, big, BIG);
		assert_true(l.n <= LYRICS_LINES_MAX);
		for (size_t i = 0; i < l.n; i++) {
			assert_true(strlen(l.line[i].text) <= LYRICS_LINE_MAX);
			assert_true(l.line[i].n_words <= LYRICS_WORDS_MAX);
			assert_null(strstr(l.line[i].text, "\xEF\xBF\xBD"));
			assert_null(strstr(l.line[i].text, "\xC3\x83"));
		}
		lyrics_finish(&l);
	}
	free(big);
}

static void finds_line_and_word(void **state)
{
	static const char text[] = "[00:01.00]a\n[00:02.00]<00:02.00>b <00:02.50>c\n"
				   "[00:02.00]B\n[00:04.00]d\n";
	static const struct {
		int64_t at_ms, next_ms;
		size_t line, word;
	} table[] = {{0, 1000, SIZE_MAX, 0}, {999, 1000, SIZE_MAX, 0},
		{1000, 2000, 0, SIZE_MAX}, {1999, 2000, 0, SIZE_MAX},
		{2000, 2500, 1, 0}, {2499, 2500, 1, 0}, {2500, 4000, 1, 1},
		{4000, -1, 3, SIZE_MAX}, {99999, -1, 3, SIZE_MAX}};
	struct lyrics l;
	lyrics_parse(&l, text, strlen(text));
	assert_int_equal(l.n, 4);
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		size_t line = lyrics_line_at(&l, table[i].at_ms);
		assert_int_equal(line, table[i].line);
		assert_int_equal(lyrics_next_ms(&l, table[i].at_ms), table[i].next_ms);
		if (line != SIZE_MAX)
			assert_int_equal(lyrics_word_at(&l.line[line], table[i].at_ms),
				table[i].word);
	}
	lyrics_finish(&l);
	lyrics_parse(&l, "plain", 5);
	assert_int_equal(lyrics_line_at(&l, 5000), SIZE_MAX);
	assert_int_equal(lyrics_next_ms(&l, 0), -1);
	lyrics_finish(&l);
}

static void goes_over_the_wire(void **state)
{
	static const char text[] = "[00:01.00]<00:01.00>a <00:02.00>b\n[00:03.00]\n";
	struct lyrics l, back;
	struct str b = {0};
	struct bytes_reader r;
	lyrics_parse(&l, text, strlen(text));
	lyrics_put(&b, &l);
	bytes_reader_init(&r, b.data, b.len);
	lyrics_get(&r, &back);
	assert_false(r.bad);
	assert_true(back.timed);
	char *was = shown(&l), *is = shown(&back);
	assert_string_equal(was, is);
	free(was);
	free(is);
	lyrics_finish(&back);
	/* Whatever is missing, nothing is read past the end or believed. */
	for (size_t n = 0; n < b.len; n++) {
		bytes_reader_init(&r, b.data, n);
		lyrics_get(&r, &back);
		assert_true(r.bad);
		assert_int_equal(back.n, 0);
	}
	str_finish(&b);
	lyrics_finish(&l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parses_lrc),
		cmocka_unit_test(tells_encodings),
		cmocka_unit_test(bounds_what_it_takes),
		cmocka_unit_test(finds_line_and_word),
		cmocka_unit_test(goes_over_the_wire),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
