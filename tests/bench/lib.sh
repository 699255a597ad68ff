# shellcheck shell=bash
# What the benchmarks share; sourced by them in the project's folder. Whatever the caller's
# environment says about sound, screens and the clock, they measure the same.
export LC_ALL=C.UTF-8 TZ=UTC
unset PULSE_SERVER PULSE_SINK PULSE_LATENCY_MSEC ALSA_CONFIG_PATH DISPLAY CMUS_HOME NO_COLOR
unset DBUS_SESSION_BUS_ADDRESS LINNET_NOW XDG_MUSIC_DIR

has() { command -v "$1" >/dev/null; }

# make_music DIR: music.flac and music.mp3, three minutes of chords, a beat and noise, where
# there is what writes them.
make_music() {
	python3 - "$1/music.wav" <<'P'
import array, math, random, sys, wave
r, rate, x = random.Random(1), 44100, array.array("h")
for i in range(rate * 4):
    t = i / rate
    v = sum(math.sin(6.2832 * 110 * p * 2 ** (int(t) / 12) * t) / p for p in (1, 2, 3, 5))
    v = 4000 * v + 9000 * math.exp(-(t % .5) * 30) * (r.random() - .5)
    x.extend((int(v), int(.8 * v + 300 * (r.random() - .5))))
with wave.open(sys.argv[1], "wb") as w:
    w.setnchannels(2)
    w.setsampwidth(2)
    w.setframerate(rate)
    for _ in range(45):
        w.writeframes(x.tobytes())
P
	has flac && flac -s -T TITLE=Measured "$1/music.wav" -o "$1/music.flac"
	has lame && lame --quiet -V2 --tt Measured "$1/music.wav" "$1/music.mp3"
	rm -f "$1/music.wav"
}
