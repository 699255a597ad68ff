#!/usr/bin/env bash
# Says which packages are missing, how much that is, and the command; installs them. One
# question where a person is there to ask, none where nothing is missing.
#
#   packaging/dependencies.sh build|check|lint [--list]
#
# Knows apt, dnf, pacman, zypper, apk and brew.
set -eu
set -o pipefail

what=${1:-build}
list_only=${2:-}

manager() {
	local m
	for m in apt-get dnf pacman zypper apk brew; do
		if command -v "$m" >/dev/null 2>&1; then
			echo "$m"
			return
		fi
	done
	echo none
}

# Packages by manager: what building and playing takes, what the tests take, what the linters
# are.
packages() {
	case $1-$2 in
	apt-get-build)
		echo gcc g++ make pkg-config libncurses-dev libmpg123-dev portaudio19-dev \
			libsqlite3-dev libfftw3-dev libsndfile1-dev libvorbis-dev libtag1-dev \
			libsoxr-dev libjansson-dev zlib1g-dev libseccomp-dev \
			libopenblas0-pthread libasound2-plugins libebur128-dev libavformat-dev \
			libavcodec-dev libopenmpt-dev libcue-dev librubberband-dev libpulse-dev \
			libjpeg-dev libpng-dev libchafa-dev libchromaprint-dev libexpat1-dev ;;
	apt-get-check)
		echo libcmocka-dev libvterm-dev pulseaudio pulseaudio-utils lame flac \
			vorbis-tools opus-tools sqlite3 python3 python3-numpy binutils file \
			ffmpeg musepack-tools wavpack python3-mutagen locales ;;
	apt-get-lint) echo clang-format clang-tidy ;;
	dnf-build)
		echo gcc gcc-c++ make pkgconf-pkg-config ncurses-devel mpg123-devel \
			portaudio-devel sqlite-devel fftw-devel libsndfile-devel libvorbis-devel \
			taglib-devel soxr-devel jansson-devel zlib-devel libseccomp-devel \
			openblas-threads alsa-plugins-pulseaudio libebur128-devel \
			libavformat-free-devel libavcodec-free-devel libopenmpt-devel \
			libcue-devel rubberband-devel pulseaudio-libs-devel \
			libjpeg-turbo-devel libpng-devel chafa-devel \
			libchromaprint-devel expat-devel ;;
	dnf-check)
		echo libcmocka-devel libvterm-devel pulseaudio-utils lame flac vorbis-tools \
			opus-tools sqlite python3 python3-numpy python3-mutagen binutils file ;;
	dnf-lint) echo clang-tools-extra ;;
	pacman-build)
		echo gcc make pkgconf ncurses mpg123 portaudio sqlite fftw libsndfile libvorbis \
			taglib libsoxr jansson zlib libseccomp openblas alsa-plugins libebur128 \
			ffmpeg libopenmpt libcue rubberband libpulse libjpeg-turbo libpng chafa \
			chromaprint expat ;;
	pacman-check)
		echo cmocka libvterm pulseaudio lame flac vorbis-tools opus-tools python \
			python-numpy binutils file ;;
	pacman-lint) echo clang ;;
	zypper-build)
		echo gcc gcc-c++ make pkg-config ncurses-devel mpg123-devel portaudio-devel \
			sqlite3-devel fftw3-devel libsndfile-devel libvorbis-devel libtag-devel \
			soxr-devel libjansson-devel zlib-devel libseccomp-devel \
			libopenblas_pthreads0 alsa-plugins-pulse libebur128-devel \
			ffmpeg-5-libavformat-devel ffmpeg-5-libavcodec-devel libopenmpt-devel \
			libcue-devel librubberband-devel libpulse-devel libjpeg8-devel \
			libpng16-devel chafa-devel libchromaprint-devel libexpat-devel ;;
	zypper-check)
		echo libcmocka-devel libvterm-devel pulseaudio pulseaudio-utils lame flac \
			vorbis-tools opus-tools sqlite3 python3 python3-numpy binutils file \
			ffmpeg musepack-tools wavpack python3-mutagen ;;
	zypper-lint) echo clang-tools ;;
	apk-build)
		echo gcc g++ make pkgconf musl-dev linux-headers ncurses-dev mpg123-dev \
			portaudio-dev sqlite-dev fftw-dev libsndfile-dev libvorbis-dev taglib-dev \
			soxr-dev jansson-dev zlib-dev libseccomp-dev openblas alsa-plugins-pulse \
			libebur128-dev ffmpeg-dev libopenmpt-dev libcue-dev rubberband-dev \
			pulseaudio-dev libjpeg-turbo-dev libpng-dev chafa-dev chromaprint-dev expat-dev ;;
	apk-check)
		echo cmocka-dev libvterm-dev pulseaudio pulseaudio-utils lame flac \
			vorbis-tools opus-tools sqlite python3 py3-numpy binutils file ;;
	apk-lint) echo clang-extra-tools ;;
	brew-build)
		echo pkg-config ncurses mpg123 portaudio sqlite fftw libsndfile libvorbis taglib \
			libsoxr jansson zlib openblas libebur128 ffmpeg libopenmpt libcue \
			rubberband pulseaudio jpeg-turbo libpng chafa chromaprint ;;
	brew-check)
		echo cmocka libvterm lame flac vorbis-tools opus-tools numpy ;;
	brew-lint) echo clang-format llvm ;;
	esac
}

installed() {
	case $1 in
	apt-get) dpkg-query -W -f='${db:Status-Status}' "$2" 2>/dev/null | grep -qx installed ;;
	dnf | zypper) rpm -q "$2" >/dev/null 2>&1 ;;
	pacman) pacman -Qq "$2" >/dev/null 2>&1 ;;
	apk) apk info -e "$2" >/dev/null 2>&1 ;;
	brew) brew list --versions "$2" >/dev/null 2>&1 ;;
	esac
}

install_command() {
	case $1 in
	apt-get) echo "apt-get install -y --no-install-recommends" ;;
	dnf) echo "dnf install -y" ;;
	pacman) echo "pacman -S --needed --noconfirm" ;;
	zypper) echo "zypper --non-interactive install --no-recommends" ;;
	apk) echo "apk add" ;;
	brew) echo "brew install" ;;
	esac
}

# How much there is to download, in the manager's own words where it gives them; empty where
# it does not know yet.
size() {
	local m=$1 uris
	shift
	case $m in
	apt-get)
		uris=$(apt-get install -y -qq --no-install-recommends --print-uris "$@" 2>/dev/null) &&
			awk '{ s += $3 } END { printf "%.0f MB", s / 1e6 }' <<<"$uris" ;;
	dnf)
		LC_ALL=C dnf install --assumeno "$@" 2>/dev/null |
			sed -n 's/^Total download size: //p' ;;
	pacman)
		pacman -S --needed --print-format %s "$@" 2>/dev/null |
			awk '{ s += $1 } END { if (s) printf "%.0f MB", s / 1e6 }' ;;
	zypper)
		LC_ALL=C zypper --non-interactive install --no-recommends --dry-run "$@" \
			2>/dev/null | sed -n 's/^Overall download size: \([^.]*\.\?[0-9]* [KMG]iB\).*/\1/p' ;;
	esac || true
}

m=$(manager)
if [ "$m" = none ]; then
	echo "No known package manager here. linnet needs: $(packages apt-get build)" >&2
	echo "(Debian's names; install your system's counterparts, then run make again.)" >&2
	exit 0
fi
wanted=$(packages "$m" build)
if [ "$what" != build ]; then
	wanted="$wanted $(packages "$m" "$what")"
fi
missing=()
for p in $wanted; do
	installed "$m" "$p" || missing+=("$p")
done
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=
ordinary=
if [ "$(id -u)" != 0 ] && [ "$m" != brew ]; then
	ordinary=1
	command -v sudo >/dev/null 2>&1 && as_root="sudo "
fi
command="$as_root$(install_command "$m") ${missing[*]}"
download=$(size "$m" "${missing[@]}")
if [ -z "$download" ] && [ "$m" = apt-get ] && [ "$(id -u)" = 0 ]; then
	# A new system has no list of packages yet.
	apt-get update -qq || true
	download=$(size "$m" "${missing[@]}")
fi
echo "Missing: ${#missing[@]} packages, ${download:-an unknown size} to download:"
echo "  ${missing[*]}"
echo "Command: $command"
[ "$list_only" != --list ] || exit 0
if [ -n "$ordinary" ]; then
	if [ -z "$as_root" ]; then
		echo "There is no sudo here: run the command above as root, then make again." >&2
		exit 1
	fi
	if ! [ -t 0 ]; then
		echo "Nobody is here to be asked: run the command above, then make again." >&2
		exit 1
	fi
	read -r -p "Install them now? [Y/n] " answer
	case ${answer:-y} in
	[Yy]*) ;;
	*)
		echo "Nothing was installed."
		exit 1
		;;
	esac
	sudo -v
fi
echo "Installing …"
if [ "$m" = apt-get ]; then
	get="${as_root}env DEBIAN_FRONTEND=noninteractive apt-get"
	# An old list of packages is why an installation fails most often.
	$get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null 2>&1 || {
		$get update -qq
		$get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
	}
else
	$as_root $(install_command "$m") "${missing[@]}"
fi
echo "Installed."
