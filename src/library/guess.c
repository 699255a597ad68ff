#include "library/guess.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/path.h"
#include "base/str.h"
#include "base/utf8.h"
#include "text/disc.h"
#include "text/fold.h"

enum { YEAR_MIN = 1900, YEAR_MAX = 2099, DIRS = 2, BARE_NUMBER_MAX = 40 };

/* A piece of a path; not NUL-terminated. */
struct piece {
	const char *s;
	size_t n;
};

static struct piece trimmed(struct piece p)
{
	while (p.n > 0 && strchr(" ._-", p.s[0]))
		p.s++, p.n--;
	while (p.n > 0 && strchr(" _-", p.s[p.n - 1]))
		p.n--;
	return p;
}

/* Where " - " (or " – ") divides the piece; false: nowhere. */
static bool divide(struct piece p, struct piece *ret_first, struct piece *ret_rest)
{
	static const char *const dashes[] = {
		" - ", " \xE2\x80\x93 ", " \xE2\x80\x94 ", "_-_"};
	const char *at = NULL;
	size_t k = 0;
	for (size_t i = 0; i < sizeof dashes / sizeof *dashes; i++) {
		const char *found = memmem(p.s, p.n, dashes[i], strlen(dashes[i]));
		if (found && (!at || found < at)) {
			at = found;
			k = strlen(dashes[i]);
		}
	}
	if (!at)
		return false;
	size_t n = (size_t)(at - p.s);
	*ret_first = trimmed((struct piece){p.s, n});
	*ret_rest = trimmed((struct piece){at + k, p.n - n - k});
	return ret_first->n > 0 && ret_rest->n > 0;
}

static int digits(const char *s, size_t n)
{
	int v = 0;
	for (size_t i = 0; i < n; i++)
		v = v * 10 + (s[i] - '0');
	return v;
}

static size_t count_digits(struct piece p)
{
	size_t n = 0;
	while (n < p.n && isdigit((unsigned char)p.s[n]))
		n++;
	return n;
}

static bool is_year(struct piece p)
{
	return p.n == 4 && count_digits(p) == 4 && digits(p.s, 4) >= YEAR_MIN &&
	       digits(p.s, 4) <= YEAR_MAX;
}

/* ---- texts */

/* As text: valid, and "_" for spaces where there are none. NULL: nothing. */
static char *text_of(struct piece p)
{
	struct str s = {0};
	if (p.n == 0)
		return NULL;
	bool spaces = memchr(p.s, ' ', p.n) != NULL;
	utf8_repair(&s, p.s, p.n, true);
	for (size_t i = 0; !spaces && i < s.len; i++)
		if (s.data[i] == '_')
			s.data[i] = ' ';
	if (s.len == 0 || s.len > TAGS_TEXT_MAX) {
		str_finish(&s);
		return NULL;
	}
	return str_detach(&s);
}

static void fill(struct tags *t, char **field, struct piece p, unsigned bit)
{
	if (*field || p.n == 0)
		return;
	*field = text_of(p);
	if (*field)
		t->guessed |= bit;
}

static bool same_name(struct piece a, struct piece b)
{
	return fold_same(a.n > 0 ? a.s : "", a.n, b.n > 0 ? b.s : "", b.n);
}

static bool is_one_of(struct piece p, const char *const *names)
{
	for (; *names; names++)
		if (same_name(p, (struct piece){*names, strlen(*names)}))
			return true;
	return false;
}

/* Folders that say nothing of what they hold. */
static bool says_nothing(struct piece p)
{
	static const char *const names[] = {"music", "musik", "musique", "audio", "mp3",
		"mp3s", "flac", "downloads", "download", "misc", "singles", "albums",
		"artists", "unknown", "unknown artist", "unknown album", "new folder",
		"inbox", "incoming", "tracks", "songs", "tmp", NULL};
	return p.n == 0 || is_one_of(p, names);
}

static bool is_various(struct piece p)
{
	static const char *const names[] = {"various", "various artists", "va", "v a",
		"compilations", "compilation", "sampler", "samplers", "soundtracks",
		NULL};
	return is_one_of(p, names);
}

/* ---- the file's name */

struct name {
	int disc, track; /* 0: none */
	struct piece artist, title;
};

/* The number at the beginning of a name and what ends it; the bytes of both, 0: none. */
static size_t take_number(struct piece p, struct name *ret)
{
	size_t n = count_digits(p), more;
	if (n == 0 || n > 3 || n == p.n)
		return 0;
	struct piece rest = {p.s + n, p.n - n};
	struct piece second = {rest.s + 1, rest.n - 1};
	more = count_digits(second);
	/* "1-02 Title", "2.11 Title" */
	if (n == 1 && (rest.s[0] == '-' || rest.s[0] == '.') && more == 2 &&
		more < second.n && !isalpha((unsigned char)second.s[more])) {
		ret->disc = digits(p.s, n);
		ret->track = digits(second.s, more);
		return n + 1 + more;
	}
	bool space = rest.s[0] == ' ' || rest.s[0] == '_';
	bool mark = strchr(".-)]", rest.s[0]) ||
		    (space && rest.n > 1 && strchr("-.", rest.s[1]));
	bool bare =
		space && n == 2 && (p.s[0] == '0' || digits(p.s, n) <= BARE_NUMBER_MAX);
	if (!mark && !bare)
		return 0;
	int v = digits(p.s, n);
	ret->disc = n == 3 && v > 100 && v % 100 > 0 ? v / 100 : 0;
	ret->track = ret->disc ? v % 100 : v;
	return n;
}

/* "01 - Artist - Title", "Artist - Album - 01 - Title", "Artist - Title", "Title". */
static struct name read_name(struct piece p)
{
	struct name r = {0};
	struct piece first, rest, more;
	size_t n = take_number(p, &r);
	p = trimmed((struct piece){p.s + n, p.n - n});
	r.title = p;
	if (!divide(p, &first, &rest))
		return r;
	r.artist = first;
	r.title = rest;
	while (divide(rest, &first, &more)) { /* a number on its own may follow */
		size_t k = count_digits(first);
		if (k > 0 && k <= 3 && k == first.n && r.track == 0) {
			r.track = digits(first.s, k);
			r.title = more;
			break;
		}
		rest = more;
	}
	return r;
}

/* ---- the folders */

struct folder {
	int year;
	struct piece artist, album;
};

/* Takes "[FLAC]", "{2004 remaster}" off the end; a year there counts. */
static struct piece take_brackets(struct piece p, int *year)
{
	while (p.n > 2 && strchr(")]}", p.s[p.n - 1])) {
		char open = p.s[p.n - 1] == ')' ? '(' : p.s[p.n - 1] == ']' ? '[' : '{';
		size_t i = p.n - 1;
		while (i > 0 && p.s[i] != open)
			i--;
		struct piece inside = {p.s + i + 1, p.n - i - 2};
		bool is = is_year(inside);
		if (i == 0 || (!is && open == '('))
			break;
		if (is && *year == 0)
			*year = digits(inside.s, 4);
		p.n = i;
		p = trimmed(p);
	}
	return p;
}

/* "1999 - Album", "(1999) Album", "1999. Album" */
static struct piece take_first_year(struct piece p, int *year)
{
	size_t skip = p.n > 6 && strchr("([", p.s[0]) ? 1 : 0;
	struct piece four = {p.s + skip, 4};
	if (p.n < 7 || !is_year(four) || !strchr(skip ? ")]" : " .-_", p.s[skip + 4]) ||
		(!skip && p.s[4] == ' ' && p.s[5] != '-'))
		return p;
	*year = digits(four.s, 4);
	return trimmed((struct piece){p.s + skip * 2 + 4, p.n - skip * 2 - 4});
}

static struct folder read_folder(struct piece p)
{
	struct folder f = {0};
	struct piece first, rest, more;
	p = take_brackets(trimmed(p), &f.year);
	p = take_first_year(p, &f.year);
	f.album = p;
	if (!divide(p, &first, &rest))
		return f;
	f.artist = first;
	f.album = take_first_year(rest, &f.year); /* "Artist - 1999 - Album" */
	if (is_year(rest))
		f.album = (struct piece){0};
	if (divide(rest, &first, &more) && is_year(first))
		f.album = more;
	return f;
}

/* ---- */

/* The file's name without extension, and the folders around it, the nearest first. */
struct place {
	struct piece name, dir[DIRS];
	int disc; /* of the folder that is a disc's; 0: none is */
};

static struct place read_place(const char *path)
{
	struct place r = {0};
	const char *base = path_base(path), *ext = path_extension(path);
	size_t n = strlen(base), k = strlen(ext), end = (size_t)(base - path);
	r.name = (struct piece){base, k > 0 && n > k + 1 ? n - k - 1 : n};
	for (int i = 0; i < DIRS && end > 0; i++) {
		size_t from = --end; /* the slash */
		while (from > 0 && path[from - 1] != '/')
			from--;
		struct piece dir = {path + from, end - from};
		int disc = i == 0 && r.disc == 0 ? disc_of_folder(dir.s, dir.n) : 0;
		end = from;
		if (disc > 0) {
			r.disc = disc;
			i--;
			continue;
		}
		r.dir[i] = dir;
	}
	return r;
}

static void guess_year(struct tags *t, int year)
{
	if (t->year != 0 || t->date || year == 0)
		return;
	t->year = year;
	t->guessed |= TAGS_GUESSED_YEAR;
}

/* One folder alone is the album where something tells so, else the artist. */
static void guess_alone(struct tags *t, struct folder f, const struct name *n)
{
	bool is_album = f.year || n->track || n->artist.n > 0 || t->artist;
	if (is_album && !(n->artist.n > 0 && same_name(f.album, n->artist)))
		fill(t, &t->album, f.album, TAGS_GUESSED_ALBUM);
	else if (!is_album)
		fill(t, &t->artist, f.album, TAGS_GUESSED_ARTIST);
}

static void guess_from_folders(
	struct tags *t, const struct place *p, const struct name *n)
{
	if (says_nothing(p->dir[0]))
		return;
	struct folder f = read_folder(p->dir[0]);
	bool outer = !says_nothing(p->dir[1]), various = is_various(p->dir[1]);
	if (is_various(p->dir[0]))
		return;
	if (f.artist.n > 0 && is_various(f.artist)) {
		various = true;
		f.artist = (struct piece){0};
	}
	if (f.artist.n == 0 && !outer && !various) {
		guess_alone(t, f, n);
		guess_year(t, f.year);
		return;
	}
	struct piece artist = f.artist.n > 0 ? f.artist : p->dir[1];
	bool fresh = !t->album && f.album.n > 0;
	fill(t, &t->album, f.album, TAGS_GUESSED_ALBUM);
	if (various && fresh && !t->album_artist)
		fill(t, &t->album_artist, (struct piece){"Various Artists", 15},
			TAGS_GUESSED_ALBUM_ARTIST);
	if (!various)
		fill(t, &t->artist, artist, TAGS_GUESSED_ARTIST);
	if (fresh || f.year)
		guess_year(t, f.year);
}

static void guess_disc(struct tags *t, int folder)
{
	size_t n;
	int disc = t->album ? disc_of_title(t->album, &n) : 0;
	/* Every disc of a set ripped as "disc 1" says less than its title does. */
	if (disc > 0 && (t->disc == 0 || t->disc == disc ||
				(t->disc == 1 && t->disc_total <= 1))) {
		t->album[n] = '\0';
		t->guessed |= TAGS_GUESSED_DISC;
		t->disc = disc;
	}
	if (t->disc == 0 && folder > 0) {
		t->guessed |= TAGS_GUESSED_DISC;
		t->disc = folder;
	}
}

void guess_tags(struct tags *t, const char *path)
{
	struct place p = read_place(path);
	bool whole = t->title && t->artist && t->album && t->track;
	if (!whole) {
		struct name n = read_name(p.name);
		bool same_artist = n.artist.n > 0 && t->artist &&
				   same_name(n.artist, (struct piece){t->artist,
							       strlen(t->artist)});
		/* "A - B" may be a title with a dash, where the artist is known. */
		if (!t->title && t->artist && n.artist.n > 0 && !same_artist)
			n.title = (struct piece){n.artist.s,
				(size_t)(n.title.s + n.title.n - n.artist.s)};
		fill(t, &t->title, n.title, TAGS_GUESSED_TITLE);
		if (t->guessed & TAGS_GUESSED_TITLE)
			fill(t, &t->artist, n.artist, TAGS_GUESSED_ARTIST);
		if (t->track == 0 && n.track > 0) {
			t->track = n.track;
			t->guessed |= TAGS_GUESSED_TRACK;
		}
		if (p.disc == 0 && t->track == n.track)
			p.disc = n.disc;
		guess_from_folders(t, &p, &n);
	}
	guess_disc(t, p.disc);
}

void guess_part(struct tags *t, const char *path)
{
	struct place p = read_place(path);
	struct name none = {.track = t->track};
	if (!t->artist || !t->album)
		guess_from_folders(t, &p, &none);
	guess_disc(t, p.disc);
}
