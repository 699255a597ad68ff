#include "tag_rating.h"

#include <string.h>

#include "base/str.h"
#include "model/tags.h"

static int rounded(double stars)
{
	if (!(stars > 0) || stars > TAGS_RATING_MAX + .01)
		return 0;
	int n = (int)(stars + .5);
	return n > 1 ? n : 1;
}

int tag_rating_popm(const char *email, int value)
{
	enum { STEP = 51 };
	/* What each value up to it means; the half stars between are rounded up. */
	static const unsigned char up_to[TAGS_RATING_MAX] = {31, 95, 159, 223, 255};
	if (value <= 0 || value > 255)
		return 0;
	bool linear = strstr(email, "traktor") || strstr(email, "quodlibet") ||
		      (value % STEP == 0 && value < 255);
	if (linear)
		return rounded(value / (double)STEP);
	for (int i = 0; i < TAGS_RATING_MAX; i++)
		if (value <= up_to[i])
			return i + 1;
	return 0;
}

int tag_rating_fmps(const char *text)
{
	double v;
	return str_to_double(text, &v) && v <= 1 ? rounded(v * TAGS_RATING_MAX) : 0;
}

int tag_rating_text(const char *text)
{
	double v;
	if (!str_to_double(text, &v) || v <= 0)
		return 0;
	if (v <= 1 && strchr(text, '.'))
		return rounded(v * TAGS_RATING_MAX);
	if (v <= TAGS_RATING_MAX)
		return rounded(v);
	if (v <= 10)
		return rounded(v / 2);
	if (v <= 100)
		return rounded(v / 20);
	return v <= 255 ? tag_rating_popm("", (int)v) : 0;
}

int tag_rating_asf(int value)
{
	if (value <= 0 || value > 100)
		return 0;
	return value < 13 ? 1 : value < 38 ? 2 : value < 63 ? 3 : value < 87 ? 4 : 5;
}
