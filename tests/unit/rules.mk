# Tests of the engine alone, in process.
UNIT_T := $(B)/tests/unit
UNIT_NAMES := events facts_lock facts_wait facts_task facts_futex facts_chan facts_go go_edges go_calls times strategies steer same fuzz hostile speed
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

-include $(wildcard $(UNIT_T)/*.d $(UNIT_T)/lib/*.d)
