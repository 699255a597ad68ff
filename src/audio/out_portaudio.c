/*
 * PortAudio. Its list of devices is frozen at Pa_Initialize, which takes 40 to 115 ms
 * and prints to descriptor 2: load and unload stand for it, and are called by the
 * output thread only. Opening takes a reference of its own, so that a stream keeps the
 * library.
 */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "outputs.h"
#include "portaudio_lib.h"

struct device {
	struct portaudio_lib pa;
	PaStream *stream;
	struct rt *rt; /* borrowed */
	atomic_bool ended;
	char name[128];
};

/* Only the difference of PortAudio's times is used: its clock is wall time on ALSA. */
static double latency_of(const PaStreamCallbackTimeInfo *t)
{
	double s = t->outputBufferDacTime - t->currentTime;
	return s > 0 && s < 5 ? s : 0;
}

static int callback(const void *in, void *out, unsigned long frames,
	const PaStreamCallbackTimeInfo *time, PaStreamCallbackFlags flags, void *ctx)
{
	(void)in;
	struct device *d = ctx;
	if (flags & paOutputUnderflow)
		rt_count_underrun(d->rt);
	rt_render(d->rt, out, (uint32_t)frames, latency_of(time));
	return paContinue;
}

static void finished(void *ctx)
{
	struct device *d = ctx;
	atomic_store(&d->ended, true);
}

static enum err_code pa_fail(
	const struct portaudio_lib *pa, struct err *why, PaError e, const char *what)
{
	const PaHostErrorInfo *host =
		e == paUnanticipatedHostError ? pa->GetLastHostErrorInfo() : NULL;
	enum err_code code = err_set(why, ERR_DEVICE, "%s: %s", what,
		host && host->errorText[0] ? host->errorText : pa->GetErrorText(e));
	if (why)
		why->sys = e;
	return code;
}

/* Loads the library and starts it, or takes one more reference to it. */
static enum err_code begin(struct portaudio_lib *ret, struct err *why)
{
	enum err_code code = portaudio_lib_load(ret, why);
	PaError e = code == ERR_OK ? ret->Initialize() : paNoError;
	return e == paNoError ? code : pa_fail(ret, why, e, "cannot start PortAudio");
}

static enum err_code pa_load(
	const struct output_listener *listener, void **ret_host, struct err *why)
{
	(void)listener;
	struct portaudio_lib *pa = xcalloc(1, sizeof *pa);
	enum err_code code = begin(pa, why);
	if (code == ERR_OK)
		*ret_host = pa;
	else
		free(pa);
	return code;
}

static void pa_unload(void *host)
{
	struct portaudio_lib *pa = host;
	pa->Terminate();
	free(pa);
}

static bool is_output(const struct portaudio_lib *pa, PaDeviceIndex i)
{
	return pa->GetDeviceInfo(i)->maxOutputChannels > 0;
}

static void tell_device(
	const struct portaudio_lib *pa, PaDeviceIndex i, struct output_device *ret)
{
	const PaDeviceInfo *info = pa->GetDeviceInfo(i);
	*ret = (struct output_device){.is_default = i == pa->GetDefaultOutputDevice(),
		.rate_hz = (int)info->defaultSampleRate};
	str_copy(ret->name, sizeof ret->name, info->name);
	str_copy(ret->description, sizeof ret->description, info->name);
}

static size_t pa_list(void *host, struct output_device *out, size_t max)
{
	const struct portaudio_lib *pa = host;
	size_t found = 0;
	PaDeviceIndex n = pa->GetDeviceCount();
	for (PaDeviceIndex i = 0; i < n && found < max; i++)
		if (is_output(pa, i))
			tell_device(pa, i, &out[found++]);
	return found;
}

static PaDeviceIndex find_same(const struct portaudio_lib *pa, const char *name)
{
	PaDeviceIndex n = pa->GetDeviceCount();
	for (PaDeviceIndex i = 0; i < n; i++)
		if (is_output(pa, i) && strcmp(pa->GetDeviceInfo(i)->name, name) == 0)
			return i;
	return paNoDevice;
}

static enum err_code find_device(struct portaudio_lib *pa,
	const struct output_want *want, PaDeviceIndex *ret, struct err *why)
{
	struct output_device device[OUTPUT_DEVICES];
	if (want->same) {
		*ret = find_same(pa, want->same);
	} else if (!want->spec[0]) {
		*ret = pa->GetDefaultOutputDevice();
	} else {
		size_t n = pa_list(pa, device, OUTPUT_DEVICES);
		size_t i = output_device_find(device, n, want->spec, why);
		if (i == n)
			return ERR_NOT_FOUND;
		*ret = find_same(pa, device[i].name);
	}
	return *ret != paNoDevice
		       ? ERR_OK
		       : err_set(why, ERR_DEVICE, "there is no sound device");
}

static enum err_code open_stream(struct device *d, PaDeviceIndex index,
	double latency_s, struct output_format *ret_format, struct err *why)
{
	const struct portaudio_lib *pa = &d->pa;
	const PaDeviceInfo *info = pa->GetDeviceInfo(index);
	PaStreamParameters p = {.device = index,
		.channelCount = rt_channels(d->rt),
		.sampleFormat = paFloat32,
		.suggestedLatency = latency_s};
	PaError e = pa->OpenStream(&d->stream, NULL, &p, rt_rate(d->rt),
		paFramesPerBufferUnspecified, paNoFlag, callback, d);
	str_copy(d->name, sizeof d->name, info->name);
	if (e == paInvalidSampleRate &&
		(int)info->defaultSampleRate != rt_rate(d->rt)) {
		*ret_format = (struct output_format){
			(int)info->defaultSampleRate, rt_channels(d->rt)};
		return err_set(why, ERR_RANGE, "%s does not run at %d Hz", info->name,
			rt_rate(d->rt));
	}
	if (e != paNoError)
		return pa_fail(pa, why, e, "cannot open the sound device");
	pa->SetStreamFinishedCallback(d->stream, finished);
	*ret_format = (struct output_format){rt_rate(d->rt), rt_channels(d->rt)};
	return ERR_OK;
}

static enum err_code pa_open(const struct output_want *want, void **ret_state,
	struct output_format *ret_format, struct err *why)
{
	struct portaudio_lib pa;
	PaDeviceIndex index = paNoDevice;
	enum err_code code = begin(&pa, why);
	if (code != ERR_OK)
		return code;
	code = find_device(&pa, want, &index, why);
	if (code != ERR_OK) {
		pa.Terminate();
		return code;
	}
	struct device *d = xcalloc(1, sizeof *d);
	d->pa = pa;
	d->rt = want->rt;
	code = open_stream(d, index, want->latency_s, ret_format, why);
	if (code != ERR_OK) {
		free(d);
		pa.Terminate();
		return code;
	}
	*ret_state = d;
	return ERR_OK;
}

static enum err_code pa_start(void *state, struct err *why)
{
	struct device *d = state;
	/* A stream that ended by itself has to be stopped before it starts again. */
	if (d->pa.IsStreamStopped(d->stream) != 1)
		d->pa.AbortStream(d->stream);
	atomic_store(&d->ended, false);
	PaError e = d->pa.StartStream(d->stream);
	return e == paNoError
		       ? ERR_OK
		       : pa_fail(&d->pa, why, e, "cannot start the sound device");
}

static void pa_stop(void *state)
{
	struct device *d = state;
	d->pa.StopStream(d->stream);
}

static void pa_abort(void *state)
{
	struct device *d = state;
	d->pa.AbortStream(d->stream);
}

static void pa_close(void *state)
{
	struct device *d = state;
	const struct portaudio_lib pa = d->pa;
	pa.CloseStream(d->stream);
	free(d);
	pa.Terminate();
}

static enum output_life pa_life(void *state)
{
	struct device *d = state;
	return atomic_load(&d->ended) ? OUTPUT_DEAD : OUTPUT_LIVES;
}

static void pa_describe(void *state, char *out, size_t size)
{
	struct device *d = state;
	str_copy(out, size, d->name);
}

const struct output_ops output_portaudio = {
	.name = "portaudio",
	.real_time = true,
	.load = pa_load,
	.unload = pa_unload,
	.list = pa_list,
	.open = pa_open,
	.start = pa_start,
	.stop = pa_stop,
	.abort = pa_abort,
	.close = pa_close,
	.life = pa_life,
	.describe = pa_describe,
	.identify = pa_describe,
};
