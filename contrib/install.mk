# make install, make uninstall and make deb: what goes where is one list.
# Below DESTDIR and PREFIX; LIBDIR is where libdetgo goes, SHIMDIR the library that is loaded into programs (lib or
# lib/detsched: the command looks at both, beside its own folder).
LIBDIR ?= lib
SHIMDIR ?= lib
DOCDIR ?= share/doc/detsched
EXAMPLES = $(shell find contrib/example contrib/cmake contrib/meson contrib/automake contrib/cargo \
    contrib/github contrib/gitlab contrib/bazel contrib/slurm contrib/parallel contrib/kubernetes \
    -type f 2>/dev/null | sort)

# Mode, source, and where it goes below PREFIX; a link has what it points to as its source, and sub names places in it.
define INSTALLED
755 $(B)/bin/detsched bin/detsched
644 $(B)/lib/libdetsched.so $(SHIMDIR)/libdetsched.so
$(foreach lib,$(RACE_LIBS),644 $(B)/$(lib) lib/detsched/$(notdir $(lib))
)644 $(GO_SO) $(LIBDIR)/$(notdir $(GO_SO))
644 $(B)/lib/libdetgo.a $(LIBDIR)/libdetgo.a
link $(notdir $(GO_SO)) $(LIBDIR)/libdetgo.so
644 $(PUBLIC_HEADER) include/detsched.h
644 runtime/go/detgo.h include/detgo.h
$(foreach header,$(wildcard runtime/go/detgo/*.h),644 $(header) include/detgo/$(notdir $(header))
)sub contrib/detsched.pc.in $(LIBDIR)/pkgconfig/detsched.pc
sub contrib/detgo.pc.in $(LIBDIR)/pkgconfig/detgo.pc
644 contrib/gdb/detsched.py share/detsched/gdb/detsched.py
sub contrib/gdb/autoload.py.in share/gdb/auto-load$(PREFIX)/$(SHIMDIR)/libdetsched.so-gdb.py
644 $(B)/completion/detsched.bash share/bash-completion/completions/detsched
644 $(B)/completion/_detsched share/zsh/$(ZSHDIR)/_detsched
$(foreach page,$(wildcard $(B)/man/*.[15]),644 $(page) share/man/man$(subst .,,$(suffix $(page)))/$(notdir $(page))
)$(foreach text,README.md CHANGELOG.md LICENSE $(wildcard docs/*.md),644 $(text) $(DOCDIR)/$(text)
)$(foreach file,$(EXAMPLES),$(if $(shell test -x $(file) && echo x),755,644) $(file) $(DOCDIR)/$(file:contrib/%=examples/%)
)
endef
ZSHDIR ?= site-functions

.PHONY: install uninstall install-list
install: all
	@list=$$($(MAKE) --no-print-directory -s install-list) || exit 1; \
	echo "$$list" | while read -r mode from to; do \
	    [ -n "$$to" ] || continue; \
	    to="$(DESTDIR)$(PREFIX)/$$to"; mkdir -p "$${to%/*}" || exit 1; \
	    case $$mode in \
	    link) ln -sf "$$from" "$$to" ;; \
	    sub) sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@LIBDIR@|$(LIBDIR)|' -e 's|@VERSION@|$(VERSION)|' \
	        "$$from" >"$$to" && chmod 644 "$$to" ;; \
	    *) install -m "$$mode" "$$from" "$$to" ;; \
	    esac || exit 1; \
	done
uninstall:
	@list=$$($(MAKE) --no-print-directory -s install-list) || exit 1; \
	echo "$$list" | while read -r mode from to; do \
	    [ -z "$$to" ] || rm -f "$(DESTDIR)$(PREFIX)/$$to"; done
	@for folder in share/detsched/gdb share/detsched include/detgo lib/detsched; do \
	    rmdir "$(DESTDIR)$(PREFIX)/$$folder" 2>/dev/null || :; done
	@find "$(DESTDIR)$(PREFIX)/$(DOCDIR)" -depth -type d -empty -delete 2>/dev/null || :
# Its own make: the manual pages are made by then.
install-list:
	$(info $(INSTALLED))
	@:

# Debian packages in build/deb, of the tree as it is.
.PHONY: deb
deb: all
	$(Q)rm -rf $(B)/deb
	$(Q)$(MAKE) --no-print-directory -s install DESTDIR=$(CURDIR)/$(B)/deb/staged PREFIX=/usr \
	    LIBDIR=lib/$(shell $(CC) -print-multiarch) SHIMDIR=lib/detsched ZSHDIR=vendor-completions
	$(call say,DEB,$(B)/deb)
	$(Q)contrib/make-deb $(B)/deb/staged $(B)/deb $(VERSION)
	$(Q)rm -rf $(B)/deb/staged
