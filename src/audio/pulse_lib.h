/*
 * libpulse, loaded when it is first needed: linking it would cost every start. Private
 * to audio/.
 */
#ifndef AUDIO_PULSE_LIB_H
#define AUDIO_PULSE_LIB_H

#include <pulse/pulseaudio.h>

#include "base/err.h"

#define PULSE_CALLS(X)                                                                 \
	X(threaded_mainloop_new)                                                       \
	X(threaded_mainloop_free)                                                      \
	X(threaded_mainloop_start)                                                     \
	X(threaded_mainloop_stop)                                                      \
	X(threaded_mainloop_lock)                                                      \
	X(threaded_mainloop_unlock)                                                    \
	X(threaded_mainloop_get_api)                                                   \
	X(threaded_mainloop_set_name)                                                  \
	X(proplist_new)                                                                \
	X(proplist_free)                                                               \
	X(proplist_sets)                                                               \
	X(context_new_with_proplist)                                                   \
	X(context_connect)                                                             \
	X(context_disconnect)                                                          \
	X(context_unref)                                                               \
	X(context_errno)                                                               \
	X(context_get_state)                                                           \
	X(context_set_state_callback)                                                  \
	X(context_set_subscribe_callback)                                              \
	X(context_subscribe)                                                           \
	X(context_get_server_info)                                                     \
	X(context_get_sink_info_list)                                                  \
	X(context_get_sink_info_by_index)                                              \
	X(context_get_sink_info_by_name)                                               \
	X(operation_cancel)                                                            \
	X(operation_unref)                                                             \
	X(stream_new_with_proplist)                                                    \
	X(stream_unref)                                                                \
	X(stream_connect_playback)                                                     \
	X(stream_disconnect)                                                           \
	X(stream_get_state)                                                            \
	X(stream_get_device_index)                                                     \
	X(stream_get_device_name)                                                      \
	X(stream_get_buffer_attr)                                                      \
	X(stream_set_buffer_attr)                                                      \
	X(stream_get_timing_info)                                                      \
	X(stream_update_timing_info)                                                   \
	X(stream_writable_size)                                                        \
	X(stream_begin_write)                                                          \
	X(stream_write)                                                                \
	X(stream_cork)                                                                 \
	X(stream_flush)                                                                \
	X(stream_is_suspended)                                                         \
	X(stream_set_state_callback)                                                   \
	X(stream_set_write_callback)                                                   \
	X(stream_set_underflow_callback)                                               \
	X(stream_set_started_callback)                                                 \
	X(stream_set_moved_callback)                                                   \
	X(stream_set_suspended_callback)                                               \
	X(strerror)

/* Its functions without their "pa_". */
struct pulse_lib {
#define X(name) __typeof__(pa_##name) *name;
	PULSE_CALLS(X)
#undef X
};

/* Stays loaded: threads of the library's own outlive its users. */
enum err_code pulse_lib_load(struct pulse_lib *ret, struct err *why);

#endif
