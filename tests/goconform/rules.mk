# Conformance of libdetgo: one program of all cases, which are collected by the linker.
GOCONFORM_T := $(B)/tests/goconform
GOCONFORM_OBJ := $(patsubst tests/goconform/%.c,$(GOCONFORM_T)/%.o,$(wildcard tests/goconform/*.c))
TEST_DEPS += tool $(GOCONFORM_T)/cases

$(GOCONFORM_T)/%.o: tests/goconform/%.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(BASE) $(GO_CFLAGS) $(SAN) -c $< -o $@
$(GOCONFORM_T)/cases: $(GOCONFORM_OBJ) $(B)/lib/libdetgo.a
	$(call say,LD,$@)
	$(Q)$(CC) $(SAN) -o $@ $(GOCONFORM_OBJ) $(GO_LIBS) -lm

-include $(GOCONFORM_OBJ:.o=.d)
