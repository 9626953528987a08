# The command, the engine and their tests once more with gcc's address and undefined-behaviour sanitizers
# in one, in a folder of its own.
SANITIZE_T := $(B)/tests/sanitize
SANITIZE_KINDS := asan
TEST_DEPS += tool go $(SANITIZE_KINDS:%=sanitize-%) $(SANITIZE_T)/used_late \
             $(SANITIZE_T)/go_everything \
             $(B)/scenarios/deadlock/bank_transfer_buggy $(B)/scenarios/deadlock/bank_transfer_clean

.PHONY: $(SANITIZE_KINDS:%=sanitize-%)
$(SANITIZE_KINDS:%=sanitize-%): sanitize-%:
	$(Q)$(MAKE) --no-print-directory BUILD=$* B=$(B)/$* T='unit report' test-build \
	    $(B)/$*/tests/sanitize/go_everything
$(SANITIZE_T)/used_late: tests/sanitize/used_late.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(BASE) -pthread -fsanitize=address -o $@ $<
$(SANITIZE_T)/go_everything.o: tests/sanitize/go_everything.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(BASE) $(GO_CFLAGS) $(SAN) -c -o $@ $<
$(SANITIZE_T)/go_everything: $(SANITIZE_T)/go_everything.o $(B)/lib/libdetgo.a
	$(Q)$(CC) $(SAN) -o $@ $^ -pthread

-include $(SANITIZE_T)/go_everything.d
