# The data-race runtime: one set of objects under the names by which compilers' programs ask for theirs.
# Nothing here is instrumented, and no call is made of what the library itself wraps.
RACE_SRC := $(wildcard runtime/race/*.c)
RACE_OBJ := $(RACE_SRC:%.c=$(P)/pic/%.o)
# clang's library answers its checks for undefined behaviour too; gcc's programs have libubsan beside it.
RACE_CLANG_ONLY := $(P)/pic/runtime/race/ubsan.o
# In a folder of their own, where no loader looks: programs that run without us must find their compiler's.
RACE_LIBS := $(addprefix lib/detsched/,libtsan.so.2 libtsan.so.0 libclang_rt.tsan-x86_64.so)
RACE_FLAGS := $(SHIM_FLAGS) -fno-builtin $(if $(findstring clang,$(CC)),,-fno-tree-loop-distribute-patterns) -mcx16

.PHONY: race
race: $(RACE_LIBS:%=$(B)/%)

$(P)/pic/runtime/race/%.o: runtime/race/%.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(BASE) $(RACE_FLAGS) -c $< -o $@
# What the three libraries share is optimised as a whole once.
RACE_WHOLE := $(P)/pic/runtime/race/whole.o
$(RACE_WHOLE): $(filter-out $(RACE_CLANG_ONLY),$(RACE_OBJ))
	$(call say,LD,$@)
	$(Q)$(CC) -r $(SHIM_LTO) $(if $(SHIM_LTO),-flinker-output=nolto-rel) -O2 -o $@ $^
RACE_LINK = $(CC) -shared $(SHIM_LTO) -O2 -o $@.new $(filter %.o,$^) -Wl,-soname,$(notdir $@) \
    -Wl,-z,nodelete -Wl,-z,now -Wl,-z,noexecstack -Wl,--no-undefined \
    -Wl,--version-script=runtime/race/exports.map -lgcc_s
.SECONDARY: $(RACE_OBJ) $(RACE_WHOLE)
$(P)/lib/detsched/libclang%.so: $(RACE_WHOLE) $(RACE_CLANG_ONLY) runtime/race/exports.map
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(RACE_LINK)
	$(Q)mv -f $@.new $@
$(P)/lib/detsched/libtsan.so.%: $(RACE_WHOLE) runtime/race/exports.map
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(RACE_LINK)
	$(Q)mv -f $@.new $@
ifneq ($(P),$(B))
$(RACE_LIBS:%=$(B)/%): $(B)/%: $(P)/%
	@mkdir -p $(@D)
	$(Q)cp $< $@.new && mv -f $@.new $@
endif

-include $(RACE_OBJ:.o=.d)
