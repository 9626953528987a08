# Small programs that once broke the scheduler, or nearly; each says in its first comment what to expect.
PROGRAMS_T := $(B)/tests/programs
PROGRAMS_SRC := $(filter-out %/plugin.c %/race_plugin.c,$(wildcard tests/programs/*.c))
PROGRAMS_CXX := $(wildcard tests/programs/*.cc)
TEST_DEPS += tool $(PROGRAMS_SRC:tests/programs/%.c=$(PROGRAMS_T)/%) \
             $(PROGRAMS_CXX:tests/programs/%.cc=$(PROGRAMS_T)/%) $(PROGRAMS_T)/plugin.so $(PROGRAMS_T)/race_plugin.so

# Words after "flags=" in a program's first comment.
PROGRAMS_FLAGS = $$(sed -n 's/^.*flags=\([^;]*\);.*$$/\1/p' $< | head -1)
$(PROGRAMS_T)/%: tests/programs/%.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$$(sed -n 's/^.*cc=\([^;]*\);.*$$/\1/p' $< | grep . || echo '$(CC)') -std=gnu11 -Wall -Wextra -Werror \
	    $(CFLAGS) -I. -pthread -rdynamic -o $@ $< $(PROGRAMS_FLAGS)
$(PROGRAMS_T)/go_%: tests/programs/go_%.c $(B)/lib/libdetgo.a
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) -std=gnu11 -Wall -Wextra -Werror $(CFLAGS) $(GO_CFLAGS) -rdynamic -o $@ $< $(GO_LIBS)
$(PROGRAMS_T)/%: tests/programs/%.cc
	@mkdir -p $(@D)
	$(call say,CXX,$<)
	$(Q)$(CXX) -std=c++20 -Wall -Wextra -Werror $(CFLAGS) -I. -pthread -o $@ $< $(PROGRAMS_FLAGS)
$(PROGRAMS_T)/plugin.so: tests/programs/plugin.c
	@mkdir -p $(@D)
	$(Q)$(CC) -std=gnu11 -Wall -Wextra -Werror $(CFLAGS) -fPIC -shared -pthread -o $@ $<
$(PROGRAMS_T)/race_plugin.so: tests/programs/race_plugin.c
	@mkdir -p $(@D)
	$(Q)$(CC) -std=gnu11 -Wall -Wextra -Werror $(CFLAGS) -fPIC -shared -fsanitize=thread -o $@ $<
