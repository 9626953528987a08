# Programs of the conformance tests: the return-code rows, and the two players of scripts.
CONFORM := $(B)/tests/conform
CONFORM_OBJ = $(patsubst tests/conform/%.c,$(CONFORM)/%.o,$(wildcard tests/conform/$(1)*.c))
CONFORM_ROWS := $(call CONFORM_OBJ,rows)
CONFORM_INTERP := $(call CONFORM_OBJ,interp) $(CONFORM)/script.o
CONFORM_PLAYER := $(call CONFORM_OBJ,play) $(CONFORM)/script.o
TEST_DEPS += tool $(CONFORM)/rows $(CONFORM)/interp $(CONFORM)/player

$(CONFORM)/%.o: tests/conform/%.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) -D_GNU_SOURCE $(BASE) -c $< -o $@
$(CONFORM)/rows: $(CONFORM_ROWS)
$(CONFORM)/interp: $(CONFORM_INTERP)
$(CONFORM)/player: $(CONFORM_PLAYER) $(B)/lib/libdsengine.a
$(CONFORM)/rows $(CONFORM)/interp $(CONFORM)/player:
	$(call say,LD,$@)
	$(Q)$(CC) $(SAN) -o $@ $^

-include $(CONFORM_ROWS:.o=.d) $(CONFORM_INTERP:.o=.d) $(CONFORM_PLAYER:.o=.d)
