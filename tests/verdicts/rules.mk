# Data races: the oracle plays programs of the catalogue, and is linked with the whole harness.
VERDICT_T := $(B)/verdicts
VERDICT_ORACLE := $(VERDICT_T)/obj/oracle.o $(VERDICT_T)/obj/order.o $(filter-out %/main.o,$(HARNESS_OBJ)) \
               $(REPORTS_OBJ) $(B)/lib/libdsengine.a
TEST_DEPS += $(B)/verdicts/oracle scenarios

$(VERDICT_T)/obj/%.o: tests/verdicts/%.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(BASE) $(SAN) -c $< -o $@
$(B)/verdicts/oracle: $(VERDICT_ORACLE)
	$(call say,LD,$@)
	$(Q)$(CC) $(SAN) -o $@ $^ $(HARNESS_LIBS)

-include $(wildcard $(VERDICT_T)/obj/*.d)

TEST_DEPS += $(B)/verdicts/adjacent
$(B)/verdicts/adjacent: tests/verdicts/adjacent.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) -std=gnu11 -O1 -g -Wall -Wextra -Werror -fsanitize=thread $< -o $@ -pthread
