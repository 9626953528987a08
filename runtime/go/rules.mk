# libdetgo: goroutines and channels for C programs, shared and static, of one set of objects.
# The code stands in a section of its own, by which reports tell the runtime's frames from the program's.
GO_SRC := $(wildcard runtime/go/*.c)
GO_OBJ := $(GO_SRC:%.c=$(B)/pic/%.o)
GO_MAJOR := 1
GO_SO := $(B)/lib/libdetgo.so.$(GO_MAJOR)
GO_FLAGS := -fPIC -fexceptions -fasynchronous-unwind-tables -fno-semantic-interposition -pthread
GO_RENAMED := $(foreach part,.text .text.unlikely .text.hot .text.startup .text.exit,\
                --rename-section $(part)=detgo_text)

.PHONY: go
go: $(B)/lib/libdetgo.so $(B)/lib/libdetgo.a

$(B)/pic/runtime/go/%.o: runtime/go/%.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(BASE) $(GO_FLAGS) $(SAN) -MT $@ -MF $(@:.o=.d) -c $< -o $@.new
	$(Q)objcopy $(GO_RENAMED) $@.new $@
	$(Q)rm -f $@.new
$(GO_SO): $(GO_OBJ) runtime/go/exports.map
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) -shared $(SAN) -pthread -o $@.new $(GO_OBJ) -Wl,-soname,$(notdir $@) \
	    -Wl,-z,now -Wl,-z,noexecstack -Wl,--version-script=runtime/go/exports.map -lgcc_s
	$(Q)mv -f $@.new $@
$(B)/lib/libdetgo.so: $(GO_SO)
	$(Q)ln -sf $(notdir $<) $@
$(B)/lib/libdetgo.a: $(GO_OBJ)
	@mkdir -p $(@D)
	$(call say,AR,$@)
	$(Q)rm -f $@ && ar rcs $@ $^

# How programs of the tree are compiled and linked with it.
GO_CFLAGS := -Iruntime/go -fexceptions -pthread
GO_LIBS := $(B)/lib/libdetgo.a -pthread

-include $(GO_OBJ:.o=.d)
