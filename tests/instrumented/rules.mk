# Programs compiled for race detection: how they are started, detsched cc, suppressions. What is compiled for
# it the tests compile themselves.
INSTRUMENTED_T := $(B)/tests/instrumented
TEST_DEPS += tool $(addprefix $(INSTRUMENTED_T)/,plain plain++ faults uses)

$(INSTRUMENTED_T)/plain: tests/instrumented/counts.c
$(INSTRUMENTED_T)/faults: tests/instrumented/faults.c
$(INSTRUMENTED_T)/plain $(INSTRUMENTED_T)/faults:
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(BASE) -pthread -o $@ $<
$(INSTRUMENTED_T)/plain++: tests/instrumented/counts.cc
	@mkdir -p $(@D)
	$(call say,CXX,$<)
	$(Q)$(CXX) -Wall -Wextra -Werror -g -pthread -o $@ $<
$(INSTRUMENTED_T)/libused.so: tests/instrumented/used.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(BASE) -fsanitize=thread -shared -fPIC -Wl,-soname,libused.so -o $@ $<
$(INSTRUMENTED_T)/uses: tests/instrumented/uses.c $(INSTRUMENTED_T)/libused.so
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(BASE) -pthread -o $@ $^ -Wl,--no-warnings,-rpath,'$$ORIGIN'
