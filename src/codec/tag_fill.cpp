/* From raw texts to the record: repaired, bounded, lists made of several values. */
#include <cstdlib>
#include <cstring>
#include <string>

#include <id3v1genres.h>

#include "tag_fields.h"
#include "tag_rating.h"

extern "C" {
#include "base/str.h"
#include "model/cue.h"
}
#include "tag_text.h"

namespace
{

/* Latin-1 frames often hold something else: the bytes decide (tag_text.h). */
char *clean(const TagLib::String &s)
{
	if (s.isEmpty())
		return nullptr;
	if (s.isLatin1() && !s.isAscii()) {
		std::string bytes = s.to8Bit(false);
		return tag_text_from_bytes(bytes.data(), bytes.size());
	}
	std::string text = s.to8Bit(true);
	return tag_text_clean(text.data(), text.size());
}

/* The first value that says something; the caller frees it. */
char *first(const raw &r, int field)
{
	char *text = nullptr;
	if (r.text[field])
		for (const auto &s : *r.text[field])
			if (!text)
				text = clean(s);
	return text;
}

/* A sheet keeps its lines; its own reader looks at the bytes. */
char *raw_text(const TagLib::String &s)
{
	std::string text = s.to8Bit(true);
	return text.size() > CUE_TEXT_MAX ? nullptr : strdup(text.c_str());
}

bool clean_number(const raw &r, int field, double limit, float *ret)
{
	char *text = first(r, field);
	bool ok = text && tag_text_gain(text, limit, ret);
	free(text);
	return ok;
}

/* ---- several values */

/* Texts as a list ("one\ntwo"), each once, bounded in number and length. */
class List
{
      public:
	void add(const char *s, size_t n)
	{
		while (n > 0 && s[0] == ' ')
			s++, n--;
		while (n > 0 && s[n - 1] == ' ')
			n--;
		if (n == 0 || names == TAGS_LIST_MAX ||
			text.size() + n >= TAGS_TEXT_MAX || has(s, n))
			return;
		if (names++ > 0)
			text += '\n';
		text.append(s, n);
	}
	/* Splits at each of the separator's bytes. */
	void add_split(const char *s, const char *separators)
	{
		for (size_t n; *s; s += n + (s[n] != '\0')) {
			n = strcspn(s, separators);
			add(s, n);
		}
	}
	char *take() const /* NULL: one name at most */
	{
		return names > 1 ? strdup(text.c_str()) : nullptr;
	}
	char *first() const
	{
		return names ? strndup(text.c_str(), strcspn(text.c_str(), "\n"))
			     : nullptr;
	}
	char *joined() const
	{
		std::string out;
		for (char c : text)
			c == '\n' ? out += "; " : out += c;
		return names ? tag_text_clean(out.data(), out.size()) : nullptr;
	}

      private:
	bool has(const char *s, size_t n) const
	{
		const char *at = names ? text.c_str() : nullptr, *name;
		size_t k;
		while (tags_list_next(&at, &name, &k))
			if (k == n && memcmp(name, s, n) == 0)
				return true;
		return false;
	}
	std::string text;
	int names = 0;
};

void add_values(List &list, const std::optional<TagLib::StringList> &values)
{
	if (!values)
		return;
	for (const auto &s : *values) {
		char *text = clean(s);
		if (text)
			list.add(text, strlen(text));
		free(text);
	}
}

/* "A/B" of ID3v2.3 is two names only where the text for people has both. */
void add_names(
	List &list, const std::optional<TagLib::StringList> &values, const char *shown)
{
	if (!values)
		return;
	if (values->size() > 1 || !shown)
		return add_values(list, values);
	char *text = clean(values->front());
	if (!text)
		return;
	List parts;
	parts.add_split(text, "/;");
	char *names = parts.take();
	const char *at = names, *name;
	size_t n;
	bool all = names != nullptr;
	while (tags_list_next(&at, &name, &n))
		all = all && memmem(shown, strlen(shown), name, n);
	if (all)
		list.add_split(names, "\n");
	else
		list.add(text, strlen(text));
	free(names);
	free(text);
}

/* A field with several values: the text for people, and the single ones. */
void fill_names(const raw &r, int field, int singles, char **ret, char **ret_list)
{
	const auto &values = r.text[field];
	if (values && values->size() == 1) {
		*ret = clean(values->front());
	} else if (values) {
		List all;
		add_values(all, values);
		*ret = all.joined();
		*ret_list = all.take();
	}
	if (singles < 0 || !r.text[singles])
		return;
	List list;
	add_names(list, r.text[singles], *ret);
	char *names = list.take();
	if (!*ret)
		*ret = list.joined();
	if (names) {
		free(*ret_list);
		*ret_list = names;
	}
}

/* ---- genres */

/* "17", "RX", "CR": what ID3 calls by number; else the text itself. */
void add_genre(List &list, const char *s, size_t n)
{
	bool number = n > 0 && n <= 3;
	for (size_t i = 0; i < n; i++)
		number = number && s[i] >= '0' && s[i] <= '9';
	if (number) {
		TagLib::String name =
			TagLib::ID3v1::genre(atoi(std::string(s, n).c_str()));
		std::string text = name.to8Bit(true);
		return list.add(text.data(), text.size());
	}
	if (n == 2 && memcmp(s, "RX", 2) == 0)
		return list.add("Remix", 5);
	if (n == 2 && memcmp(s, "CR", 2) == 0)
		return list.add("Cover", 5);
	list.add(s, n);
}

/* "(17)(6)Rock": numbers in brackets, then perhaps a text; "((" is a bracket. */
void add_bracketed(List &list, const char *s, size_t n)
{
	while (n > 2 && s[0] == '(' && s[1] != '(') {
		const char *end = static_cast<const char *>(memchr(s, ')', n));
		size_t k = end ? static_cast<size_t>(end - s) : 0;
		bool known = k >= 2 && k <= 4;
		for (size_t i = 1; i < k; i++)
			known = known && ((s[i] >= '0' && s[i] <= '9') || s[i] == 'R' ||
						 s[i] == 'X' || s[i] == 'C');
		if (!known)
			break;
		add_genre(list, s + 1, k - 1);
		s += k + 1;
		n -= k + 1;
	}
	if (n > 1 && s[0] == '(' && s[1] == '(')
		s++, n--;
	add_genre(list, s, n);
}

void fill_genres(const raw &r, struct tags *t)
{
	List list;
	if (!r.text[F_GENRE])
		return;
	for (const auto &value : *r.text[F_GENRE]) {
		char *text = clean(value);
		for (const char *s = text; s && *s;) {
			size_t n = strcspn(s, ";");
			while (n > 0 && *s == ' ')
				s++, n--;
			add_bracketed(list, s, n);
			s += n + (s[n] != '\0');
		}
		free(text);
	}
	t->genre = list.first();
	t->genres = list.take();
}

/* ---- ids */

bool is_uuid(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;
		if (dash ? s[i] != '-' : !isxdigit(static_cast<unsigned char>(s[i])))
			return false;
	}
	return n == 36;
}

/* One id, or a list of them; what is none is dropped. */
char *ids(const raw &r, int field, bool several)
{
	List list;
	if (!r.text[field])
		return nullptr;
	for (const auto &value : *r.text[field]) {
		std::string text = value.to8Bit(true);
		for (char &c : text)
			c = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
		const char *const end = text.data() + text.size();
		for (const char *s = text.data(); s < end;) {
			size_t n = strcspn(s, " ;/,");
			if (is_uuid(s, n))
				list.add(s, n);
			s += n + 1;
		}
	}
	char *all = several ? list.take() : nullptr;
	return all ? all : list.first();
}

/* ---- the rest */

void fill_rating(const raw &r, struct tags *t)
{
	char *fmps = first(r, F_FMPS_RATING), *text = first(r, F_RATING);
	int stars = fmps ? tag_rating_fmps(fmps) : 0;
	t->rating = stars ? stars : r.rating;
	t->rating_from = rating_field(stars ? "FMPS_RATING" : r.rating_from);
	if (!t->rating && text) {
		t->rating = tag_rating_text(text);
		t->rating_from = rating_field(t->rating ? "RATING" : "");
	}
	free(fmps);
	free(text);
}

bool is_true(const raw &r, int field)
{
	char *text = first(r, field);
	bool yes = text && (strcmp(text, "1") == 0 || strcasecmp(text, "true") == 0 ||
				   strcasecmp(text, "yes") == 0);
	free(text);
	return yes;
}

void fill_numbers(const raw &r, struct tags *t)
{
	enum { BPM_MIN = 20, BPM_MAX = 999, GAIN_DB_MAX = 60, PEAK_MAX = 100 };
	char *date = first(r, F_DATE), *original = first(r, F_ORIGINAL_DATE),
	     *track = first(r, F_TRACK), *disc = first(r, F_DISC),
	     *tracks = first(r, F_TRACK_TOTAL), *discs = first(r, F_DISC_TOTAL);
	t->date = tag_text_date(date, &t->year);
	t->original_date = tag_text_date(original, &t->original_year);
	tag_text_pair(track, tracks, &t->track, &t->track_total);
	tag_text_pair(disc, discs, &t->disc, &t->disc_total);
	for (char *s : {date, original, track, disc, tracks, discs})
		free(s);
	if (!clean_number(r, F_BPM, BPM_MAX, &t->bpm) || t->bpm < BPM_MIN)
		t->bpm = 0;
	t->has_track_gain =
		clean_number(r, F_TRACK_GAIN, GAIN_DB_MAX, &t->track_gain_db);
	t->has_album_gain =
		clean_number(r, F_ALBUM_GAIN, GAIN_DB_MAX, &t->album_gain_db);
	if (!clean_number(r, F_TRACK_PEAK, PEAK_MAX, &t->track_peak))
		t->track_peak = 0;
	if (!clean_number(r, F_ALBUM_PEAK, PEAK_MAX, &t->album_peak))
		t->album_peak = 0;
}

} // namespace

void tag_fill(raw &r, struct tags *t)
{
	const struct {
		int field;
		char **to;
	} texts[] = {{F_TITLE_SORT, &t->title_sort}, {F_ARTIST_SORT, &t->artist_sort},
		{F_ALBUM_ARTIST_SORT, &t->album_artist_sort},
		{F_ALBUM_SORT, &t->album_sort}, {F_COMPOSER_SORT, &t->composer_sort},
		{F_DISC_SUBTITLE, &t->disc_subtitle}, {F_WORK, &t->work},
		{F_CONDUCTOR, &t->conductor}, {F_PERFORMER, &t->performer}};
	char *unused = nullptr;
	fill_names(r, F_TITLE, -1, &t->title, &unused);
	free(unused);
	unused = nullptr;
	fill_names(r, F_ALBUM, -1, &t->album, &unused);
	free(unused);
	fill_names(r, F_ARTIST, F_ARTISTS, &t->artist, &t->artists);
	fill_names(r, F_ALBUM_ARTIST, F_ALBUM_ARTISTS, &t->album_artist,
		&t->album_artists);
	fill_names(r, F_COMPOSER, -1, &t->composer, &t->composers);
	for (const auto &x : texts)
		if (r.text[x.field])
			*x.to = first(r, x.field);
	fill_genres(r, t);
	t->mb_recording = ids(r, F_MB_RECORDING, false);
	t->mb_track = ids(r, F_MB_TRACK, false);
	t->mb_album = ids(r, F_MB_ALBUM, false);
	t->mb_release_group = ids(r, F_MB_RELEASE_GROUP, false);
	t->mb_artist = ids(r, F_MB_ARTIST, true);
	t->mb_album_artist = ids(r, F_MB_ALBUM_ARTIST, true);
	t->mb_work = ids(r, F_MB_WORK, false);
	fill_numbers(r, t);
	fill_rating(r, t);
	t->compilation = is_true(r, F_COMPILATION);
	t->has_picture = r.has_picture;
	t->has_lyrics = r.has_lyrics;
	if (r.text[F_CUESHEET])
		t->cuesheet = raw_text(r.text[F_CUESHEET]->front());
	tags_split(t);
}
