#include "library/import_find.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "base/path.h"
#include "library/playlist_file.h"

/* By what a folder has in it: cmus; MPD; Rhythmbox; iTunes and Music. */
static const char *const known[] = {"cache", "database", "mpd.db", "tag_cache", "db",
	"sticker.sql", "rhythmdb.xml", "playlists.xml", "iTunes Library.xml",
	"iTunes Music Library.xml", "Library.xml"};

static bool is_dir(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool is_file(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

/* One of several files: what is wrong with it does not end the import. */
static void read_one(
	struct import_reader *r, const char *path, struct import_data *d, size_t *files)
{
	struct err why = {0};
	if (import_reader_file(r, path, NULL, d, &why) != ERR_OK)
		import_add_trouble(d, 0, path, why.msg);
	++*files;
}

static int visible(const struct dirent *e)
{
	return e->d_name[0] != '.';
}

/* Playlists: of a player's own folder whatever the names, else those with a known one. */
static void read_lists(struct import_reader *r, const char *dir, bool any,
	struct import_data *d, size_t *files)
{
	struct dirent **entry;
	enum playlist_format format;
	int n = scandir(dir, &entry, visible, alphasort);
	for (int i = 0; i < n; i++) {
		char *path = path_join(dir, entry[i]->d_name);
		if (is_file(path) &&
			(any || playlist_format_of(path, &format, NULL) == ERR_OK))
			read_one(r, path, d, files);
		free(path);
		free(entry[i]);
	}
	if (n >= 0)
		free(entry);
}

static void read_folder(
	struct import_reader *r, const char *dir, struct import_data *d, size_t *files)
{
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		enum import_kind kind;
		char *path = path_join(dir, known[i]);
		if (is_file(path) && import_kind_of(path, &kind, NULL) == ERR_OK &&
			kind != IMPORT_KIND_PLAYLIST)
			read_one(r, path, d, files);
		free(path);
	}
	char *lists = path_join(dir, "playlists");
	if (is_dir(lists))
		read_lists(r, lists, true, d, files);
	free(lists);
	if (*files == 0)
		read_lists(r, dir, false, d, files);
}

enum err_code import_find_read(struct import_reader *r, const char *path,
	struct import_data *d, struct err *why)
{
	size_t files = 0;
	if (!is_dir(path))
		return import_reader_file(r, path, NULL, d, why);
	read_folder(r, path, d, &files);
	if (files == 0)
		return err_set(why, ERR_NOT_FOUND,
			"%s holds nothing of cmus, MPD, Rhythmbox or iTunes, and no "
			"playlists",
			path);
	import_data_share_names(d);
	return ERR_OK;
}
