# The HTML report in a browser: hand-built campaigns, and findings of real programs.
HTML_T := $(B)/tests/html
HTML_SCENARIOS := deadlock/bank_transfer_buggy races/counter_buggy mistakes/blocked_sender_buggy \
                  mistakes/send_after_close_buggy mistakes/results_never_closed_buggy \
                  lostwake/lost_signal_buggy
TEST_DEPS += $(HTML_T)/pages $(HTML_SCENARIOS:%=$(B)/scenarios/%)

$(HTML_T)/obj/%.o: tests/html/%.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(BASE) $(SAN) -c $< -o $@
$(HTML_T)/pages: $(HTML_T)/obj/pages.o $(HTML_T)/obj/page_run.o $(HTML_T)/obj/page_hostile.o $(REPORTS_OBJ)
	$(call say,LD,$@)
	$(Q)$(CC) $(SAN) -o $@ $^ $(HARNESS_LIBS)

-include $(wildcard $(HTML_T)/obj/*.d)
