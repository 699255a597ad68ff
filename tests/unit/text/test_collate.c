/*
 * Order of names: tables of names in the order that a reader of the language expects.
 * Locales that are not installed are made with localedef where its sources are there, and
 * passed over where not.
 */
#include "text/collate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/str.h"

enum { KEY_MAX = 48 };

static int compare(const struct collate *c, const char *a, const char *b)
{
	struct str x = {0}, y = {0};
	collate_key(c, &x, a, KEY_MAX);
	collate_key(c, &y, b, KEY_MAX);
	size_t n = x.len < y.len ? x.len : y.len;
	int d = memcmp(str_text(&x), str_text(&y), n);
	d = d ? d : (x.len > y.len) - (x.len < y.len);
	str_finish(&x);
	str_finish(&y);
	return d;
}

static void assert_order(const struct collate *c, const char *const *name)
{
	for (size_t i = 0; name[i] && name[i + 1]; i++)
		for (size_t k = i + 1; name[k]; k++)
			if (compare(c, name[i], name[k]) >= 0)
				fail_msg("%s: \"%s\" must come before \"%s\"",
					collate_name(c), name[i], name[k]);
}

static void assert_same(const struct collate *c, const char *a, const char *b)
{
	if (compare(c, a, b) != 0)
		fail_msg("\"%s\" and \"%s\" must stand together", a, b);
}

static void numbers_by_value(void **state)
{
	static const char *const order[] = {"7 Seconds", "10cc", "50 Cent", "1984",
		"2001", "10000 Maniacs", "123456789", "1234567890",
		"99999999999999999999", "Vol. 2", "Vol. 2 Part 1", "Vol. 2 Part 11",
		"Vol. 10", "Volume", NULL};
	struct collate *c = collate_create("C", "auto");
	assert_order(c, order);
	assert_same(c, "Track 007", "Track 7");
	collate_destroy(c);
}

static void articles_count_for_nothing(void **state)
{
	static const struct {
		const char *articles, *name, *same;
	} cases[] = {
		{"auto", "The Beatles", "Beatles"},
		{"auto", "the beatles", "Beatles"},
		{"auto", "A Perfect Circle", "Perfect Circle"},
		{"auto", "An Albatross", "Albatross"},
		{"auto", "The", "the"},
		{"auto", "The The", "the"},
		{"en de", "Die \xC3\x84rzte", "\xC3\x84rzte"},
		{"fr", "L'Amour", "Amour"},
		{"fr",
			"L\xE2\x80\x99"
			"Amour",
			"Amour"},
		{"es", "Los Lobos", "Lobos"},
		{"it", "Gli Uccelli", "Uccelli"},
		{"nl", "De Dijk", "Dijk"},
		{"pt", "Os Mutantes", "Mutantes"},
		{"sv", "Den Stora", "Stora"},
		{"ye olde", "Ye Band", "Band"},
	};
	static const struct {
		const char *articles, *name, *other;
	} apart[] = {
		{"auto", "A-ha", "ha"},
		{"auto", "Theory", "ory"},
		{"auto", "Die Toten Hosen", "Toten Hosen"},
		{"off", "The Beatles", "Beatles"},
		{"de", "The Beatles", "Beatles"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct collate *c = collate_create("C", cases[i].articles);
		assert_same(c, cases[i].name, cases[i].same);
		collate_destroy(c);
	}
	for (size_t i = 0; i < sizeof apart / sizeof *apart; i++) {
		struct collate *c = collate_create("C", apart[i].articles);
		if (compare(c, apart[i].name, apart[i].other) == 0)
			fail_msg("\"%s\" lost its article", apart[i].name);
		collate_destroy(c);
	}
}

/* Without a locale: accents and case count for nothing, scripts one after the other. */
static void the_fold_stands_in(void **state)
{
	static const char *const order[] = {"Abba", "Al Green", "Alan Parsons",
		"Bj\xC3\xB6rk", "Blur", "Zappa", "\xCE\x91\xCE\xB2",
		"\xD0\x9A\xD0\xB8\xD0\xBD\xD0\xBE", "\xE5\xA4\x9C", NULL};
	struct collate *c = collate_create("C", "auto"),
		       *none = collate_create("xx_YY.UTF-8", "auto");
	assert_order(c, order);
	assert_same(c, "Bj\xC3\xB6rk", "BJORK");
	assert_same(c, "Bj\xC3\xB6rk", "Bjo\xCC\x88rk"); /* a mark of its own */
	assert_string_equal(collate_name(none), collate_name(c));
	assert_false(collate_has("xx_YY.UTF-8"));
	assert_int_not_equal(compare(c, "!!!", "???"), 0);
	collate_destroy(c);
	collate_destroy(none);
}

/* What glibc keeps of LOCPATH for each locale is its own. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:argz_add_sep\nleak:libc.so";
}

static char place[] = "/tmp/linnet-locales-XXXXXX";

static bool make_locale(const char *name, char *command, size_t size)
{
	snprintf(command, size, "localedef -c -i %.5s -f UTF-8 %s/%s >/dev/null 2>&1",
		name, place, name);
	(void)!system(command); /* asked first, the C library would remember the no */
	return collate_has(name);
}

static const struct {
	const char *locale;
	const char *order[16];
} tables[] = {
	{"de_DE.UTF-8", {"Abba", "Adel Tawil", "Arzt", "Die Ärzte", "Falco", "Öd",
				"Oper", "Straße", "Strasse 2", "Zupf", "Кино"}},
	{"sv_SE.UTF-8", {"Abba", "Zebra", "Åkesson", "Ärlig", "Östra", "Östra 2"}},
	{"fr_FR.UTF-8", {"cote", "coté", "côte", "côté", "coter", "École", "Ecolier",
				"Été 2", "Été 10", "Zaz"}},
	{"pl_PL.UTF-8", {"Cena", "Ćma", "Dom", "Las", "Łoś", "Mama", "Sam", "Śnieg",
				"Zebra", "Źle", "Żaba"}},
	{"ru_RU.UTF-8", {"Аквариум", "Ария 2", "Ёлка", "Ель", "Жуки", "Кино", "Любэ",
				"Мумий Тролль"}},
	{"el_GR.UTF-8", {"Άλφα", "Βήτα", "Γάμμα", "Ωμέγα"}},
	{"ja_JP.UTF-8", {"あい", "うえ", "かき"}},
	{"zh_CN.UTF-8", {"爱", "北京", "夜", "中国"}},
	{"cs_CZ.UTF-8", {"Cukr", "Čaj", "Hudba", "Chata", "Jaro"}},
};

static void locales_have_their_order(void **state)
{
	char command[200];
	if (!mkdtemp(place))
		fail();
	setenv("LOCPATH", place, 1);
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
		if (!make_locale(tables[i].locale, command, sizeof command))
			continue;
		struct collate *c = collate_create(tables[i].locale, "auto");
		assert_order(c, tables[i].order);
		/* A jump goes in front of what begins so, whatever its accents. */
		struct str jump = {0}, key = {0};
		collate_prefix(c, &jump, "c");
		collate_key(c, &key, "cote", KEY_MAX);
		assert_memory_equal(str_text(&jump), str_text(&key), jump.len);
		str_finish(&jump);
		str_finish(&key);
		collate_destroy(c);
	}
	snprintf(command, sizeof command, "rm -r %s", place);
	assert_int_equal(system(command), 0);
}

static void locale_of_the_environment(void **state)
{
	char out[COLLATE_LOCALE_SIZE];
	setenv("LC_ALL", "", 1);
	setenv("LC_COLLATE", "sv_SE", 1);
	setenv("LANG", "de_DE.ISO-8859-1", 1);
	collate_locale("auto", out);
	assert_string_equal(out, "sv_SE.UTF-8");
	unsetenv("LC_COLLATE");
	collate_locale("auto", out);
	assert_string_equal(out, "de_DE.UTF-8");
	setenv("LC_ALL", "ca_ES.UTF-8@valencia", 1);
	collate_locale("auto", out);
	assert_string_equal(out, "ca_ES.UTF-8@valencia");
	setenv("LC_ALL", "C.UTF-8", 1);
	collate_locale("auto", out);
	assert_string_equal(out, "C");
	collate_locale("pl_PL", out);
	assert_string_equal(out, "pl_PL.UTF-8");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_by_value),
		cmocka_unit_test(articles_count_for_nothing),
		cmocka_unit_test(the_fold_stands_in),
		cmocka_unit_test(locales_have_their_order),
		cmocka_unit_test(locale_of_the_environment),
	};
	return cmocka_run_group_tests_name("collate", tests, NULL, NULL);
}
