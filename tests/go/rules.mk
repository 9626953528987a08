# Tests of libdetgo: one program for each part, natively and as detsched schedules it.
GO_T := $(B)/tests/go
GO_T_SRC := $(filter-out tests/go/case.c,$(wildcard tests/go/*.c))
GO_T_PROGRAMS := $(GO_T_SRC:tests/go/%.c=$(GO_T)/%)
TEST_DEPS += tool $(GO_T_PROGRAMS)

$(GO_T)/%.o: tests/go/%.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(BASE) -D_GNU_SOURCE $(GO_CFLAGS) $(SAN) -c $< -o $@
$(GO_T_PROGRAMS): %: %.o $(GO_T)/case.o $(B)/lib/libdetgo.a
	$(call say,LD,$@)
	$(Q)$(CC) $(SAN) -o $@ $(filter %.o,$^) $(GO_LIBS) -lcmocka -lm

-include $(wildcard $(GO_T)/*.d)
