#include "model/session.h"

bool session_begins(int64_t previous_end_ms, int64_t start_ms)
{
	return start_ms - previous_end_ms > SESSION_GAP_MS;
}
