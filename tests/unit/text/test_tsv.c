#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include <cmocka.h>

#include "text/gzip.h"
#include "text/tsv.h"

static char path[64];

static int make_path(void **state)
{
	strcpy(path, "/tmp/linnet-tsv-XXXXXX");
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	close(fd);
	return 0;
}

static int remove_path(void **state)
{
	return unlink(path);
}

static void write_bytes(const void *p, size_t n)
{
	FILE *f = fopen(path, "wb");
	assert_int_equal(fwrite(p, 1, n, f), n);
	fclose(f);
}

static void write_plain(const char *text)
{
	write_bytes(text, strlen(text));
}

static void expect_line(struct gzip_lines *g, const char *want)
{
	char *line;
	size_t n;
	assert_int_equal(gzip_next_line(g, &line, &n, NULL), ERR_OK);
	if (!want) {
		assert_null(line);
		return;
	}
	assert_non_null(line);
	assert_string_equal(line, want);
	assert_int_equal(n, strlen(want));
}

static void reads_plain_and_gzipped_lines(void **state)
{
	static const char text[] = "one\r\n\ntwo\twords\nlast";
	for (int zipped = 0; zipped < 2; zipped++) {
		gzFile f = gzopen(path, zipped ? "wb" : "wbT");
		assert_int_equal(gzwrite(f, text, sizeof text - 1), sizeof text - 1);
		gzclose(f);
		struct gzip_lines *g;
		assert_int_equal(gzip_open_lines(path, &g, NULL), ERR_OK);
		expect_line(g, "one");
		expect_line(g, "");
		expect_line(g, "two\twords");
		expect_line(g, "last");
		expect_line(g, NULL);
		expect_line(g, NULL);
		gzip_close_lines(g);
	}
}

static void reads_a_line_longer_than_the_buffer(void **state)
{
	size_t n = 300000;
	char *text = malloc(n + 2);
	memset(text, 'x', n);
	text[n] = '\n';
	text[n + 1] = 'y';
	write_bytes(text, n + 2);
	struct gzip_lines *g;
	char *line;
	size_t size;
	assert_int_equal(gzip_open_lines(path, &g, NULL), ERR_OK);
	assert_int_equal(gzip_next_line(g, &line, &size, NULL), ERR_OK);
	assert_int_equal(size, n);
	expect_line(g, "y");
	gzip_close_lines(g);
	free(text);
}

static void says_that_gzip_is_cut_off(void **state)
{
	char bytes[4096];
	gzFile f = gzopen(path, "wb");
	for (int i = 0; i < 5000; i++)
		gzprintf(f, "%d\n", i * 7919 % 10007);
	gzclose(f);
	FILE *in = fopen(path, "rb");
	size_t n = fread(bytes, 1, sizeof bytes, in);
	fclose(in);
	write_bytes(bytes, n);
	struct gzip_lines *g;
	struct err why = {0};
	char *line;
	size_t size;
	assert_int_equal(gzip_open_lines(path, &g, NULL), ERR_OK);
	enum err_code code;
	do
		code = gzip_next_line(g, &line, &size, &why);
	while (code == ERR_OK && line);
	assert_int_equal(code, ERR_CORRUPT);
	assert_non_null(strstr(why.msg, path));
	gzip_close_lines(g);
}

static void names_columns_and_lines(void **state)
{
	struct tsv t;
	struct err why = {0};
	bool more;
	int64_t v = 0;
	write_plain("#qid\tT\tphase\n\ns1:2\t17\tval\ns1:3\tsoon\ttest\n");
	assert_int_equal(tsv_open(&t, path, NULL), ERR_OK);
	assert_int_equal(tsv_next(&t, &more, NULL), ERR_OK);
	assert_true(tsv_is_comment(&t));
	assert_int_equal(tsv_column(&t, "qid"), 0);
	assert_int_equal(tsv_column(&t, "T"), 1);
	assert_int_equal(tsv_column(&t, "context"), -1);
	assert_int_equal(tsv_next(&t, &more, NULL), ERR_OK);
	assert_int_equal(t.line, 3);
	assert_int_equal(tsv_i64(&t, 1, &v, NULL), ERR_OK);
	assert_int_equal(v, 17);
	assert_int_equal(tsv_next(&t, &more, NULL), ERR_OK);
	assert_int_equal(tsv_i64(&t, 1, &v, &why), ERR_FORMAT);
	assert_non_null(strstr(why.msg, ":4:"));
	assert_non_null(strstr(why.msg, "soon"));
	assert_int_equal(tsv_need(&t, 4, &why), ERR_FORMAT);
	assert_int_equal(tsv_next(&t, &more, NULL), ERR_OK);
	assert_false(more);
	tsv_close(&t);
}

static void refuses_nul_and_missing_files(void **state)
{
	struct tsv t;
	struct err why = {0};
	bool more;
	write_bytes("a\0b\n", 4);
	assert_int_equal(tsv_open(&t, path, NULL), ERR_OK);
	assert_int_equal(tsv_next(&t, &more, &why), ERR_FORMAT);
	tsv_close(&t);
	assert_int_equal(tsv_open(&t, "/nonexistent/file", &why), ERR_NOT_FOUND);
	tsv_close(&t);
}

static void splits_words(void **state)
{
	char text[] = "  12 x  y";
	char *p = text;
	assert_string_equal(tsv_word(&p), "12");
	assert_string_equal(tsv_word(&p), "x");
	assert_string_equal(tsv_word(&p), "y");
	assert_null(tsv_word(&p));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			reads_plain_and_gzipped_lines, make_path, remove_path),
		cmocka_unit_test_setup_teardown(
			reads_a_line_longer_than_the_buffer, make_path, remove_path),
		cmocka_unit_test_setup_teardown(
			says_that_gzip_is_cut_off, make_path, remove_path),
		cmocka_unit_test_setup_teardown(
			names_columns_and_lines, make_path, remove_path),
		cmocka_unit_test_setup_teardown(
			refuses_nul_and_missing_files, make_path, remove_path),
		cmocka_unit_test(splits_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
