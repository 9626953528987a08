# Tests of the command itself: statuses, hostile programs and places, interrupts, replay.
CLI_T := $(B)/tests/cli
CLI_PROGRAMS := abba ordered stuck nomain killed prints leaves slow endless badsite severity aio \
                closes scribbles floods early yields
TEST_DEPS += tool $(CLI_PROGRAMS:%=$(CLI_T)/%) $(CLI_T)/static $(CLI_T)/staticpie $(CLI_T)/musl \
             $(CLI_T)/adopted $(CLI_T)/asan $(CLI_T)/region $(CLI_T)/asanok $(CLI_T)/offloads cli-asan

TEST_DEPS += $(CLI_T)/processor
$(CLI_T)/processor: tests/cli/processor.c $(B)/obj/harness/processor.o
	@mkdir -p $(@D)
	$(Q)$(CC) $(BASE) $(SAN) -o $@ $^
$(CLI_T)/%: tests/cli/%.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(BASE) -pthread -o $@ $<
$(CLI_T)/static: tests/cli/ordered.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(BASE) -pthread -static -o $@ $<
$(CLI_T)/staticpie: tests/cli/ordered.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(BASE) -pthread -static-pie -o $@ $<
$(CLI_T)/musl: tests/cli/ordered.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(BASE) -pthread -Wl,--dynamic-linker=/lib/ld-musl-x86_64.so.1 -o $@ $<
$(CLI_T)/nomain: tests/cli/nomain.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(BASE) -nostartfiles -o $@ $<
$(CLI_T)/offloads: tests/cli/offloads.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(BASE) -fopenmp -o $@ $<
$(CLI_T)/asan: tests/cli/badsite.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(BASE) -pthread -fsanitize=address -o $@ $<
$(CLI_T)/asanok: tests/cli/ordered.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(BASE) -pthread -fsanitize=address -o $@ $<
# What the rows about a damaged region run is a command that checks its own memory.
.PHONY: cli-asan
cli-asan:
ifneq ($(BUILD),asan)
	@$(MAKE) --no-print-directory BUILD=asan tool
else
cli-asan: tool
endif
