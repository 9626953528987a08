# Programs of the conformance tests: the return-code rows.
CONFORM := $(B)/tests/conform
CONFORM_ROWS := $(patsubst tests/conform/%.c,$(CONFORM)/%.o,$(wildcard tests/conform/rows*.c))
TEST_DEPS += tool $(CONFORM)/rows

$(CONFORM)/%.o: tests/conform/%.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) -D_GNU_SOURCE $(BASE) -c $< -o $@
$(CONFORM)/rows: $(CONFORM_ROWS)
	$(call say,LD,$@)
	$(Q)$(CC) -o $@ $^

-include $(CONFORM_ROWS:.o=.d)
