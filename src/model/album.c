#include "model/album.h"

/* Does b come right behind a on their album? */
static bool follows(const struct album_place *a, const struct album_place *b)
{
	if (a->album == 0 || a->album != b->album || b->number <= 0)
		return false;
	return a->disc == b->disc ? b->number == a->number + 1
				  : b->disc == a->disc + 1 && b->number == 1;
}

static bool belong(
	const struct album_place *a, const struct album_place *b, bool shuffled)
{
	bool queued = a->block != 0 && a->block == b->block;
	return (queued || !shuffled) && follows(a, b);
}

bool album_reaches(
	const struct album_place *before, const struct album_place *row, bool shuffled)
{
	return row->album != 0 &&
	       ((row->from_album && !shuffled) || belong(before, row, shuffled));
}

void album_in_order(
	const struct album_place *row, size_t n, bool shuffled, bool *in_order)
{
	for (size_t i = 0; i < n; i++)
		in_order[i] =
			(i > 0 ? album_reaches(&row[i - 1], &row[i], shuffled)
			       : row[i].album != 0 && row[i].from_album && !shuffled) ||
			(i + 1 < n && belong(&row[i], &row[i + 1], shuffled));
}
