/* linnet doctor: sound, formats, terminal, pictures, workers: what the machine offers. */
#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audio/output.h"
#include "codec/cue.h"
#include "codec/decoder.h"
#include "codec/fingerprint.h"
#include "codec/picture.h"
#include "doctor_report.h"
#include "linalg/linalg.h"
#include "quiet.h"
#include "ui/protocol.h"
#include "ui/term.h"
#include "worker/confine.h"
#include "worker/worker.h"

void doctor_say(struct doctor_report *r, enum doctor_finding f, const char *topic,
	const char *fmt, ...)
{
	static const char *const words[] = {"ok", "advice", "BROKEN"};
	struct str text = {0};
	va_list ap;
	va_start(ap, fmt);
	str_vappendf(&text, fmt, ap);
	va_end(ap);
	r->broken = r->broken || f == BROKEN;
	if (r->json) {
		json_write_object(&r->w);
		json_put_str(&r->w, "topic", topic);
		json_put_str(&r->w, "finding", words[f]);
		json_put_str(&r->w, "text", str_text(&text));
		json_write_object_end(&r->w);
	} else {
		printf("%-7s %-10s %s\n", words[f], topic, str_text(&text));
	}
	str_finish(&text);
}

void doctor_check_sound(struct doctor_report *r)
{
	struct output_device device[OUTPUT_DEVICES];
	struct err why = {0};
	const char *output = "";
	int kept = quiet_stderr(); /* sound libraries print while they probe */
	size_t n = output_devices(device, OUTPUT_DEVICES, &output, &why);
	quiet_restore(kept);
	if (n == 0)
		doctor_say(r, ADVICE, "sound",
			"no sound device: the player is silent; is PulseAudio or "
			"PipeWire running, and libasound2-plugins (or pipewire-alsa) "
			"installed?");
	for (size_t i = 0; i < n; i++)
		doctor_say(r, FINE, "sound", "%s:%s (%s), %d Hz%s", output,
			device[i].name, device[i].description, device[i].rate_hz,
			device[i].is_default ? ", the default" : "");
}

void doctor_check_fingerprints(struct doctor_report *r)
{
	struct err why = {0};
	const char *version = fingerprint_library(&why);
	if (*version)
		doctor_say(r, FINE, "identity",
			"Chromaprint %s tells encodings of the same sound", version);
	else
		doctor_say(r, ADVICE, "identity",
			"a file that was encoded again is known by its name only: %s",
			why.msg);
}

void doctor_check_formats(struct doctor_report *r)
{
	struct str names = {0};
	size_t i;
	for (i = 0; decoder_format(i); i++)
		str_appendf(&names, "%s%s", i ? " " : "", decoder_format(i));
	doctor_say(r, FINE, "formats", "%s", str_text(&names));
	str_finish(&names);
	struct decoder_library lib;
	for (i = 0; decoder_library(i, &lib); i++)
		if (!lib.there)
			doctor_say(r, ADVICE, "formats", "no %s: %s", lib.formats,
				lib.text);
	if (!cue_available())
		doctor_say(r, ADVICE, "formats",
			"no CUE sheets: linnet was built without libcue; install "
			"libcue-dev, which brings libcue2, and build again");
}

void doctor_check_terminal(struct doctor_report *r)
{
	const char *term = getenv("TERM");
	const char *codeset = nl_langinfo(CODESET);
	if (!term || !*term)
		doctor_say(r, ADVICE, "terminal",
			"TERM is not set: run linnet in a terminal");
	else
		doctor_say(r, FINE, "terminal", "TERM=%s", term);
	if (strcmp(codeset, "UTF-8") == 0)
		doctor_say(r, FINE, "locale", "UTF-8");
	else
		doctor_say(r, ADVICE, "locale",
			"%s: names outside ASCII are shown with ? (export "
			"LANG=C.UTF-8)",
			codeset);
}

/* How covers are drawn here, and what they are read and drawn with. */
void doctor_check_pictures(struct doctor_report *r)
{
	struct err why = {0};
	struct str codecs = {0};
	bool ask, utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
	struct protocol_hints h = protocol_hints_env(utf8, term_type_colors());
	enum protocol p = protocol_guess(&h, ART_OPTION_AUTO, &ask);
	if (p == PROTOCOL_NONE)
		doctor_say(r, FINE, "pictures",
			"this terminal shows none: they take 256 colours and UTF-8");
	else
		doctor_say(r, FINE, "pictures", "drawn as %s%s; set art=… chooses",
			protocol_name(p),
			ask             ? ", or sixel if the terminal says that it can"
			: h.multiplexer ? ": within tmux or screen"
					: "");
	if (protocol_library(&why) != ERR_OK)
		doctor_say(r, ADVICE, "pictures", "none are drawn: %s", why.msg);
	picture_libraries(&codecs);
	doctor_say(r, strcmp(str_text(&codecs), "JPEG, PNG") == 0 ? FINE : ADVICE,
		"pictures", "read: %s", str_text(&codecs));
	str_finish(&codecs);
}

/* A worker that may open, connect, run or fork is no confined one. */
static bool refuses_all(struct worker *w, struct str *refused, struct err *why)
{
	bool all = true;
	for (int p = PROBE_OPEN; p <= PROBE_FORK; p++) {
		if (!worker_probe_refused(w, (enum worker_probe)p, why))
			all = false;
		else
			str_appendf(refused, "%s%s", refused->len ? ", " : "",
				worker_probe_name((enum worker_probe)p));
	}
	return all;
}

static void check_worker(struct doctor_report *r, const char *role)
{
	struct worker *w = NULL;
	struct err why = {0};
	struct str refused = {0};
	struct worker_limits limits = {.seconds_per_message = 10};
	if (worker_start(NULL, role, &limits, &w, &why) != ERR_OK)
		doctor_say(r, BROKEN, "worker", "%s: %s", role, why.msg);
	else if (refuses_all(w, &refused, &why))
		doctor_say(r, FINE, "worker", "%s is confined: %s refused", role,
			str_text(&refused));
	else
		doctor_say(r, ADVICE, "worker", "%s is not confined (%s)", role,
			confine_kind());
	worker_stop(w);
	str_finish(&refused);
}

void doctor_check_workers(struct doctor_report *r)
{
	check_worker(r, "tags");
	check_worker(r, "analyze");
	check_worker(r, "loudness");
	check_worker(r, "av");
	check_worker(r, "taste");
	struct linalg *l = linalg_open();
	doctor_say(r, strcmp(linalg_name(l), "OpenBLAS") == 0 ? FINE : ADVICE,
		"algebra", "%s", linalg_name(l));
	linalg_close(l);
}
