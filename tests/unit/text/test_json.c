#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "text/json.h"

static void writes_nested_values_with_commas(void **state)
{
	struct str s = {0};
	struct json_writer w = {.out = &s};
	json_write_object(&w);
	json_put_str(&w, "a", "x");
	json_write_key(&w, "b");
	json_write_array(&w);
	json_write_int(&w, -7);
	json_write_double(&w, 0.1);
	json_write_double(&w, NAN);
	json_write_object(&w);
	json_write_object_end(&w);
	json_write_array_end(&w);
	json_put_bool(&w, "c", true);
	json_write_key(&w, "d");
	json_write_null(&w);
	json_write_object_end(&w);
	json_write_line_end(&w);
	assert_string_equal(str_text(&s),
		"{\"a\":\"x\",\"b\":[-7,0.1,null,{}],\"c\":true,\"d\":null}\n");
	str_finish(&s);
}

static void escapes_and_repairs_text(void **state)
{
	struct str s = {0};
	struct json_writer w = {.out = &s};
	json_write_str(&w, "q\" b\\ n\n e\x1b é \xff!");
	assert_string_equal(
		str_text(&s), "\"q\\\" b\\\\ n\\n e\\u001b é \xef\xbf\xbd!\"");
	str_finish(&s);
}

static void paths_that_are_not_utf8_keep_their_bytes(void **state)
{
	struct str s = {0};
	struct json_writer w = {.out = &s};
	json_write_object(&w);
	json_put_path(&w, "/m/\xe9.mp3");
	json_write_object_end(&w);
	assert_string_equal(str_text(&s), "{\"path\":\"/m/\xef\xbf\xbd.mp3\","
					  "\"path_hex\":\"2f6d2fe92e6d7033\"}");
	str_finish(&s);
}

static void numbers_read_back_exactly(void **state)
{
	static const double value[] = {
		0.1, 1.0 / 3.0, 1e300, -2.5e-310, 123456789012345680.0};
	for (size_t i = 0; i < sizeof value / sizeof *value; i++) {
		struct str s = {0};
		struct json_writer w = {.out = &s};
		json_write_double(&w, value[i]);
		struct json_doc *d;
		assert_int_equal(json_doc_parse(s.data, s.len, &d, NULL), ERR_OK);
		double back;
		assert_true(json_node_double(json_doc_root(d), &back));
		assert_true(back == value[i]);
		json_doc_destroy(d);
		str_finish(&s);
	}
}

static void reads_a_document(void **state)
{
	static const char text[] = "{\"name\":\"é\",\"n\":[1,2.5],\"yes\":false}";
	struct json_doc *d;
	assert_int_equal(json_doc_parse(text, strlen(text), &d, NULL), ERR_OK);
	const struct json_node *root = json_doc_root(d);
	assert_string_equal(json_node_str(json_node_get(root, "name")), "é");
	const struct json_node *n = json_node_get(root, "n");
	assert_int_equal(json_node_len(n), 2);
	int64_t i = 0;
	assert_true(json_node_int(json_node_at(n, 0), &i));
	assert_int_equal(i, 1);
	assert_false(json_node_int(json_node_at(n, 1), &i));
	bool yes = true;
	assert_true(json_node_bool(json_node_get(root, "yes"), &yes));
	assert_false(yes);
	assert_null(
		json_node_str(json_node_get(json_node_get(root, "none"), "deeper")));
	json_doc_destroy(d);
}

static void malformed_text_names_the_place(void **state)
{
	struct err why = {0};
	struct json_doc *d = NULL;
	assert_int_equal(json_doc_parse("{\n \"a\":}", 8, &d, &why), ERR_FORMAT);
	assert_non_null(strstr(why.msg, "line 2"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_nested_values_with_commas),
		cmocka_unit_test(escapes_and_repairs_text),
		cmocka_unit_test(paths_that_are_not_utf8_keep_their_bytes),
		cmocka_unit_test(numbers_read_back_exactly),
		cmocka_unit_test(reads_a_document),
		cmocka_unit_test(malformed_text_names_the_place),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
