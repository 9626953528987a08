# Reports of hand-built models and of a program with hostile names, read by other programs' parsers.
FORMATS_T := $(B)/tests/formats
TEST_DEPS += $(B)/tests/report/render $(FORMATS_T)/hostile $(patsubst %,$(B)/scenarios/deadlock/bank_transfer_%,buggy clean)

# Without debug information: the names are then those of the symbol table.
$(FORMATS_T)/hostile: tests/formats/hostile.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) -std=gnu11 -O0 -Wall -Wextra -Werror -o $@ $< -pthread
