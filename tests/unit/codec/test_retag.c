/*
 * Changing tags in every container that holds them, in files as other programs write
 * them: what is changed is there, what is not changed stays, the sound is the same.
 */
#include "codec/retag.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/io.h"
#include "base/path.h"
#include "codec/picture.h"
#include "codec/tags.h"
#include "fixture.h"

enum { NO_MAKER = 77, NO_PYTHON = 127 };

static const char *const names[] = {"id3v2.3.mp3", "id3v2.4.mp3", "tag.aiff", "tag.wav",
	"tag.flac", "tag.ogg", "tag.opus", "tag.m4a", "tag.wma", "tag.wv"};

static void make_files(struct fixture *f)
{
	char command[256];
	char *script = path_real(__FILE__);
	assert_non_null(script);
	char *dir = path_dir(script);
	snprintf(command, sizeof command,
		"/usr/bin/python3 %s/tag_fixtures.py %s >/dev/null 2>&1", dir, f->dir);
	free(dir);
	free(script);
	int r = system(command);
	if (r != 0 && (WEXITSTATUS(r) == NO_MAKER || WEXITSTATUS(r) == NO_PYTHON)) {
		print_message("python3-mutagen or ffmpeg is missing\n");
		skip();
	}
	assert_int_equal(r, 0);
}

/* Each file that the tools made; some cannot make all. */
static void for_each(struct fixture *f, void (*fn)(const char *name, int fd), int least)
{
	int seen = 0;
	make_files(f);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char *path = fixture_path(f, names[i]);
		int fd = open(path, O_RDWR);
		free(path);
		if (fd < 0)
			continue;
		seen++;
		fn(names[i], fd);
		close(fd);
	}
	assert_true(seen >= least);
}

static void expect(const char *name, const char *is, const char *wanted)
{
	if (strcmp(is ? is : "(none)", wanted) != 0)
		fail_msg("%s: %s, not %s", name, is ? is : "(none)", wanted);
}

/* Field, value, … and -1 at the end. Caller finishes. */
static struct retag fields(int field, ...)
{
	struct retag r = {0};
	va_list ap;
	va_start(ap, field);
	for (; field >= 0; field = va_arg(ap, int))
		r.value[field] = xstrdup(va_arg(ap, const char *));
	va_end(ap);
	return r;
}

static void write_one(const char *name, int fd, const struct retag *change)
{
	struct err why = {0};
	if (retag_write(fd, change, &why) != ERR_OK)
		fail_msg("%s: %s", name, why.msg);
}

static void change_add_remove(const char *name, int fd)
{
	struct retag now;
	struct err why = {0};
	struct payload p;
	uint64_t before = 0, after = 1;
	enum format format = sniff_fd(fd);
	assert_int_equal(payload_of(fd, format, &p, NULL), ERR_OK);
	uint64_t length = (uint64_t)p.bytes;
	assert_int_equal(payload_whole(fd, format, &before, NULL), ERR_OK);
	struct retag change = fields(RETAG_TITLE, "\xC3\x84nderung", RETAG_ARTIST,
		"P\nQ", RETAG_DATE, "1999", RETAG_COMMENT, "neu", RETAG_COMPOSER, "",
		RETAG_TRACK, "7/9", -1);
	write_one(name, fd, &change);
	/* The descriptor stands anywhere: nobody may depend on that. */
	lseek(fd, 0, SEEK_END);
	if (retag_read(fd, &now, &why) != ERR_OK)
		fail_msg("%s: %s", name, why.msg);
	int missed = retag_missed(&change, &now);
	if (missed >= 0)
		expect(name, now.value[missed], change.value[missed]);
	expect(name, now.value[RETAG_TITLE], "\xC3\x84nderung");
	expect(name, now.value[RETAG_ARTIST], "P\nQ");
	expect(name, now.value[RETAG_COMMENT], "neu");
	expect(name, now.value[RETAG_COMPOSER], "(none)");
	expect(name, now.value[RETAG_ALBUM], "Al");
	retag_finish(&now);
	assert_int_equal(payload_of(fd, format, &p, NULL), ERR_OK);
	assert_int_equal(payload_whole(fd, format, &after, NULL), ERR_OK);
	retag_finish(&change);
	if (before != after || length != (uint64_t)p.bytes)
		fail_msg("%s: the sound is another one", name);
}

static void fields_are_changed_added_and_removed(void **state)
{
	for_each(*state, change_add_remove, 9);
}

static void others_stay(const char *name, int fd)
{
	struct tags t;
	struct err why = {0};
	struct retag change = fields(RETAG_TITLE, "Other", -1);
	write_one(name, fd, &change);
	retag_finish(&change);
	lseek(fd, 0, SEEK_SET);
	if (tags_read_fd(fd, &t, &why) != ERR_OK)
		fail_msg("%s: %s", name, why.msg);
	expect(name, t.title, "Other");
	expect(name, t.album, "Al");
	expect(name, t.composer ? t.composer : "", "C1; C2");
	assert_int_equal(t.bpm > 120 && t.bpm < 122, 1);
	tags_finish(&t);
}

static void what_is_not_changed_stays(void **state)
{
	for_each(*state, others_stay, 9);
}

static void id3v2_keeps_its_version(void **state)
{
	struct fixture *f = *state;
	make_files(f);
	for (int version = 3; version <= 4; version++) {
		char name[32];
		unsigned char head[4] = {0};
		snprintf(name, sizeof name, "id3v2.%d.mp3", version);
		char *path = fixture_path(f, name);
		int fd = open(path, O_RDWR);
		assert_true(fd >= 0);
		struct retag change = fields(RETAG_TITLE, "Other", -1);
		write_one(name, fd, &change);
		retag_finish(&change);
		assert_int_equal(pread(fd, head, sizeof head, 0), sizeof head);
		assert_memory_equal(head, "ID3", 3);
		assert_int_equal(head[3], version);
		close(fd);
		free(path);
	}
}

static void pictures_stay(void **state)
{
	struct fixture *f = *state;
	make_files(f);
	if (!fixture_run(f, "/usr/bin/python3 -c \"\n"
			    "from mutagen.flac import FLAC, Picture\n"
			    "from mutagen import id3\n"
			    "p = Picture(); p.data = b'PICTURE' * 99; p.type = 3\n"
			    "p.mime = 'image/png'\n"
			    "f = FLAC('tag.flac'); f.add_picture(p); f.save()\n"
			    "t = id3.ID3('id3v2.3.mp3')\n"
			    "t.add(id3.APIC(3, 'image/png', 3, '', b'PICTURE' * 99))\n"
			    "t.add(id3.PRIV('me', b'PRIVATE'))\n"
			    "t.save(v2_version=3)\""))
		skip();
	const char *const with[] = {"tag.flac", "id3v2.3.mp3"};
	for (size_t i = 0; i < 2; i++) {
		char *path = fixture_path(f, with[i]);
		int fd = open(path, O_RDWR);
		struct retag change = fields(RETAG_ALBUM, "Other", -1);
		write_one(with[i], fd, &change);
		retag_finish(&change);
		close(fd);
		free(path);
	}
	assert_true(fixture_run(f, "grep -q PICTUREPICTURE tag.flac"));
	assert_true(fixture_run(f, "grep -q PICTUREPICTURE id3v2.3.mp3"));
	assert_true(fixture_run(f, "grep -q PRIVATE id3v2.3.mp3"));
}

/* TagLib knows only ID3v2 there: a second tag beside the first would contradict it. */
static void a_second_kind_of_tag_is_not_made(void **state)
{
	struct fixture *f = *state;
	struct err why = {0};
	struct retag now;
	make_files(f);
	struct retag change = fields(RETAG_TITLE, "Other", -1);
	char *path = fixture_path(f, "tag.tta");
	int fd = open(path, O_RDWR);
	if (fd < 0) {
		retag_finish(&change);
		free(path);
		skip();
	}
	assert_int_equal(retag_read(fd, &now, &why), ERR_UNSUPPORTED);
	assert_int_equal(retag_write(fd, &change, &why), ERR_UNSUPPORTED);
	close(fd);
	assert_true(
		fixture_run(f, "/usr/bin/python3 -c \"from mutagen.apev2 import APEv2;"
			       "APEv2('tag.tta').delete()\""));
	fd = open(path, O_RDWR);
	write_one("tag.tta", fd, &change);
	assert_int_equal(retag_read(fd, &now, &why), ERR_OK);
	expect("tag.tta", now.value[RETAG_TITLE], "Other");
	close(fd);
	retag_finish(&now);
	retag_finish(&change);
	free(path);
}

static void others_are_refused(void **state)
{
	struct err why = {0};
	struct retag r = {0};
	char *path = fixture_bytes(*state, "x.mp3", "no music", 8);
	int fd = open(path, O_RDWR);
	assert_int_equal(retag_read(fd, &r, &why), ERR_UNSUPPORTED);
	assert_int_equal(retag_write(fd, &r, &why), ERR_UNSUPPORTED);
	close(fd);
	free(path);
}

static void values_are_checked(void **state)
{
	struct err why = {0};
	char *v = NULL;
	assert_int_equal(retag_value(RETAG_ARTIST, " A ;B;; C", &v, &why), ERR_OK);
	assert_string_equal(v, "A\nB\nC");
	free(v);
	assert_int_equal(retag_value(RETAG_TITLE, "A; B", &v, &why), ERR_OK);
	assert_string_equal(v, "A; B");
	free(v);
	assert_int_equal(retag_value(RETAG_TRACK, "3/x", &v, &why), ERR_USAGE);
	assert_null(v);
	assert_int_equal(retag_value(RETAG_DATE, "98", &v, &why), ERR_USAGE);
	assert_int_equal(retag_value(RETAG_DATE, "1998-04", &v, &why), ERR_OK);
	free(v);
}

static void numbers_are_the_same_however_they_are_written(void **state)
{
	assert_true(retag_same(RETAG_TRACK, "03/12", "3/12"));
	assert_false(retag_same(RETAG_TRACK, "3/12", "3"));
	assert_false(retag_same(RETAG_TITLE, "03", "3"));
	assert_true(retag_same(RETAG_TITLE, NULL, ""));
}

static void the_difference_is_what_is_not_there(void **state)
{
	struct retag before = fields(RETAG_TITLE, "A", RETAG_ALBUM, "B", -1);
	struct retag wanted =
		fields(RETAG_TITLE, "A", RETAG_ALBUM, "", RETAG_GENRE, "", -1);
	struct retag d;
	assert_true(retag_difference(&before, &wanted, &d));
	assert_null(d.value[RETAG_TITLE]);
	assert_string_equal(d.value[RETAG_ALBUM], "");
	assert_null(d.value[RETAG_GENRE]);
	retag_finish(&d);
	free(before.value[RETAG_ALBUM]);
	before.value[RETAG_ALBUM] = NULL;
	assert_false(retag_difference(&before, &wanted, &d));
	retag_finish(&wanted);
	retag_finish(&before);
}

#define WITH(name)                                                                     \
	cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH(fields_are_changed_added_and_removed),
		WITH(what_is_not_changed_stays),
		WITH(id3v2_keeps_its_version),
		WITH(pictures_stay),
		WITH(a_second_kind_of_tag_is_not_made),
		WITH(others_are_refused),
		cmocka_unit_test(values_are_checked),
		cmocka_unit_test(numbers_are_the_same_however_they_are_written),
		cmocka_unit_test(the_difference_is_what_is_not_there),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
