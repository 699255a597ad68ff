/* What linnet doctor found: said as it comes, or gathered as JSON. */
#ifndef DOCTOR_REPORT_H
#define DOCTOR_REPORT_H

#include <stdbool.h>

#include "base/str.h"
#include "text/json.h"

enum doctor_finding { FINE, ADVICE, BROKEN };

struct doctor_report {
	bool json;
	struct str out; /* owned; JSON only */
	struct json_writer w;
	bool broken;
};

void doctor_say(struct doctor_report *r, enum doctor_finding f, const char *topic,
	const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* doctor_system.c: what the machine offers, whatever the library holds. */
void doctor_check_sound(struct doctor_report *r);
void doctor_check_formats(struct doctor_report *r);
void doctor_check_fingerprints(struct doctor_report *r);
void doctor_check_terminal(struct doctor_report *r);
void doctor_check_pictures(struct doctor_report *r);
void doctor_check_workers(struct doctor_report *r);

#endif
