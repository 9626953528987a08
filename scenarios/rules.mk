# The catalogue: every scenarios/TOPIC/NAME_{buggy,clean}.{c,cpp,rs}, and patterns/NAME.c, becomes
# $(B)/scenarios/TOPIC/NAME.... Programs under test, so never with the sanitizers of BUILD, and with
# frames for every function. Those of races are built for the data-race runtime; the ones whose names
# begin with go_ are written with goroutines.
SCENARIO_GO := $(wildcard scenarios/patterns/*.c scenarios/mistakes/*.c scenarios/races/go_*.c)
SCENARIO_C := $(filter-out $(SCENARIO_GO),$(wildcard scenarios/*/*.c))
SCENARIO_CXX := $(wildcard scenarios/*/*.cpp)
SCENARIOS := $(SCENARIO_C:%.c=$(B)/%) $(SCENARIO_CXX:%.cpp=$(B)/%) $(SCENARIO_GO:%.c=$(B)/%)
SCENARIO_RACES := $(filter $(B)/scenarios/races/%,$(SCENARIOS))
CXX ?= g++
ifeq ($(origin CXX),default)
CXX := g++
endif
SCENARIO_FLAGS := -O1 -g -fno-omit-frame-pointer -fno-inline-small-functions \
                  -fno-optimize-sibling-calls -Wall -Wextra -Werror

.PHONY: scenarios
scenarios: $(SCENARIOS)

# gcc warns of fences, which its own runtime does not follow. A library that is not instrumented, for
# the programs that use it.
RACE_LIB := $(B)/scenarios/races/libparcel.so
$(SCENARIO_RACES): SCENARIO_FLAGS += -fsanitize=thread $(if $(findstring clang,$(CC)),,-Wno-tsan)
$(SCENARIO_RACES): SCENARIO_LIBS := -L$(dir $(RACE_LIB)) -Wl,--as-needed -lparcel -Wl,-rpath,'$$ORIGIN'
$(SCENARIO_RACES): $(RACE_LIB)
$(RACE_LIB): scenarios/races/uninstrumented/parcel.c scenarios/races/uninstrumented/parcel.h
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) -std=gnu11 -O1 -g -Wall -Wextra -Werror -fPIC -shared $< -o $@

$(SCENARIO_C:%.c=$(B)/%): $(B)/%: %.c scenarios/rules.mk
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) -std=gnu11 $(SCENARIO_FLAGS) $< -o $@ $(SCENARIO_LIBS) -pthread
# With goroutines: the runtime is linked in.
$(SCENARIO_GO:%.c=$(B)/%): $(B)/%: %.c $(B)/lib/libdetgo.a scenarios/rules.mk
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) -std=gnu11 $(GO_CFLAGS) $(SCENARIO_FLAGS) $< -o $@ $(SCENARIO_LIBS) $(GO_LIBS)
# The standard headers take two thirds of such a program's compilation; g++ reads them once. Any other
# compiler reads common.hpp itself.
SCENARIO_COMMON := $(B)/obj/scenarios/plain/common.hpp
SCENARIO_COMMON_RACES := $(B)/obj/scenarios/races/common.hpp
$(SCENARIO_COMMON_RACES): SCENARIO_FLAGS += -fsanitize=thread $(if $(findstring clang,$(CXX)),,-Wno-tsan)
$(SCENARIO_COMMON) $(SCENARIO_COMMON_RACES): scenarios/common.hpp scenarios/rules.mk
	@mkdir -p $(@D)
	$(call say,CXX,$<)
	$(Q)cp $< $@
	$(if $(findstring clang,$(CXX)),,$(Q)$(CXX) -std=gnu++20 $(SCENARIO_FLAGS) -pthread -x c++-header $< -o $@.gch)
$(SCENARIO_CXX:%.cpp=$(B)/%): $(B)/%: %.cpp scenarios/rules.mk $(SCENARIO_COMMON) $(SCENARIO_COMMON_RACES)
	@mkdir -p $(@D)
	$(call say,CXX,$<)
	$(Q)$(CXX) -std=gnu++20 $(SCENARIO_FLAGS) -include $(if $(findstring /races/,$@),$(SCENARIO_COMMON_RACES),$(SCENARIO_COMMON)) \
	    $< -o $@ $(SCENARIO_LIBS) -pthread

# RUSTC: the distribution's compiler, as another one may come first in PATH.
SCENARIO_RUST := $(wildcard scenarios/*/*.rs)
RUSTC ?= /usr/bin/rustc
SCENARIO_RUST_FLAGS := --edition 2021 -C debuginfo=2 -C opt-level=1 -C force-frame-pointers=yes

scenarios: $(SCENARIO_RUST:%.rs=$(B)/%)
$(SCENARIO_RUST:%.rs=$(B)/%): $(B)/%: %.rs scenarios/rules.mk
	@mkdir -p $(@D)
	$(call say,RUSTC,$<)
	$(Q)$(RUSTC) $(SCENARIO_RUST_FLAGS) $< -o $@
