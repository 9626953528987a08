# Programs that the tests of wrap and run --each play; the projects of tests/runners are built by the tests.
RUNNERS_T := $(B)/tests/runners
TEST_DEPS += tool $(addprefix $(RUNNERS_T)/,flaky steady static suite units)

RUNNERS_LIBS_units := -lcmocka
$(RUNNERS_T)/%: tests/runners/%.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(BASE) -pthread -o $@ $< $(RUNNERS_LIBS_$*)
$(RUNNERS_T)/static: tests/runners/steady.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(BASE) -pthread -static -o $@ $<
$(RUNNERS_T)/suite: tests/runners/suite.cc
	@mkdir -p $(@D)
	$(call say,CXX,$<)
	$(Q)$(CXX) -std=c++17 -Wall -Wextra -Werror $(CFLAGS) -pthread -o $@ $< -lgtest -lgtest_main
