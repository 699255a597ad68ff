#include "query_value.h"

#include <ctype.h>
#include <string.h>

#include "base/str.h"

enum {
	YEAR_DIGITS = 4,
	RATING_MAX = 5,
	BPM_MAX = 9999,
	NUMBER_DIGITS = 9,
	DAY_S = 86400,
	MONTH_D = 30,
	YEAR_D = 365
};

/* One number with its unit, as the stretch of values that it stands for. */
struct scalar {
	int64_t low, high;
	int64_t equal_high; /* the end of the stretch where it stands alone */
	bool age;           /* counted back from now: more is earlier */
};

static size_t digits(const char *s, int64_t *ret)
{
	size_t n = 0;
	*ret = 0;
	for (; isdigit((unsigned char)s[n]); n++)
		if (n < NUMBER_DIGITS)
			*ret = *ret * 10 + (s[n] - '0');
	return n;
}

static struct scalar just(int64_t v)
{
	return (struct scalar){.low = v, .high = v, .equal_high = v};
}

static struct scalar stretch(int64_t low, int64_t high)
{
	return (struct scalar){.low = low, .high = high, .equal_high = high};
}

static enum value_state read_year(const char *s, bool typing, struct scalar *ret)
{
	int64_t v;
	size_t n = digits(s, &v);
	if (n == 0 || n > YEAR_DIGITS || s[n])
		return VALUE_WRONG;
	*ret = just(v);
	if (n == YEAR_DIGITS)
		return VALUE_FINE;
	/* "19" is the beginning of 1900 to 1999. */
	for (; n < YEAR_DIGITS; n++) {
		ret->low *= 10;
		ret->high = ret->equal_high = ret->high * 10 + 9;
	}
	return typing ? VALUE_FINE : VALUE_WRONG;
}

static enum value_state read_count(const char *s, int64_t most, struct scalar *ret)
{
	int64_t v;
	size_t n = digits(s, &v);
	if (n == 0 || n > NUMBER_DIGITS || s[n] || v > most)
		return VALUE_WRONG;
	*ret = just(v);
	return VALUE_FINE;
}

/* Whole numbers stand for what is shown as them: 120 is 119.5 to 120.4. */
static enum value_state read_bpm(const char *s, bool typing, struct scalar *ret)
{
	int64_t v, tenth = 0;
	size_t n = digits(s, &v);
	if (n == 0 || v > BPM_MAX)
		return VALUE_WRONG;
	if (s[n] == '.') {
		if (!s[n + 1])
			return typing ? VALUE_UNFINISHED : VALUE_WRONG;
		if (!isdigit((unsigned char)s[n + 1]) || s[n + 2])
			return VALUE_WRONG;
		tenth = s[n + 1] - '0';
		*ret = just(v * 10 + tenth);
		return VALUE_FINE;
	}
	*ret = stretch(v * 10 - 5, v * 10 + 4);
	return s[n] ? VALUE_WRONG : VALUE_FINE;
}

/* 90s 6m 1h, 3:30 1:02:03, or seconds. */
static enum value_state read_length(const char *s, bool typing, struct scalar *ret)
{
	int64_t v, part;
	size_t n = digits(s, &v);
	if (n == 0)
		return VALUE_WRONG;
	if (s[n] == ':') {
		for (int i = 0; s[n] == ':' && i < 2; i++) {
			size_t k = digits(s + n + 1, &part);
			if (k == 0)
				return typing && !s[n + 1] ? VALUE_UNFINISHED
							   : VALUE_WRONG;
			v = v * 60 + part;
			n += k + 1;
		}
		*ret = just(v);
		return s[n] ? VALUE_WRONG : VALUE_FINE;
	}
	int64_t unit = s[n] == 'h' ? 3600 : s[n] == 'm' ? 60 : 1;
	if (s[n] && (!strchr("hms", s[n]) || s[n + 1]))
		return VALUE_WRONG;
	*ret = just(v * unit);
	ret->equal_high += unit - 1;
	return VALUE_FINE;
}

/* Days since 1970 of a date (Howard Hinnant's days_from_civil). */
static int64_t days_of(int64_t y, int64_t m, int64_t d)
{
	y -= m <= 2;
	int64_t era = y / 400, of_era = y - era * 400;
	int64_t of_year = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year -
	       719468;
}

/* YYYY, YYYY-MM or YYYY-MM-DD: all of that year, month or day. */
static enum value_state read_date(const char *s, bool typing, struct scalar *ret)
{
	int64_t y, m = 1, d = 1;
	size_t n = digits(s, &y);
	if (n != YEAR_DIGITS)
		return VALUE_WRONG;
	int64_t low = days_of(y, 1, 1), end = days_of(y + 1, 1, 1);
	for (int part = 0; part < 2 && s[n] == '-'; part++) {
		int64_t *v = part ? &d : &m;
		size_t k = digits(s + n + 1, v);
		if (k == 0 && !s[n + 1])
			break;
		if (k == 0 || k > 2 || *v < 1 || *v > (part ? 31 : 12))
			return typing && k == 1 && *v == 0 ? VALUE_UNFINISHED
							   : VALUE_WRONG;
		low = days_of(y, m, d);
		end = part      ? low + 1
		      : m == 12 ? days_of(y + 1, 1, 1)
				: days_of(y, m + 1, 1);
		n += k + 1;
	}
	*ret = stretch(low * DAY_S, end * DAY_S - 1);
	if (strcmp(s + n, "-") == 0)
		return typing ? VALUE_FINE : VALUE_WRONG;
	return s[n] ? VALUE_WRONG : VALUE_FINE;
}

/* 36h 30d 2w 6m 1y ago, or a date. */
static enum value_state read_time(
	const char *s, bool typing, int64_t now_s, struct scalar *ret)
{
	static const struct {
		char unit;
		int64_t seconds;
	} units[] = {{'h', 3600}, {'d', DAY_S}, {'w', 7 * DAY_S},
		{'m', MONTH_D * DAY_S}, {'y', YEAR_D * DAY_S}};
	int64_t v;
	size_t n = digits(s, &v);
	if (n == 0)
		return VALUE_WRONG;
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		if (s[n] != units[i].unit || s[n + 1])
			continue;
		*ret = just(now_s - v * units[i].seconds);
		ret->age = true;
		return VALUE_FINE;
	}
	if (!s[n] && n != YEAR_DIGITS)
		return typing ? VALUE_UNFINISHED : VALUE_WRONG;
	return read_date(s, typing, ret);
}

static enum value_state read_scalar(enum query_field field, const char *s, bool typing,
	int64_t now_s, struct scalar *ret)
{
	if (!*s)
		return typing ? VALUE_UNFINISHED : VALUE_WRONG;
	switch (field) {
	case QUERY_YEAR:
		return read_year(s, typing, ret);
	case QUERY_RATING:
		return read_count(s, RATING_MAX, ret);
	case QUERY_BPM:
		return read_bpm(s, typing, ret);
	case QUERY_LENGTH:
		return read_length(s, typing, ret);
	case QUERY_ADDED:
	case QUERY_LASTPLAYED:
		return read_time(s, typing, now_s, ret);
	default:
		return read_count(s, INT64_MAX, ret);
	}
}

static const char *not_what(enum query_field field)
{
	switch (field) {
	case QUERY_YEAR:
		return "not a year";
	case QUERY_RATING:
		return "a rating is 0 to 5";
	case QUERY_BPM:
		return "not a tempo";
	case QUERY_LENGTH:
		return "a length is written 90s, 6m, 1h or 3:30";
	case QUERY_ADDED:
	case QUERY_LASTPLAYED:
		return "a time is an age (36h 30d 2w 6m 1y) or a date (2024-05)";
	default:
		return "not a number";
	}
}

/* The earliest time of a stretch that has no beginning: an age goes back for ever. */
static int64_t beginning(enum query_field field, bool age)
{
	return field == QUERY_LASTPLAYED && age ? QUERY_NEVER
	       : field == QUERY_BPM || field == QUERY_YEAR || field == QUERY_LENGTH ||
			       field == QUERY_LASTPLAYED
		       ? 1 /* 0 is "not known" */
		       : 0;
}

/* ">=4" and its kin; for ages, more is earlier. */
static void compare(enum query_field field, const char *op, const struct scalar *v,
	int64_t *low, int64_t *high)
{
	bool more = (*op == '>') != v->age, equal = op[1] == '=';
	if (more) {
		*low = equal ? v->low : v->high + 1;
		*high = INT64_MAX;
	} else {
		*low = beginning(field, v->age);
		*high = equal ? v->high : v->low - 1;
	}
}

static enum value_state between(enum query_field field, char *s, char *dots,
	bool typing, int64_t now_s, int64_t *low, int64_t *high)
{
	struct scalar a = {0}, b = {0};
	enum value_state state = VALUE_FINE;
	*dots = '\0';
	const char *end = dots + 2;
	if (!*s && !*end)
		return typing ? VALUE_UNFINISHED : VALUE_WRONG;
	if (*s)
		state = read_scalar(field, s, false, now_s, &a);
	if (state == VALUE_FINE && *end)
		state = read_scalar(field, end, typing, now_s, &b);
	if (state != VALUE_FINE)
		return state;
	if (*s && *end) {
		/* The wrong way round is meant the right way; of ages it is the rule. */
		*low = a.low < b.low ? a.low : b.low;
		*high = a.high > b.high ? a.high : b.high;
	} else {
		bool age = *s ? a.age : b.age, from = *s != '\0';
		*low = from != age ? (*s ? a.low : b.low) : beginning(field, age);
		*high = from != age ? INT64_MAX : (*s ? a.high : b.high);
	}
	return VALUE_FINE;
}

enum value_state value_range(enum query_field field, const char *s, bool typing,
	int64_t now_s, int64_t *ret_low, int64_t *ret_high, const char **ret_wrong)
{
	char value[64];
	*ret_wrong = not_what(field);
	if (strlen(s) >= sizeof value)
		return VALUE_WRONG;
	str_copy(value, sizeof value, s);
	char *dots = strstr(value, "..");
	if (dots)
		return between(field, value, dots, typing, now_s, ret_low, ret_high);
	size_t op = strspn(value, "<>=");
	struct scalar v = {0};
	/* "1990." is on its way to "1990..1999". */
	size_t n = strlen(value);
	if (typing && n > 1 && value[n - 1] == '.' && field != QUERY_BPM)
		value[n - 1] = '\0';
	enum value_state state = read_scalar(field, value + op, typing, now_s, &v);
	if (state != VALUE_FINE)
		return state;
	if (op > 2 || (op == 2 && value[1] != '='))
		return VALUE_WRONG;
	if (*value == '<' || *value == '>') {
		compare(field, value, &v, ret_low, ret_high);
	} else if (v.age) {
		*ret_low = v.low;
		*ret_high = INT64_MAX;
	} else {
		*ret_low = v.low;
		*ret_high = v.equal_high;
	}
	return VALUE_FINE;
}
