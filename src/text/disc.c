#include "text/disc.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

enum { DISC_MAX = 99 };

/* "cd", "disc", "disk", "disque" and the like, any case; the bytes of it, 0: none. */
static size_t disc_word(const char *s, size_t n)
{
	static const char *const words[] = {
		"compact disc", "disque", "disco", "disc", "disk", "cd", "dvd"};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		size_t k = strlen(words[i]), same = 0;
		while (same < k && same < n &&
			tolower((unsigned char)s[same]) == words[i][same])
			same++;
		if (same == k)
			return k;
	}
	return 0;
}

/* A word for a disc and its number at s; *ret_used are the bytes of both. */
static int disc_at(const char *s, size_t n, size_t *ret_used)
{
	size_t i = disc_word(s, n);
	int disc = 0;
	if (i == 0)
		return 0;
	while (i < n && (s[i] == ' ' || s[i] == '.' || s[i] == '#' || s[i] == '_' ||
				s[i] == '-'))
		i++;
	size_t first = i;
	while (i < n && i < first + 3 && isdigit((unsigned char)s[i]))
		disc = disc * 10 + (s[i++] - '0');
	if (i == first || disc == 0 || disc > DISC_MAX ||
		(i < n && isalnum((unsigned char)s[i])))
		return 0;
	*ret_used = i;
	return disc;
}

int disc_of_folder(const char *name, size_t n)
{
	size_t used;
	if (n > 0 && (name[0] == '[' || name[0] == '(')) {
		name++;
		n--;
	}
	return disc_at(name, n, &used);
}

static bool ends_word(char c)
{
	return c == ' ' || c == ',' || c == '-' || c == '_' || c == ':';
}

int disc_of_title(const char *title, size_t *ret_n)
{
	size_t n = strlen(title), used;
	for (size_t i = n; i-- > 1;) {
		bool bracket = title[i] == '(' || title[i] == '[';
		if (!bracket && !ends_word(title[i]))
			continue;
		int disc = disc_at(title + i + 1, n - i - 1, &used);
		/* Behind it nothing, its bracket, or in brackets what it is called. */
		const char *rest = title + i + 1 + used;
		if (!disc || (!bracket && *rest) ||
			(bracket && n > 0 && title[n - 1] != ')' &&
				title[n - 1] != ']'))
			continue;
		while (i > 0 && (ends_word(title[i - 1])))
			i--;
		if (i == 0)
			return 0;
		*ret_n = i;
		return disc;
	}
	return 0;
}
