/* detgo.h: goroutines, channels and what goes with them, for C programs.
 *
 * The semantics are Go's, frozen at Go 1.25 (language specification, memory model, package
 * documentation). Where C cannot follow, the part's header says so under "Not as in Go". The library
 * runs by itself, a goroutine being a thread with a small stack; under detsched the same operations
 * are what is scheduled and reported.
 *
 * Programs are compiled with -fexceptions, so that guards run when a panic or Goexit leaves a
 * function; the pkg-config file says so, and this header refuses without it. A plain pthread may call
 * everything here; it counts as a goroutine that the program started outside of this library.
 *
 * Names: functions and types begin with go_, macros that are used like functions too; macros with a
 * scope effect are in capitals.
 */
#ifndef DETGO_H
#define DETGO_H

#if !defined(__EXCEPTIONS) && !defined(__cpp_exceptions)
#error "detgo.h needs -fexceptions: compile with the flags of `pkg-config --cflags detgo`"
#endif

#include "detgo/chan.h"
#include "detgo/context.h"
#include "detgo/errgroup.h"
#include "detgo/error.h"
#include "detgo/goroutine.h"
#include "detgo/leak.h"
#include "detgo/rate.h"
#include "detgo/select.h"
#include "detgo/sync.h"
#include "detgo/time.h"

#endif
