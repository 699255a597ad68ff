/* A bare PortAudio stream: silence for so many seconds at that suggested latency. What
 * any player pays at least; tests/bench/playing.sh measures it beside linnet. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <portaudio.h>

static int silence(const void *in, void *out, unsigned long frames,
	const PaStreamCallbackTimeInfo *time, PaStreamCallbackFlags flags, void *ctx)
{
	(void)in;
	(void)time;
	(void)flags;
	(void)ctx;
	memset(out, 0, frames * 2 * sizeof(float));
	return paContinue;
}

int main(int argc, char **argv)
{
	if (argc != 3 || Pa_Initialize() != paNoError) {
		fprintf(stderr, "bare_stream SECONDS LATENCY\n");
		return 2;
	}
	PaStreamParameters p = {.device = Pa_GetDefaultOutputDevice(),
		.channelCount = 2,
		.sampleFormat = paFloat32,
		.suggestedLatency = atof(argv[2])};
	PaStream *s;
	if (p.device == paNoDevice ||
		Pa_OpenStream(&s, NULL, &p, 44100, paFramesPerBufferUnspecified,
			paNoFlag, silence, NULL) != paNoError ||
		Pa_StartStream(s) != paNoError) {
		fprintf(stderr, "bare_stream: no sound device\n");
		return 1;
	}
	Pa_Sleep(1000 * atoi(argv[1]));
	Pa_AbortStream(s);
	Pa_Terminate();
	return 0;
}
