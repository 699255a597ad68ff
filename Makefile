# linnet: GNU make, out of tree in build/. "make help" lists the targets.
SHELL := /bin/bash
.DEFAULT_GOAL := all

VERSION := 0.1.0
PREFIX ?= /usr/local
DESTDIR ?=
CC ?= cc
CXX ?= c++
PKG_CONFIG ?= pkg-config

ifeq ($(FUZZ),1)
B := build/fuzzing
OPT ?= -O1 -g
SAN := -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined \
	-fno-omit-frame-pointer -DLINNET_SANITIZE=1
else ifeq ($(SANITIZE),1)
B := build/san
OPT ?= -O1 -g
SAN := -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer -DLINNET_SANITIZE=1
else
B := build
OPT ?= -O2 -g
SAN :=
endif

# Folders from the lowest layer to the highest; a test links its own folder and all below.
FOLDERS := base model text linalg conf codec audio db dsp rec worker \
	library player history analyze suggest app ui remote cli
LAYER_base := 0
LAYER_model := 1
LAYER_text := 1
LAYER_linalg := 1
$(foreach f,conf codec audio db dsp rec worker,$(eval LAYER_$f := 2))
$(foreach f,library player history analyze suggest,$(eval LAYER_$f := 3))
LAYER_app := 4
LAYER_ui := 5
LAYER_remote := 5
LAYER_cli := 6

# What is loaded when it is first needed is not linked: only its headers count here.
LINKED := ncursesw libmpg123 sqlite3 taglib jansson zlib libseccomp
LOADED := portaudio-2.0 sndfile vorbisfile fftw3f soxr libebur128
# The same, left out where they are absent; HAVE_LIBCUE and so on tell the source.
OPTIONAL_LINKED := libcue
OPTIONAL_LOADED := expat libavformat libavcodec libavutil libopenmpt rubberband libpulse \
	libjpeg libpng chafa libchromaprint
have = $(shell for p in $1; do $(PKG_CONFIG) --exists $$p && echo $$p; done)
FOUND = $(eval FOUND := $$(call have,$(OPTIONAL_LINKED) $(OPTIONAL_LOADED)))$(FOUND)
HAVE_FLAGS = $(foreach p,$(FOUND),-DHAVE_$(shell echo $p | tr a-z.- A-Z__)=1)
# Only what builds something asks pkg-config: "make run" must work before it is installed.
PKG_CFLAGS = $(eval PKG_CFLAGS := $$(shell $(PKG_CONFIG) --cflags $(LINKED) $(LOADED) $(FOUND)) $$(HAVE_FLAGS))$(PKG_CFLAGS)
PKG_LIBS = $(eval PKG_LIBS := $$(shell $(PKG_CONFIG) --libs $(LINKED) \
	$(filter $(OPTIONAL_LINKED),$(FOUND))))$(PKG_LIBS)

WARN := -Wall -Wextra -Wpedantic -Wshadow -Wpointer-arith -Wvla -Wformat=2 -Wundef \
	-Wwrite-strings -Wno-format-nonliteral
CWARN := -Wstrict-prototypes -Wmissing-prototypes
# Not part of the flags that a rebuild depends on.
WERROR_FLAG := $(if $(filter 1,$(WERROR)),-Werror)
CPPFLAGS += -D_GNU_SOURCE -DLINNET_VERSION='"$(VERSION)"' \
	-Iinclude -I$(B)/gen
CFLAGS_ALL = -std=c17 $(OPT) $(SAN) $(WARN) $(CWARN) -fno-math-errno -fno-trapping-math \
	-pthread $(CPPFLAGS) $(PKG_CFLAGS) $(CFLAGS)
CXXFLAGS_ALL = -std=c++17 $(OPT) $(SAN) $(WARN) -pthread $(CPPFLAGS) $(PKG_CFLAGS) $(CXXFLAGS)
LDFLAGS_ALL = $(SAN) -pthread -Wl,--as-needed $(LDFLAGS)
LDLIBS = $(PKG_LIBS) -ldl -lm

src_of = $(wildcard src/$1/*.c) $(wildcard src/$1/*.cpp)
obj_of = $(patsubst src/%,$(B)/obj/%.o,$(call src_of,$1))
LIBS := $(foreach f,$(FOLDERS),$(B)/lib/$f.a)

all: $(B)/linnet ## build the player

# A kept file of the flags: changed flags rebuild, unchanged ones do not.
FLAGS_KEY = $(CC) $(CXX) $(CFLAGS_ALL) $(CXXFLAGS_ALL)
$(B)/flags: FORCE
	@mkdir -p $(B)
	@printf '%s\n' '$(subst ','\'',$(FLAGS_KEY))' | cmp -s - $@ || \
		printf '%s\n' '$(subst ','\'',$(FLAGS_KEY))' >$@

$(B)/obj/%.c.o: src/%.c $(B)/flags
	@mkdir -p $(@D)
	@printf '  CC      %s\n' $<
	@$(CC) $(CFLAGS_ALL) $(WERROR_FLAG) -MMD -MP -c -o $@ $<

$(B)/obj/%.cpp.o: src/%.cpp $(B)/flags
	@mkdir -p $(@D)
	@printf '  CXX     %s\n' $<
	@$(CXX) $(CXXFLAGS_ALL) $(WERROR_FLAG) -MMD -MP -c -o $@ $<

# The extractor's loops: sums of floats may be split into lanes (kernel.h says what follows).
$(B)/obj/dsp/kernel.c.o: private OPT += -O3 -fassociative-math -fno-signed-zeros \
	-ffinite-math-only

# Text that is compiled in: schema steps, default configuration, keys, themes.
EMBED_SQL := $(sort $(wildcard src/db/sql/*.sql))
$(B)/gen/sql_embed.inc: packaging/embed.sh $(EMBED_SQL)
	@mkdir -p $(@D)
	@bash packaging/embed.sh $(EMBED_SQL) >$@
EMBED_CONF := $(sort $(wildcard src/conf/*.conf) $(wildcard themes/*.theme))
$(B)/gen/conf_embed.inc: packaging/embed.sh $(EMBED_CONF)
	@mkdir -p $(@D)
	@bash packaging/embed.sh $(EMBED_CONF) >$@
$(call obj_of,db): | $(B)/gen/sql_embed.inc
$(call obj_of,conf): | $(B)/gen/conf_embed.inc

define archive_rule
$(B)/lib/$1.a: $(call obj_of,$1)
	@mkdir -p $$(@D)
	@rm -f $$@
	@ar rcs $$@ $$^
endef
$(foreach f,$(FOLDERS),$(eval $(call archive_rule,$f)))

$(B)/linnet: $(B)/obj/main.c.o $(LIBS)
	@printf '  LINK    %s\n' $@
	@$(CXX) $(LDFLAGS_ALL) -o $@ $< -Wl,--start-group $(LIBS) -Wl,--end-group $(LDLIBS)

# ---- tests: tests/unit/<folder>/test_<module>.c links <folder> and the layers below it
UNIT_SRC := $(wildcard tests/unit/*/test_*.c)
UNIT_BIN := $(patsubst tests/unit/%.c,$(B)/unit/%,$(UNIT_SRC))
below = $(foreach g,$(FOLDERS),$(if $(shell [ $(LAYER_$g) -lt $(LAYER_$1) ] && echo y),$g))
define unit_rule
$(B)/unit/$1/%: tests/unit/$1/%.c $(foreach g,$1 $(call below,$1),$(B)/lib/$g.a) $(B)/flags
	@mkdir -p $$(@D)
	@printf '  TEST    %s\n' $$<
	@$$(CC) $$(CFLAGS_ALL) -Wno-unused-parameter -Itests/unit -MMD -MP -MT $$@ -MF $$@.d -c -o $$@.o $$<
	@$$(CXX) $$(LDFLAGS_ALL) -o $$@ $$@.o -Wl,--start-group \
		$(foreach g,$1 $(call below,$1),$(B)/lib/$g.a) -Wl,--end-group -lcmocka $$(LDLIBS)
endef
$(foreach f,$(FOLDERS),$(if $(wildcard tests/unit/$f/test_*.c),$(eval $(call unit_rule,$f))))

unit-bin: $(UNIT_BIN)
unit: unit-bin ## build and run the unit tests (T=folder for one folder's)
	@f=0; for t in $(filter $(B)/unit/$(T)%,$(UNIT_BIN)); do \
		out=$$($$t 2>&1) || { printf '%s\n' "$$out"; f=1; }; done; exit $$f

# Programs that tests and benchmarks drive; they link everything.
HELPER_SRC := $(wildcard tests/integration/*.c) $(wildcard tests/tty/*.c) $(wildcard tests/bench/*.c)
HELPER_BIN := $(patsubst tests/%.c,$(B)/%,$(HELPER_SRC))
HELPER_LIBS = -lcmocka -lvterm -lutil $(shell $(PKG_CONFIG) --libs $(LOADED))
$(B)/bench/nothing: private HELPER_LIBS = -Wl,--no-as-needed
$(HELPER_BIN): $(B)/%: tests/%.c $(LIBS) $(B)/flags
	@mkdir -p $(@D)
	@printf '  TEST    %s\n' $<
	@$(CC) $(CFLAGS_ALL) -MMD -MP -MT $@ -MF $@.d -c -o $@.o $<
	@$(CXX) $(LDFLAGS_ALL) -o $@ $@.o -Wl,--start-group $(LIBS) -Wl,--end-group \
		$(HELPER_LIBS) $(LDLIBS)
# What is fuzzed, with a driver that replays what was found and with libFuzzer's.
FUZZ_SRC := $(wildcard tests/fuzz/*.c)
FUZZ_OBJ := $(patsubst tests/%.c,$(B)/%.o,$(FUZZ_SRC))
FUZZ_DRIVER := $(B)/fuzz/fuzz $(B)/fuzz/replay
$(FUZZ_OBJ): $(B)/%.o: tests/%.c $(B)/flags
	@mkdir -p $(@D)
	@printf '  TEST    %s\n' $<
	@$(CC) $(CFLAGS_ALL) $(WERROR_FLAG) -MMD -MP -MF $@.d -c -o $@ $<
$(B)/fuzz/fuzz: private SAN += -fsanitize=fuzzer
$(FUZZ_DRIVER): %: %.o $(filter-out $(addsuffix .o,$(FUZZ_DRIVER)),$(FUZZ_OBJ)) $(LIBS)
	@$(CXX) $(LDFLAGS_ALL) -o $@ $(filter %.o,$^) -Wl,--start-group $(LIBS) \
		-Wl,--end-group $(LDLIBS)
tests-bin: all unit-bin $(filter-out $(B)/bench/%,$(HELPER_BIN)) $(B)/fuzz/replay

JOBS ?= $(shell nproc 2>/dev/null || echo 2)
check: ## install what the tests need, build, run every test
	@packaging/dependencies.sh check
	@$(MAKE) --no-print-directory -j$(JOBS) WERROR=1 tests-bin
	@tests/run.sh -b $(B) lint unit integration tty

check-sanitized: ## unit and integration tests with address and undefined sanitizers
	@packaging/dependencies.sh check
	@$(MAKE) --no-print-directory -j$(JOBS) SANITIZE=1 WERROR=1 tests-bin
	@tests/run.sh -b build/san unit integration

TARGET ?= all
SECONDS ?= 60
fuzz: ## fuzz what reads files of strangers, with clang (TARGET=all, SECONDS=60 each)
	@command -v clang >/dev/null && command -v clang++ >/dev/null || \
		{ echo "fuzzing needs clang's libFuzzer; install the package clang"; exit 1; }
	@$(MAKE) --no-print-directory -j$(JOBS) FUZZ=1 CC=clang CXX=clang++ \
		build/fuzzing/linnet build/fuzzing/fuzz/fuzz
	@tests/fuzz/run.sh build/fuzzing "$(TARGET)" "$(SECONDS)"

MUSIC ?=
run: ## install what is missing, build, open the player (MUSIC=DIR: on that folder)
	@packaging/dependencies.sh build
	@$(MAKE) --no-print-directory -j$(JOBS) all
	@packaging/run.sh $(B)/linnet "$(MUSIC)"

DEMO ?= $(B)/demo
PER_STYLE ?= 5
demo: all ## render the demo library (DEMO=DIR, PER_STYLE=5)
	@$(B)/linnet demo "$(DEMO)" --per-style $(PER_STYLE)

bench: all $(filter $(B)/bench/%,$(HELPER_BIN)) ## measure, beside other players where they are installed
	@tests/bench/run.sh -b $(B)

install: all ## install below PREFIX (default /usr/local)
	install -d "$(DESTDIR)$(PREFIX)/bin" "$(DESTDIR)$(PREFIX)/share/man/man1" \
		"$(DESTDIR)$(PREFIX)/share/linnet/themes" \
		"$(DESTDIR)$(PREFIX)/share/applications"
	install -m 755 $(B)/linnet "$(DESTDIR)$(PREFIX)/bin/linnet"
	$(B)/linnet man >$(B)/linnet.1
	install -m 644 $(B)/linnet.1 "$(DESTDIR)$(PREFIX)/share/man/man1/linnet.1"
	install -m 644 themes/*.theme "$(DESTDIR)$(PREFIX)/share/linnet/themes/"
	install -m 644 packaging/linnet.desktop "$(DESTDIR)$(PREFIX)/share/applications/"

uninstall: ## remove what install put there
	rm -f "$(DESTDIR)$(PREFIX)/bin/linnet" "$(DESTDIR)$(PREFIX)/share/man/man1/linnet.1" \
		"$(DESTDIR)$(PREFIX)/share/applications/linnet.desktop"
	rm -rf "$(DESTDIR)$(PREFIX)/share/linnet"

picture: all ## make the picture in the README from the real program
	@packaging/picture.sh $(B)/linnet packaging/screen.svg

OWN_C = $(shell git ls-files '*.c' '*.h' '*.cpp')
format: ## format the source
	clang-format -i $(OWN_C)

# One file a process: in its second file the analyzer of clang 14 knows no va_start any more.
lint: ## every lint: layers, headers, real time, hidden state, format, clang-tidy
	@packaging/dependencies.sh lint
	@$(MAKE) --no-print-directory -j$(JOBS) all
	@tests/run.sh -b $(B) lint
	@clang-format --dry-run -Werror $(OWN_C) && echo "clang-format: nothing to change"
	@git ls-files 'src/*.c' | xargs -P$(JOBS) -n1 sh -c \
		'clang-tidy --quiet "$$@" -- $(subst ','\'',$(CFLAGS_ALL)) 2>/dev/null' lint && \
		echo "clang-tidy: nothing found"

clean: ## remove build/
	rm -rf build

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

.PHONY: all unit unit-bin tests-bin check check-sanitized fuzz run demo bench install uninstall \
	picture format lint clean help FORCE
FORCE:
-include $(shell find $(B)/obj $(B)/unit $(B)/integration $(B)/tty $(B)/bench $(B)/fuzz -name '*.d' 2>/dev/null)
