# The command, the engine and their tests once more with each of gcc's sanitizers, in folders of their own.
SANITIZE_T := $(B)/tests/sanitize
SANITIZE_KINDS := asan ubsan
TEST_DEPS += tool $(SANITIZE_KINDS:%=sanitize-%) $(SANITIZE_T)/used_late \
             $(B)/scenarios/deadlock/bank_transfer_buggy $(B)/scenarios/deadlock/bank_transfer_clean

.PHONY: $(SANITIZE_KINDS:%=sanitize-%)
$(SANITIZE_KINDS:%=sanitize-%): sanitize-%:
	$(Q)$(MAKE) --no-print-directory BUILD=$* B=$(B)/$* T='unit report' test-build
$(SANITIZE_T)/used_late: tests/sanitize/used_late.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(BASE) -pthread $(SAN_asan) -o $@ $<
