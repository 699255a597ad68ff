/* Commands: playlists from and to files. */
#include "lists.h"

const struct command command_list_files[] = {
	{"playlist-x", "", 0, 0, COMPLETE_NONE, NULL, "", ""},
};
const size_t command_list_files_n = 0;
