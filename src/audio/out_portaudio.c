/*
 * PortAudio. Its list of devices is frozen at Pa_Initialize, which takes 40 to 115 ms
 * and prints to descriptor 2: load and unload stand for it, and are called by the
 * output thread only. Opening takes a reference of its own, so that a stream keeps the
 * library.
 */
#include <portaudio.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "outputs.h"

struct device {
	PaStream *stream;
	struct rt *rt; /* borrowed */
	atomic_bool ended;
	char name[64];
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
	(void)flags;
	struct device *d = ctx;
	rt_render(d->rt, out, (uint32_t)frames, latency_of(time));
	return paContinue;
}

static void finished(void *ctx)
{
	struct device *d = ctx;
	atomic_store(&d->ended, true);
}

static enum err_code pa_fail(struct err *why, PaError e, const char *what)
{
	const PaHostErrorInfo *host =
		e == paUnanticipatedHostError ? Pa_GetLastHostErrorInfo() : NULL;
	enum err_code code = err_set(why, ERR_DEVICE, "%s: %s", what,
		host && host->errorText[0] ? host->errorText : Pa_GetErrorText(e));
	if (why)
		why->sys = e;
	return code;
}

static enum err_code pa_load(struct err *why)
{
	PaError e = Pa_Initialize();
	return e == paNoError ? ERR_OK : pa_fail(why, e, "cannot start PortAudio");
}

static void pa_unload(void)
{
	Pa_Terminate();
}

/* By a part of the name, or the default one. */
static PaDeviceIndex find_device(const char *name)
{
	if (!name[0])
		return Pa_GetDefaultOutputDevice();
	PaDeviceIndex n = Pa_GetDeviceCount();
	for (PaDeviceIndex i = 0; i < n; i++) {
		const PaDeviceInfo *info = Pa_GetDeviceInfo(i);
		if (info->maxOutputChannels > 0 && strstr(info->name, name))
			return i;
	}
	return paNoDevice;
}

static enum err_code open_stream(struct device *d, PaDeviceIndex index,
	double latency_s, struct output_format *ret_format, struct err *why)
{
	const PaDeviceInfo *info = Pa_GetDeviceInfo(index);
	PaStreamParameters p = {.device = index,
		.channelCount = rt_channels(d->rt),
		.sampleFormat = paFloat32,
		.suggestedLatency = latency_s};
	PaError e = Pa_OpenStream(&d->stream, NULL, &p, rt_rate(d->rt),
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
		return pa_fail(why, e, "cannot open the sound device");
	Pa_SetStreamFinishedCallback(d->stream, finished);
	*ret_format = (struct output_format){rt_rate(d->rt), rt_channels(d->rt)};
	return ERR_OK;
}

static enum err_code pa_open(const struct output_want *want, void **ret_state,
	struct output_format *ret_format, struct err *why)
{
	PaError e = Pa_Initialize();
	if (e != paNoError)
		return pa_fail(why, e, "cannot start PortAudio");
	PaDeviceIndex index = find_device(want->spec);
	if (index == paNoDevice) {
		Pa_Terminate();
		return want->spec[0]
			       ? err_set(why, ERR_DEVICE, "no sound device is named %s",
					 want->spec)
			       : err_set(why, ERR_DEVICE, "there is no sound device");
	}
	struct device *d = xcalloc(1, sizeof *d);
	d->rt = want->rt;
	enum err_code code = open_stream(d, index, want->latency_s, ret_format, why);
	if (code != ERR_OK) {
		free(d);
		Pa_Terminate();
		return code;
	}
	*ret_state = d;
	return ERR_OK;
}

static enum err_code pa_start(void *state, struct err *why)
{
	struct device *d = state;
	/* A stream that ended by itself has to be stopped before it starts again. */
	if (Pa_IsStreamStopped(d->stream) != 1)
		Pa_AbortStream(d->stream);
	atomic_store(&d->ended, false);
	PaError e = Pa_StartStream(d->stream);
	return e == paNoError ? ERR_OK
			      : pa_fail(why, e, "cannot start the sound device");
}

static void pa_stop(void *state)
{
	struct device *d = state;
	Pa_StopStream(d->stream);
}

static void pa_abort(void *state)
{
	struct device *d = state;
	Pa_AbortStream(d->stream);
}

static void pa_close(void *state)
{
	struct device *d = state;
	Pa_CloseStream(d->stream);
	free(d);
	Pa_Terminate();
}

static bool pa_alive(void *state)
{
	struct device *d = state;
	return !atomic_load(&d->ended);
}

static void pa_describe(void *state, char *out, size_t size)
{
	struct device *d = state;
	str_copy(out, size, d->name);
}

size_t output_devices(struct output_device *out, size_t max, struct err *why)
{
	if (pa_load(why) != ERR_OK)
		return 0;
	PaDeviceIndex n = Pa_GetDeviceCount(), standard = Pa_GetDefaultOutputDevice();
	size_t found = 0;
	for (PaDeviceIndex i = 0; i < n && found < max; i++) {
		const PaDeviceInfo *info = Pa_GetDeviceInfo(i);
		if (info->maxOutputChannels < 1)
			continue;
		str_copy(out[found].name, sizeof out[found].name, info->name);
		str_copy(out[found].description, sizeof out[found].description,
			info->name);
		out[found].is_default = i == standard;
		out[found++].rate_hz = (int)info->defaultSampleRate;
	}
	Pa_Terminate();
	return found;
}

const struct output_ops output_portaudio = {
	.name = "portaudio",
	.real_time = true,
	.load = pa_load,
	.unload = pa_unload,
	.open = pa_open,
	.start = pa_start,
	.stop = pa_stop,
	.abort = pa_abort,
	.close = pa_close,
	.alive = pa_alive,
	.describe = pa_describe,
};
