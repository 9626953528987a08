# Programs that the tests of wrap and run --each play; the projects of tests/runners are built by the tests.
RUNNERS_T := $(B)/tests/runners
TEST_DEPS += tool $(addprefix $(RUNNERS_T)/,flaky steady static suite units linked)

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
# The same as in the Automake project, but linked as a whole.
$(RUNNERS_T)/linked.o $(RUNNERS_T)/gate.o: $(RUNNERS_T)/%.o: tests/runners/automake/%.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(BASE) -pthread -c -o $@ $<
$(RUNNERS_T)/linked: $(RUNNERS_T)/linked.o $(RUNNERS_T)/gate.o
	$(Q)$(CC) -pthread -o $@ $^
