#include "base/path.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"

static char *home_dir(void)
{
	const char *home = getenv("HOME");
	if (home && *home)
		return xstrdup(home);
	const struct passwd *pw = getpwuid(getuid());
	return xstrdup(pw && pw->pw_dir ? pw->pw_dir : "/");
}

/* $VAR/linnet where VAR is an absolute path, else ~/fallback/linnet. */
static char *xdg_dir(const char *var, const char *home, const char *fallback)
{
	const char *v = getenv(var);
	if (v && v[0] == '/')
		return path_join(v, "linnet");
	char *base = path_join(home, fallback);
	char *dir = path_join(base, "linnet");
	free(base);
	return dir;
}

static char *runtime_dir(void)
{
	const char *v = getenv("XDG_RUNTIME_DIR");
	if (v && v[0] == '/')
		return path_join(v, "linnet");
	struct str s = {0};
	str_appendf(&s, "/tmp/linnet-%u", (unsigned)getuid());
	return str_detach(&s);
}

/* XDG_MUSIC_DIR="$HOME/Musik" in user-dirs.dirs; NULL where there is none. */
static char *music_from_user_dirs(const char *home)
{
	const char *conf = getenv("XDG_CONFIG_HOME");
	char *dir = conf && conf[0] == '/' ? xstrdup(conf) : path_join(home, ".config");
	char *file = path_join(dir, "user-dirs.dirs");
	free(dir);
	FILE *f = fopen(file, "re");
	free(file);
	char line[4096], *found = NULL;
	while (f && !found && fgets(line, sizeof line, f)) {
		char value[4096];
		if (sscanf(line, " XDG_MUSIC_DIR=\"%4095[^\"]\"", value) != 1)
			continue;
		if (str_starts(value, "$HOME/"))
			found = path_join(home, value + 6);
		else if (value[0] == '/')
			found = xstrdup(value);
	}
	if (f)
		fclose(f);
	return found;
}

static char *music_dir(const char *home)
{
	const char *v = getenv("XDG_MUSIC_DIR");
	if (v && v[0] == '/')
		return xstrdup(v);
	char *dir = music_from_user_dirs(home);
	return dir ? dir : path_join(home, "Music");
}

void paths_init(struct paths *p)
{
	p->home = home_dir();
	p->data = xdg_dir("XDG_DATA_HOME", p->home, ".local/share");
	p->config = xdg_dir("XDG_CONFIG_HOME", p->home, ".config");
	p->cache = xdg_dir("XDG_CACHE_HOME", p->home, ".cache");
	p->state = xdg_dir("XDG_STATE_HOME", p->home, ".local/state");
	p->runtime = runtime_dir();
	p->music = music_dir(p->home);
}

void paths_finish(struct paths *p)
{
	free(p->home);
	free(p->data);
	free(p->config);
	free(p->cache);
	free(p->state);
	free(p->runtime);
	free(p->music);
	*p = (struct paths){0};
}

char *path_join(const char *dir, const char *name)
{
	struct str s = {0};
	str_append(&s, dir);
	if (s.len && s.data[s.len - 1] != '/')
		str_append_c(&s, '/');
	str_append(&s, name);
	return str_detach(&s);
}

const char *path_base(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

char *path_dir(const char *path)
{
	const char *slash = strrchr(path, '/');
	if (!slash)
		return xstrdup(".");
	return xstrndup(path, slash == path ? 1 : (size_t)(slash - path));
}

const char *path_extension(const char *path)
{
	const char *base = path_base(path), *dot = strrchr(base, '.');
	return dot && dot != base ? dot + 1 : "";
}

char *path_expand(const char *path, const char *home)
{
	if (path[0] == '~' && (path[1] == '/' || path[1] == '\0'))
		return path[1] ? path_join(home, path + 2) : xstrdup(home);
	return xstrdup(path);
}

char *path_real(const char *path)
{
	char *resolved = realpath(path, NULL);
	char *copy = xstrdup(resolved);
	free(resolved);
	return copy;
}

enum err_code path_make_dirs(const char *dir, int mode, struct err *why)
{
	char *copy = xstrdup(dir);
	enum err_code code = ERR_OK;
	for (char *p = copy + 1; code == ERR_OK; p++) {
		if (*p != '/' && *p != '\0')
			continue;
		char was = *p;
		*p = '\0';
		if (mkdir(copy, (mode_t)mode) != 0 && errno != EEXIST)
			code = err_sys(why, errno, "cannot make the folder %s", copy);
		*p = was;
		if (was == '\0')
			break;
	}
	free(copy);
	return code;
}
