# Tests of the engine alone, in process.
UNIT_T := $(B)/tests/unit
UNIT_NAMES := events facts_lock facts_wait facts_task facts_futex facts_chan facts_go go_edges go_calls times strategies steer depart same fuzz hostile speed
UNIT_PROGRAMS := $(UNIT_NAMES:%=$(UNIT_T)/%)
UNIT_SHARED := $(UNIT_T)/facts.o $(UNIT_T)/lib/world.o $(UNIT_T)/lib/world_parse.o \
               $(UNIT_T)/lib/world_text.o $(UNIT_T)/lib/world_chan.o
TEST_DEPS += $(UNIT_PROGRAMS)

$(UNIT_T)/%.o: tests/unit/%.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(BASE) $(SAN) -c $< -o $@
$(UNIT_T)/lib/%.o: tests/lib/%.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(BASE) $(SAN) -c $< -o $@
$(UNIT_PROGRAMS): %: %.o $(UNIT_SHARED) $(B)/lib/libdsengine.a
	$(call say,LD,$@)
	$(Q)$(CC) $(SAN) -o $@ $^ -lcmocka -lm

# The core of the data-race runtime, with bounds for tests, and with next to no room.
RACE_CORE := core clock order position snapshot shadow cells found stacks word log
UNIT_RACE := $(UNIT_T)/race_facts $(UNIT_T)/race_model $(UNIT_T)/race_small
TEST_DEPS += $(UNIT_RACE)
RACE_TEST = -ftls-model=initial-exec -DRACE_TEST_LIMITS='"tests/unit/race_limits.h"'

$(UNIT_T)/roomy/%.o $(UNIT_T)/small/%.o: RACE_SIZE = $(if $(findstring /small/,$@),-DRACE_TEST_SMALL)
$(UNIT_T)/roomy/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(BASE) $(SAN) $(RACE_TEST) $(RACE_SIZE) -c $< -o $@
$(UNIT_T)/small/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC,$< [small])
	$(Q)$(CC) $(BASE) $(SAN) $(RACE_TEST) $(RACE_SIZE) -c $< -o $@
race_parts = $(RACE_CORE:%=$(UNIT_T)/$(1)/runtime/race/%.o) $(UNIT_T)/$(1)/tests/lib/race_host.o
$(UNIT_T)/race_facts: $(call race_parts,roomy) $(UNIT_T)/roomy/tests/unit/race_facts.o
race_model = $(patsubst %,$(UNIT_T)/$(1)/tests/unit/race_%.o,model account accesses sync)
$(UNIT_T)/race_model: $(call race_parts,roomy) $(call race_model,roomy)
$(UNIT_T)/race_small: $(call race_parts,small) $(call race_model,small)
$(UNIT_RACE):
	$(call say,LD,$@)
	$(Q)$(CC) $(SAN) -o $@ $^ -lcmocka

-include $(wildcard $(UNIT_T)/*/*/*/*.d)
-include $(wildcard $(UNIT_T)/*.d $(UNIT_T)/lib/*.d)
