# contrib/example, as a project outside the tree; here it is also compiled against the tree itself.
EXAMPLE_OBJ := $(patsubst contrib/example/%.c,$(B)/tests/example/%.o,$(wildcard contrib/example/*.c))
TEST_DEPS += all $(EXAMPLE_OBJ)

$(B)/tests/example/%.o: contrib/example/%.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(BASE) $(GO_CFLAGS) $(SAN) -c $< -o $@
