# Findings' schedules, minimized: the search alone, and the command over scenarios.
MINIMIZE_T := $(B)/tests/minimize
TEST_DEPS += tool scenarios $(MINIMIZE_T)/search $(MINIMIZE_T)/disturbs

$(MINIMIZE_T)/search: tests/minimize/search.c $(addprefix $(B)/obj/harness/,minimize.o util.o)
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(BASE) $(SAN) -o $@ $^ -lcmocka
$(MINIMIZE_T)/disturbs: tests/minimize/disturbs.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) -std=gnu11 -Wall -Wextra -Werror $(CFLAGS) -pthread -rdynamic -o $@ $<
