#!/usr/bin/env bash
# Every foreign format against the tools that made it: samples, lengths, seeks, joins; the
# av worker in playback; what is said where the libraries are missing.
. "$(dirname "$0")/lib.sh"
BUILD=${BUILD:-build}
decode=$PWD/$BUILD/integration/decode
here=$PWD/tests/integration
cd "$work" || exit 2

for tool in ffmpeg mpcenc mpcdec wavpack; do
	command -v $tool >/dev/null || { echo "ok formats # skip $tool is missing"; exit 0; }
done
py=/usr/bin/python3
"$py" -c 'import numpy' 2>/dev/null || py=python3
"$py" -c 'import numpy' 2>/dev/null || { echo "ok formats # skip python3-numpy is missing"; exit 0; }
"$LINNET" --version | grep -q ' aac .* mod ' || { echo "ok formats # skip libraries are missing"; exit 0; }

SEEKS=${SEEKS:-40}
cmp_py() { "$py" "$here/formats.py" "$@"; }
ff() { ffmpeg -v error -nostdin -y "$@"; }

# source RATE CHANNELS FRAMES: sRATE_CHANNELS_FRAMES.f32
source_of() {
	local f=s$1_$2_$3.f32
	[ -e "$f" ] || cmp_py signal "$f" "$1" "$2" "$3"
}

# encode NAME RATE CHANNELS FRAMES ARGUMENTS…: a file of that name
encode() {
	local name=$1 rate=$2 channels=$3 frames=$4
	shift 4
	source_of "$rate" "$channels" "$frames"
	ff -f f32le -ar "$rate" -ac "$channels" -i "s${rate}_${channels}_$frames.f32" "$@" "$name"
}

# says_frames FILE RATE CHANNELS BITS FRAMES CODEC: what the decoder tells, and gives
says_frames() {
	local said
	said=$("$decode" "$1" ours.f32) || return 1
	[ "$said" = "$2 $3 $4 $5 $5 $6" ] || { echo "says: $said"; return 1; }
}

seeks() { # FILE TOLERANCE
	"$decode" --seeks "$SEEKS" "$2" "$1"
}

# lossless FILE RATE CHANNELS BITS FRAMES CODEC: every bit as ffmpeg's, seeks too
lossless() {
	says_frames "$@" || return 1
	ff -i "$1" -f f32le ref.f32 || return 1
	cmp ours.f32 ref.f32 && seeks "$1" 0
}

# lossy FILE RATE CHANNELS FRAMES CODEC AT TOLERANCE SEEK-TOLERANCE
lossy() {
	says_frames "$1" "$2" "$3" 0 "$4" "$5" || return 1
	ff -i "$1" -f f32le ref.f32 || return 1
	cmp_py within ours.f32 ref.f32 "$3" "$6" "$7" && seeks "$1" "$8"
}

# FILE RATE CHANNELS BITS CODEC FRAMES ARGUMENTS…
one_lossless() {
	local file=$1 rate=$2 channels=$3 bits=$4 codec=$5 frames=$6
	shift 6
	encode "$file" "$rate" "$channels" "$frames" "$@" || return 1
	lossless "$file" "$rate" "$channels" "$bits" "$frames" "$codec"
}

while read -r file rate channels bits codec frames arguments; do
	# shellcheck disable=SC2086
	check "$file: $codec, $rate Hz, $channels channels, $bits bits" one_lossless "$file" \
		"$rate" "$channels" "$bits" "$codec" "$frames" $arguments
	rm -f "$file"
done <<'T'
alac16.m4a 44100 2 16 alac 70001 -c:a alac -sample_fmt s16p
alac24.m4a 96000 2 24 alac 70001 -c:a alac -sample_fmt s32p
alac51.m4a 48000 6 16 alac 50003 -c:a alac -sample_fmt s16p
wv8.wv 8000 1 8 wavpack 30001 -c:a wavpack -sample_fmt u8p
wv16.wv 44100 2 16 wavpack 70001 -c:a wavpack -sample_fmt s16p
wv32.wv 192000 2 32 wavpack 100001 -c:a wavpack -sample_fmt s32p
wvf.wv 44100 2 32 wavpack 70001 -c:a wavpack -sample_fmt fltp
wv.mka 44100 2 16 wavpack 70001 -c:a wavpack -sample_fmt s16p
wv71.wv 48000 8 16 wavpack 50003 -c:a wavpack -sample_fmt s16p
tta8.tta 22050 1 8 tta 40001 -c:a tta -sample_fmt u8
tta16.tta 44100 2 16 tta 70001 -c:a tta -sample_fmt s16
tta24.tta 96000 2 24 tta 100001 -c:a tta -sample_fmt s32
oggflac.oga 44100 2 16 flac 70001 -c:a flac -sample_fmt s16 -f ogg
oggflac24.oga 96000 6 24 flac 70001 -c:a flac -sample_fmt s32 -f ogg
flac.mka 44100 2 16 flac 70001 -c:a flac -sample_fmt s16
flacs.mka 44100 2 16 flac 70001 -c:a flac -sample_fmt s16 -frame_size 256
flac24.mka 192000 1 24 flac 100001 -c:a flac -sample_fmt s32
flac.mp4 44100 2 16 flac 70001 -c:a flac -sample_fmt s16 -strict -2
pcm8.mka 11025 1 8 pcm 30001 -c:a pcm_u8
pcm16.mka 44100 3 16 pcm 50003 -c:a pcm_s16le
pcm24.mov 48000 2 24 pcm 50003 -c:a pcm_s24le
pcm32.mka 44100 4 32 pcm 50003 -c:a pcm_s32le
pcmf.mka 32000 5 32 pcm 50003 -c:a pcm_f32le
T

wavpack_tool() {
	source_of 44100 2 70001
	ff -f f32le -ar 44100 -ac 2 -i s44100_2_70001.f32 -c:a pcm_s24le tool.wav &&
		wavpack -q -y tool.wav -o tool.wv && lossless tool.wv 44100 2 24 70001 wavpack
}
check "a file of the wavpack tool" wavpack_tool

# ---- lossy formats

aac() { # FILE RATE CHANNELS FRAMES LIMIT ARGUMENTS…: our end is exact, ffmpeg's is not
	local file=$1 rate=$2 channels=$3 frames=$4 limit=$5
	shift 5
	encode "$file" "$rate" "$channels" "$frames" "$@" || return 1
	lossy "$file" "$rate" "$channels" "$frames" aac 0 1e-6 1e-4 &&
		cmp_py delay ours.f32 "s${rate}_${channels}_$frames.f32" "$channels" "$limit"
}
check "AAC in M4A: delay and padding trimmed to the sample" \
	aac aac.m4a 44100 2 300007 .06 -c:a aac -aac_pns 0 -b:a 192k
check "AAC in M4A, mono at 22,050 Hz" aac mono.m4a 22050 1 100003 .06 -c:a aac -aac_pns 0 -b:a 96k
check "AAC in M4A, 5.1" aac six.m4a 48000 6 100003 .15 -c:a aac -aac_pns 0 -b:a 512k
in_matroska() { # which says nothing of the encoder's delay
	encode aac.mka 44100 2 300007 -c:a aac -aac_pns 0 -b:a 192k || return 1
	lossy aac.mka 44100 2 301056 aac 0 1e-6 1e-4
}
check "AAC in Matroska" in_matroska

noisy_aac() {
	encode pns.m4a 44100 2 300007 -c:a aac -b:a 64k &&
		says_frames pns.m4a 44100 2 0 300007 aac && seeks pns.m4a 1e-4
}

drifting() { # times of milliseconds, as they come from another container
	encode coarse.mka 44100 2 300007 -c:a pcm_s16le || return 1
	ff -i coarse.mka -c:a aac -b:a 128k drifting.m4a || return 1
	"$decode" drifting.m4a ours.f32 >said || return 1
	read -r _ _ _ promised given _ <said
	[ "$promised" = "$given" ] && seeks drifting.m4a 1e-4
}
check "an M4A whose times drift" drifting
check "what follows a seek is the same where AAC makes its own noise" noisy_aac

smpb() {
	encode listed.m4a 44100 2 300007 -c:a aac -aac_pns 0 -b:a 192k || return 1
	cmp_py smpb listed.m4a smpb.m4a 1024 299000 || return 1
	says_frames smpb.m4a 44100 2 0 299000 aac &&
		cmp_py delay ours.f32 s44100_2_300007.f32 2 .06 && seeks smpb.m4a 1e-4
}
check "iTunSMPB where there is no edit list" smpb

adts() {
	encode raw.aac 44100 2 300007 -c:a aac -aac_pns 0 || return 1
	local frames=$((((300007 + 1023) / 1024 + 1) * 1024))
	lossy raw.aac 44100 2 $frames aac 0 1e-6 1e-4
}
check "AAC without a container (ADTS)" adts

opus() { # FILE ARGUMENTS…
	local file=$1
	shift
	encode "$file" 48000 2 300007 "$@" || return 1
	lossy "$file" 48000 2 300007 opus 0 1e-4 1e-4
}
check "Opus in WebM: pre-skip and padding trimmed" opus o.webm -c:a libopus -b:a 128k
check "Opus in Matroska, frames of 2.5 ms" opus short.mka -c:a libopus -b:a 256k -frame_duration 2.5

surround() {
	encode six.mka 48000 6 100003 -c:a libopus -mapping_family 1 -b:a 400k -ac 6 || return 1
	says_frames six.mka 48000 6 0 100003 opus &&
		cmp_py delay ours.f32 s48000_6_100003.f32 6 .15 && seeks six.mka 1e-4
}
check "Opus in Matroska, 5.1: channels in their order" surround

vorbis() {
	encode v.webm 44100 2 300007 -c:a libvorbis -q:a 6 || return 1
	"$decode" v.webm ours.f32 || return 1
	ff -i v.webm -f f32le ref.f32 && cmp_py within ours.f32 ref.f32 2 0 1e-6 && seeks v.webm 0
}
check "Vorbis in WebM" vorbis

musepack() {
	source_of 44100 2 70001
	ff -f f32le -ar 44100 -ac 2 -i s44100_2_70001.f32 -c:a pcm_s16le m.wav || return 1
	mpcenc --silent --overwrite --quality 7 m.wav m.mpc >/dev/null 2>&1
	says_frames m.mpc 44100 2 0 70001 musepack || return 1
	mpcdec m.mpc ref.wav >/dev/null 2>&1
	ff -i ref.wav -f f32le ref.f32 && cmp_py within ours.f32 ref.f32 2 0 1e-4 &&
		seeks m.mpc 0
}
check "Musepack SV8: as its own decoder gives it" musepack

wma() {
	encode w.wma 44100 2 300007 -c:a wmav2 -b:a 192k || return 1
	"$decode" w.wma ours.f32 >said || return 1
	ff -i w.wma -f f32le ref.f32 || return 1
	"$py" - <<'P' && seeks w.wma 0
import numpy as np
a, b = np.fromfile("ours.f32", "<f4"), np.fromfile("ref.f32", "<f4")
n = min(len(a), len(b))
# ffmpeg leaves out what it thinks came before the first time stamp.
assert n > 500000 and min(np.abs(a[k:k + 400000] - b[:400000]).max()
                          for k in (0, 2048, 4096, 8192) if len(a) > k + 400000) < 1e-6
P
}
check "WMA" wma

speex() {
	encode s.spx 16000 1 100003 -c:a libspeex || return 1
	"$decode" s.spx ours.f32 >said || return 1
	ff -i s.spx -f f32le ref.f32 && cmp_py within ours.f32 ref.f32 1 0 1e-3 && seeks s.spx 0
}
if ffmpeg -v error -encoders | grep -q libspeex; then
	check "Speex" speex
fi

several_streams() {
	source_of 44100 2 70001
	source_of 44100 1 70001
	ff -f f32le -ar 44100 -ac 1 -i s44100_1_70001.f32 -f f32le -ar 44100 -ac 2 -i s44100_2_70001.f32 \
		-f lavfi -i color=red:s=16x16:d=1 -map 2 -map 0 -map 1 -c:v mpeg4 -c:a flac \
		-disposition:a:0 0 -disposition:a:1 default two.mkv || return 1
	says_frames two.mkv 44100 2 24 70001 flac
}
check "of several streams the default one, and no picture" several_streams

dsd() { # KIND
	cmp_py dsd "$1" "t.$1" .4 && says_frames "t.$1" 88200 2 1 35280 dsd &&
		cmp_py tones ours.f32 88200 && seeks "t.$1" 0
}
check "DSF: 88.2 kHz, in place, clean below 20 kHz" dsd dsf
check "DFF: the same" dsd dff

# ---- tracker modules

"$py" "$here/modules.py" "$work" || exit 1
module() { # KIND
	says_frames "tune.$1" 48000 2 0 737280 "$1" && seeks "tune.$1" 0
}
SEEKS=12
for kind in mod s3m xm it; do
	check "${kind^^}: once through, seeks to the sample" module $kind
done

# ---- joins

joins() { # EXTENSION ARGUMENTS…
	local extension=$1
	shift
	source_of 44100 2 300007
	cmp_py signal whole.f32 44100 2 300007
	head -c $((123457 * 8)) whole.f32 >a.f32
	tail -c +$((123457 * 8 + 1)) whole.f32 >b.f32
	for part in a b whole; do
		ff -f f32le -ar 44100 -ac 2 -i $part.f32 "$@" $part.$extension || return 1
		"$decode" $part.$extension $part.out >/dev/null || return 1
	done
	cmp_py join a.out b.out whole.out 2 .3
}
check "a sweep cut in two M4As is whole again" joins m4a -c:a aac -b:a 256k
check "a sweep cut in two ALACs is whole again" joins alac.m4a -c:a alac

# ---- playing

played() { # the worker's frames are the decoder's, in a row
	"$LINNET" play a.alac.m4a b.alac.m4a --output "wav:$work/played.wav" --private || return 1
	ff -i played.wav -f f32le played.f32 && cmp_py within played.f32 whole.out 2 0 0.0001
}
check "played through the worker without a seam" played

killed() {
	encode long.m4a 44100 2 2000003 -c:a aac -b:a 64k || return 1
	cp a.alac.m4a after.m4a
	"$LINNET" play long.m4a after.m4a --output null --private >out 2>err &
	player=$!
	soon 10 grep -q long.m4a out || return 1
	# Its first two seconds are in the ring; none of them is waited for.
	worker=$(pgrep -P $player -f -- '--worker av' | head -n 1)
	kill -9 "$worker" || return 1
	wait $player
	player=
	cat out err
	grep -q 'long.m4a: the av worker was killed' err && grep -q after.m4a out
}
check "a worker that dies costs its track only, and it is said" killed

features() { # FILE: what the ear heard while it played is what the batch extracts
	local db=$work/features.db
	rm -rf "$db"* music
	mkdir music
	cp "$1" music/
	"$LINNET" scan --db "$db" music >/dev/null || return 1
	"$LINNET" play --db "$db" "music/$1" --output null:fast >/dev/null || return 1
	sqlite3 "$db" 'select hex(vector) from d_feature' >heard
	[ "$(wc -c <heard)" -gt 100 ] || { echo "nothing was heard"; return 1; }
	"$LINNET" analyze --db "$db" --force >/dev/null || return 1
	sqlite3 "$db" 'select hex(vector) from d_feature' >batch
	cmp heard batch
}
cp long.m4a tagged.m4a
check "M4A: features of playback are those of the batch" features tagged.m4a
check "MOD: features of playback are those of the batch" features tune.mod

# ---- without the libraries

# An empty file in its place.
hide() {
	: >"absent/$(ldconfig -p | sed -n "s/^\t\($1[.0-9]*\) .*/\1/p" | head -n 1)"
}
without() {
	LD_LIBRARY_PATH=$work/absent says "$@"
}
# lacking LIBRARY TEXT COMMAND…: only that one is hidden
lacking() {
	rm -rf absent
	mkdir absent
	hide "$1"
	without "${@:2}"
}
encode tone.wav 44100 2 70001
encode other.flac 48000 2 70001
for type in flac ogg mp3; do
	ff -i tone.wav tone.$type
done
mkdir absent
hide libavformat.so
hide libopenmpt.so
check "without libavformat the player says what to install" without \
	"MP4 (AAC, ALAC) cannot be decoded: libavformat" "$LINNET" play long.m4a --output null:fast
check "without libopenmpt the analysis says what to install" without \
	"MOD cannot be decoded: libopenmpt" "$LINNET" analyze tune.mod
check "doctor names what is left out" without "no MOD, XM, IT, S3M: libopenmpt" doctor
check "--version lists what is in" without "formats:     mp3 flac vorbis opus wav aiff
" "$LINNET" --version
check "without libsndfile the player says what to install" lacking libsndfile.so \
	"libsndfile is missing: install libsndfile1" "$LINNET" play tone.flac --output null:fast
check "without it --version leaves its formats out" lacking libsndfile.so \
	"formats:     mp3 vorbis " "$LINNET" --version
check "without libvorbisfile the player says what to install" lacking libvorbisfile.so \
	"libvorbisfile is missing: install libvorbisfile3" "$LINNET" play tone.ogg \
	--output null:fast
check "without PortAudio the player says what to install" lacking libportaudio.so \
	"PortAudio is not installed: install libportaudio2" \
	"$LINNET" play tone.mp3 --output portaudio
check "without libsoxr the player says what to install" lacking libsoxr.so \
	"other sample rates need libsoxr: install libsoxr0" \
	"$LINNET" play tone.mp3 other.flac --output wav:out.wav
check "without FFTW the analysis says what to install" lacking libfftw3f.so \
	"analysis needs FFTW: install libfftw3-single3" "$LINNET" analyze tone.mp3
check "without libebur128 the loudness says what to install" lacking libebur128.so \
	"loudness needs libebur128: install libebur128-1" "$LINNET" loudness tone.mp3
finish
