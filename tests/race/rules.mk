# Programs compiled for race detection by each compiler, and without, each in a folder of its own.
RACE_T := $(B)/tests/race
RACE_T_SRC := $(filter-out %/plugin.c,$(wildcard tests/race/*.c tests/race/*.cc))
RACE_T_TOLD := calls conversions races
RACE_T_PLAIN := $(filter-out $(RACE_T_TOLD),$(basename $(notdir $(RACE_T_SRC))))

RACE_T_FLAGS := -Wall -Wextra -g -mcx16 -pthread
RACE_T_OWN = $$(sed -n 's/^.*flags=\([^;]*\);.*$$/\1/p' $< | head -1)

# $(1): the folder, $(2), $(3): compilers of C and C++ and their options.
define race_variant
$(RACE_T)/$(1)/%: tests/race/%.c tests/race/rows.h
	@mkdir -p $$(@D)
	$$(call say,CC,$$@)
	$$(Q)$(2) -std=gnu11 $$(RACE_T_FLAGS) -o $$@ $$< -latomic $$(RACE_T_OWN)
$(RACE_T)/$(1)/%: tests/race/%.cc
	@mkdir -p $$(@D)
	$$(call say,CXX,$$@)
	$$(Q)$(3) -std=c++20 $$(RACE_T_FLAGS) -o $$@ $$< $$(RACE_T_OWN)
$(RACE_T)/$(1)/plugin.so: tests/race/plugin.c
	@mkdir -p $$(@D)
	$$(Q)$(2) -std=gnu11 -Wall -Wextra -g -fPIC -shared -o $$@ $$<
endef
RACE_T_CLANG := -Wno-unknown-warning-option -Wno-unused-command-line-argument -fsanitize=thread -shared-libsan
$(eval $(call race_variant,plain,$(CC) -O2,$(CXX) -O2))
$(eval $(call race_variant,gcc-O0,gcc -O0 -fsanitize=thread,g++ -O0 -fsanitize=thread))
$(eval $(call race_variant,gcc-O2,gcc -O2 -fsanitize=thread,g++ -O2 -fsanitize=thread))
$(eval $(call race_variant,clang-O2,clang -O2 $(RACE_T_CLANG),clang++ -O2 $(RACE_T_CLANG)))

TEST_DEPS += tool $(RACE_T_PLAIN:%=$(RACE_T)/plain/%) $(foreach variant,gcc-O0 gcc-O2 clang-O2,\
    $(patsubst %,$(RACE_T)/$(variant)/%,$(basename $(notdir $(RACE_T_SRC))) plugin.so)) $(RACE_T)/plain/plugin.so
