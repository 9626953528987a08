# Graphs of findings of scenarios of every family, laid out by dot and looked at by computation.
GRAPHS_OF := deadlock/bank_transfer deadlock/background_tasks deadlock/self_lock lostwake/lost_signal races/counter \
             races/freed_in_use mistakes/blocked_sender mistakes/results_never_closed \
             mistakes/send_after_close assert/check_then_act misuse/unlock_by_another order/nightly_rebuild \
             leak/two_waiters
TEST_DEPS += $(GRAPHS_OF:%=$(B)/scenarios/%_buggy) $(B)/tests/graphs/long $(B)/tests/graphs/draw $(B)/tests/report/render

$(B)/tests/graphs/long: tests/graphs/long.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(BASE) -o $@ $< -pthread
$(B)/tests/graphs/draw: tests/graphs/draw.c $(addprefix $(B)/obj/harness/,draw.o draw_svg.o child.o util.o) $(REPORTS_OBJ)
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(BASE) $(SAN) -o $@ $^ -lcmocka $(HARNESS_LIBS)
