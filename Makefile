# Builds everything out of tree in build/. V=1 shows commands; BUILD=release|asan|ubsan|cov (asan has
# the undefined-behaviour sanitizer as well).
# Fragments: reports/rules.mk, scenarios/rules.mk, tests/rules.mk, docs/rules.mk own their folders' rules.
# Nothing here may need a compiler while it is read: `make deps` may still have to install it.
MAKEFLAGS += --no-builtin-rules
.SUFFIXES:
.DELETE_ON_ERROR:

BUILD ?= release
B := build$(if $(filter-out release,$(BUILD)),/$(BUILD))
# Where the shim is built: it never has sanitizers, so the other builds take the release's as it is.
P := $(if $(filter-out release,$(BUILD)),build,$(B))
PREFIX ?= /usr/local
PUBLIC_HEADER := $(firstword $(wildcard shim/detsched.h runtime/detsched.h detsched.h))
VERSION = $(shell sed -n 's/^\#define HN_VERSION "\(.*\)"/\1/p' harness/options.h)
CC ?= gcc
ifeq ($(origin CC),default)
CC := gcc
endif
Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-6s %s\n' $(1) $(2))

WARN := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith \
        -Wcast-qual -Wwrite-strings -Wvla -Wundef -Werror
# -O1: most of what building for the tests costs is the sanitizers' code at -O2.
SAN_asan := -O1 -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
SAN_ubsan := -fsanitize=undefined -fno-sanitize-recover=all
SAN_cov := --coverage
SAN := $(SAN_$(BUILD))
CFLAGS ?= -O2 -g
BASE := -std=gnu11 $(WARN) $(CFLAGS) -MMD -MP -I.
# Asked for at first use, and then once.
GCC_INC = $(eval GCC_INC := $$(shell $$(CC) -print-file-name=include))$(GCC_INC)

.PHONY: all
all: tool go docs

# Installs the packages that are missing, if any; see contrib/packages.txt.
.PHONY: deps
deps:
	@contrib/deps
# How a target starts make again once deps are there: on all processors unless -j was given.
SUBMAKE = $(MAKE) --no-print-directory $(if $(V),,-s) $(if $(filter -j% --jobserver%,$(MAKEFLAGS)),,-j$(shell nproc))

ENGINE_SRC := $(wildcard runtime/engine/*.c)
SHIM_SRC := $(wildcard shim/*.c) $(wildcard shim/hooks/*.c)
SHIM_ASM := $(wildcard shim/*.S)
HARNESS_SRC := $(wildcard harness/*.c) $(wildcard harness/detect/*.c)
REPORTS_SRC := $(wildcard reports/*.c)

ENGINE_OBJ := $(ENGINE_SRC:%.c=$(B)/obj/%.o)
ENGINE_PIC := $(ENGINE_SRC:%.c=$(P)/pic/%.o)
SHIM_OBJ := $(SHIM_SRC:%.c=$(P)/pic/%.o) $(SHIM_ASM:%.S=$(P)/pic/%.o)
HARNESS_OBJ := $(HARNESS_SRC:%.c=$(B)/obj/%.o)
REPORTS_OBJ := $(REPORTS_SRC:%.c=$(B)/obj/%.o)
include reports/rules.mk

ENGINE_FLAGS = -std=c11 -ffreestanding -nostdinc -isystem $(GCC_INC) -fno-stack-protector \
                $(WARN) $(CFLAGS) -MMD -MP -I.
# Asked for at first use: the package may still have to be installed when this is read.
XML_CFLAGS = $(eval XML_CFLAGS := $$(shell pkg-config --cflags libxml-2.0))$(XML_CFLAGS)
XML_LIBS = $(eval XML_LIBS := $$(shell pkg-config --libs libxml-2.0))$(XML_LIBS)
HARNESS_LIBS = -ldw -lelf -ljansson -lcgraph -lcdt -liberty $(XML_LIBS)

.PHONY: tool shim engine
tool: $(B)/bin/detsched $(B)/lib/libdetsched.so $(B)/share/detsched/gdb/detsched.py race
shim: $(B)/lib/libdetsched.so
engine: $(B)/lib/libdsengine.a

# The engine, twice: for the harness and tests (with sanitizers if asked), and for the shim (never).
$(B)/obj/runtime/engine/%.o: runtime/engine/%.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(ENGINE_FLAGS) $(SAN) -c $< -o $@
$(P)/pic/runtime/engine/%.o: runtime/engine/%.c
	@mkdir -p $(@D)
	$(call say,CC,$< [shim])
	$(Q)$(CC) $(ENGINE_FLAGS) $(SHIM_LTO) -fPIC -fvisibility=hidden -c $< -o $@
$(B)/lib/libdsengine.a: $(ENGINE_OBJ)
	@mkdir -p $(@D)
	$(call say,AR,$@)
	$(Q)rm -f $@ && ar rcs $@ $^

# Engine and shim are optimised as one: a scheduling point crosses the border between them many times.
SHIM_LTO := $(if $(findstring clang,$(CC)),,-flto=auto)
SHIM_FLAGS := $(SHIM_LTO) -fPIC -fvisibility=hidden -ftls-model=initial-exec -fexceptions \
              -fasynchronous-unwind-tables -fno-stack-protector
$(P)/pic/shim/%.o: shim/%.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(BASE) $(SHIM_FLAGS) -c $< -o $@
$(P)/pic/shim/%.o: shim/%.S
	@mkdir -p $(@D)
	$(call say,AS,$<)
	$(Q)$(CC) -I. -c $< -o $@
$(P)/lib/libdetsched.so: $(SHIM_OBJ) $(ENGINE_PIC) shim/exports.map
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) -shared $(SHIM_LTO) -O2 -o $@.new $(SHIM_OBJ) $(ENGINE_PIC) -Wl,-soname,libdetsched.so \
	    -Wl,-z,initfirst \
	    -Wl,-z,nodelete -Wl,-z,now -Wl,-z,noexecstack -Wl,--no-undefined \
	    -Wl,--version-script=shim/exports.map -lgcc_s -ldl
	$(Q)mv -f $@.new $@
ifneq ($(P),$(B))
$(B)/lib/libdetsched.so: $(P)/lib/libdetsched.so
	@mkdir -p $(@D)
	$(Q)cp $< $@.new && mv -f $@.new $@
endif

$(B)/obj/reports/junit.o: BASE += $(XML_CFLAGS)
$(B)/obj/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(BASE) $(SAN) -c $< -o $@
$(B)/bin/detsched: $(HARNESS_OBJ) $(REPORTS_OBJ) $(B)/lib/libdsengine.a
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) $(SAN) -o $@.new $(HARNESS_OBJ) $(REPORTS_OBJ) $(B)/lib/libdsengine.a $(HARNESS_LIBS)
	$(Q)mv -f $@.new $@

# What gdb loads, at the same place beside the command as when installed.
$(B)/share/detsched/gdb/detsched.py: contrib/gdb/detsched.py
	@mkdir -p $(@D)
	$(Q)cp $< $@

-include runtime/go/rules.mk runtime/race/rules.mk scenarios/rules.mk docs/rules.mk tests/rules.mk
include contrib/install.mk

# Builds, finds a bug in a scenario, replays it and draws it.
.PHONY: demo
demo: deps
	@$(SUBMAKE) tool $(B)/scenarios/deadlock/bank_transfer_buggy
	@B=$(B) contrib/demo

# Rewrites every C file in the project's format.
.PHONY: format
format:
	@git ls-files '*.c' '*.h' | xargs clang-format -i

.PHONY: lint
lint: check

# Lines of engine, harness and reports that the tests reach (the shim is never instrumented).
.PHONY: cover
cover: deps
	@$(SUBMAKE) BUILD=cov test-build
	@find build/cov -name '*.gcda' -delete
	-@$(SUBMAKE) BUILD=cov test
	@contrib/cover build/cov | tee build/cov/cover.txt

.PHONY: clean
clean:
	rm -rf build

-include $(ENGINE_OBJ:.o=.d) $(ENGINE_PIC:.o=.d) $(SHIM_OBJ:.o=.d) $(HARNESS_OBJ:.o=.d) $(REPORTS_OBJ:.o=.d)
