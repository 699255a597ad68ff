#include "tag_names.h"

#include <cstring>
#include <string_view>

#include "tag_fields.h"

namespace
{

struct row {
	std::string_view name;
	int field, rank;
};

/* Sorted. ASF's begin with WM/, and MusicBrainz/ is the same everywhere. */
constexpr row rows[] = {
	{"ALBUM", F_ALBUM, 0},
	{"ALBUMARTIST", F_ALBUM_ARTIST, 0},
	{"ALBUMARTISTS", F_ALBUM_ARTISTS, 0},
	{"ALBUMARTISTSORT", F_ALBUM_ARTIST_SORT, 0},
	{"ALBUMARTISTSORTORDER", F_ALBUM_ARTIST_SORT, 1},
	{"ALBUMSORT", F_ALBUM_SORT, 0},
	{"ALBUMSORTORDER", F_ALBUM_SORT, 1},
	{"ARTIST", F_ARTIST, 0},
	{"ARTISTS", F_ARTISTS, 0},
	{"ARTISTSORT", F_ARTIST_SORT, 0},
	{"ARTISTSORTORDER", F_ARTIST_SORT, 1},
	{"AUTHOR", F_ARTIST, 1},
	{"BPM", F_BPM, 0},
	{"COMPILATION", F_COMPILATION, 0},
	{"COMPOSER", F_COMPOSER, 0},
	{"COMPOSERSORT", F_COMPOSER_SORT, 0},
	{"COMPOSERSORTORDER", F_COMPOSER_SORT, 1},
	{"CONDUCTOR", F_CONDUCTOR, 0},
	{"CUESHEET", F_CUESHEET, 0},
	{"DATE", F_DATE, 0},
	{"DISC", F_DISC, 1},
	{"DISCC", F_DISC_TOTAL, 2},
	{"DISCNUMBER", F_DISC, 0},
	{"DISCSUBTITLE", F_DISC_SUBTITLE, 0},
	{"DISCTOTAL", F_DISC_TOTAL, 0},
	{"FMPSRATING", F_FMPS_RATING, 0},
	{"GENRE", F_GENRE, 0},
	{"ITUNESCOMPILATION", F_COMPILATION, 1},
	{"LYRICS", F_LYRICS, 0},
	{"MUSICBRAINZALBUMARTISTID", F_MB_ALBUM_ARTIST, 0},
	{"MUSICBRAINZALBUMID", F_MB_ALBUM, 0},
	{"MUSICBRAINZARTISTID", F_MB_ARTIST, 0},
	{"MUSICBRAINZRELEASEGROUPID", F_MB_RELEASE_GROUP, 0},
	{"MUSICBRAINZRELEASETRACKID", F_MB_TRACK, 0},
	{"MUSICBRAINZTRACKID", F_MB_RECORDING, 0},
	{"MUSICBRAINZWORKID", F_MB_WORK, 0},
	{"ORIGINALDATE", F_ORIGINAL_DATE, 0},
	{"ORIGINALYEAR", F_ORIGINAL_DATE, 1},
	{"PERFORMER", F_PERFORMER, 0},
	{"RATING", F_RATING, 0},
	{"REPLAYGAINALBUMGAIN", F_ALBUM_GAIN, 0},
	{"REPLAYGAINALBUMPEAK", F_ALBUM_PEAK, 0},
	{"REPLAYGAINTRACKGAIN", F_TRACK_GAIN, 0},
	{"REPLAYGAINTRACKPEAK", F_TRACK_PEAK, 0},
	{"SETSUBTITLE", F_DISC_SUBTITLE, 1},
	{"SYNCEDLYRICS", F_LYRICS, 1},
	{"TEMPO", F_BPM, 1},
	{"TITLE", F_TITLE, 0},
	{"TITLESORT", F_TITLE_SORT, 0},
	{"TITLESORTORDER", F_TITLE_SORT, 1},
	{"TOTALDISCS", F_DISC_TOTAL, 1},
	{"TOTALTRACKS", F_TRACK_TOTAL, 1},
	{"TRACK", F_TRACK, 1},
	{"TRACKC", F_TRACK_TOTAL, 2},
	{"TRACKNUMBER", F_TRACK, 0},
	{"TRACKTOTAL", F_TRACK_TOTAL, 0},
	{"UNSYNCEDLYRICS", F_LYRICS, 2},
	{"WMALBUMARTIST", F_ALBUM_ARTIST, 1},
	{"WMALBUMARTISTSORTORDER", F_ALBUM_ARTIST_SORT, 2},
	{"WMALBUMSORTORDER", F_ALBUM_SORT, 2},
	{"WMALBUMTITLE", F_ALBUM, 1},
	{"WMARTISTS", F_ARTISTS, 1},
	{"WMARTISTSORTORDER", F_ARTIST_SORT, 2},
	{"WMBEATSPERMINUTE", F_BPM, 2},
	{"WMCOMPOSER", F_COMPOSER, 1},
	{"WMCOMPOSERSORTORDER", F_COMPOSER_SORT, 2},
	{"WMCONDUCTOR", F_CONDUCTOR, 1},
	{"WMGENRE", F_GENRE, 1},
	{"WMISCOMPILATION", F_COMPILATION, 2},
	{"WMLYRICS", F_LYRICS, 3},
	{"WMORIGINALRELEASETIME", F_ORIGINAL_DATE, 2},
	{"WMORIGINALRELEASEYEAR", F_ORIGINAL_DATE, 3},
	{"WMPARTOFSET", F_DISC, 2},
	{"WMSETSUBTITLE", F_DISC_SUBTITLE, 2},
	{"WMTITLESORTORDER", F_TITLE_SORT, 2},
	{"WMTRACK", F_TRACK, 3},
	{"WMTRACKNUMBER", F_TRACK, 2},
	{"WMYEAR", F_DATE, 1},
	{"WORK", F_WORK, 0},
	{"YEAR", F_DATE, 2},
};
constexpr size_t ROWS = sizeof rows / sizeof *rows, LONGEST = 32;

constexpr bool sorted()
{
	for (size_t i = 1; i < ROWS; i++)
		if (!(rows[i - 1].name < rows[i].name))
			return false;
	return true;
}
static_assert(sorted(), "they are looked up by halves");

} // namespace

struct tag_name tag_name_find(const TagLib::String &name)
{
	char text[LONGEST];
	size_t n = 0, lo = 0, hi = ROWS;
	for (auto it = name.begin(); it != name.end(); ++it) {
		wchar_t c = *it;
		if (c == ':' && n > 0) /* "RATING:somebody" */
			break;
		if (c == ' ' || c == '_' || c == '/' || c == '-')
			continue;
		if (c < '0' || c > 'z' || n == LONGEST)
			return {-1, 0};
		text[n++] = static_cast<char>(c >= 'a' ? c - 'a' + 'A' : c);
	}
	std::string_view wanted(text, n);
	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		int d = rows[mid].name.compare(wanted);
		if (d == 0)
			return {rows[mid].field, rows[mid].rank};
		if (d < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return {-1, 0};
}
