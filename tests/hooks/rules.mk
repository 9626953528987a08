# The programs that the hook tests run; libc's functions must be called, not the compiler's own.
HOOK_TESTS := $(addprefix $(B)/tests/hooks/,recipes refusals tags clocks blocks)
TEST_DEPS += $(HOOK_TESTS)

$(B)/tests/hooks/%: tests/hooks/%.c tests/hooks/recipes.def shim/refused.def
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) -std=gnu11 $(WARN) -O1 -g -fno-builtin -I. -o $@ $< -pthread
$(B)/tests/hooks/blocks: tests/hooks/blocks.c shim/heap.c shim/map.c $(B)/lib/libdsengine.a
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) -std=gnu11 $(WARN) -O1 -g -I. $(SAN) -o $@ $(filter %.c %.a,$^)
