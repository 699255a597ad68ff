/*
 * PortAudio, loaded when its devices are first asked for: linking it would bring ALSA and
 * JACK into every start. Private to audio/.
 */
#ifndef AUDIO_PORTAUDIO_LIB_H
#define AUDIO_PORTAUDIO_LIB_H

#include <portaudio.h>

#include "base/err.h"

#define PORTAUDIO_CALLS(X)                                                             \
	X(Initialize)                                                                  \
	X(Terminate)                                                                   \
	X(GetLastHostErrorInfo)                                                        \
	X(GetErrorText)                                                                \
	X(GetDeviceInfo)                                                               \
	X(GetDeviceCount)                                                              \
	X(GetDefaultOutputDevice)                                                      \
	X(OpenStream)                                                                  \
	X(SetStreamFinishedCallback)                                                   \
	X(StartStream)                                                                 \
	X(IsStreamStopped)                                                             \
	X(StopStream)                                                                  \
	X(AbortStream)                                                                 \
	X(CloseStream)

/* Its functions without their "Pa_". */
struct portaudio_lib {
#define X(name) __typeof__(Pa_##name) *name;
	PORTAUDIO_CALLS(X)
#undef X
};

/* ERR_UNSUPPORTED with what to install. */
enum err_code portaudio_lib_load(struct portaudio_lib *ret, struct err *why);

#endif
