# shellcheck shell=bash disable=SC2154
# Rows about programs and places that work against us; read by the run beside it.

no_crash() { # NAME: the command's own memory was handled well, and one of our lines or reports ended it
    ! grep -q "Sanitizer" "$T/err" "$T/out" && { [ -s "$T/out" ] || [ "$(wc -l <"$T/err")" -eq 1 ]; }
    report "$1" $? "$(tail -n 1 "$T/out")"
}

# --- who may not, and who may no more
cp "$P/ordered" "$T/capable"
if [ "$(id -u)" -eq 0 ] && /usr/bin/python3 -c "
import os, struct, sys
os.setxattr(sys.argv[1], 'security.capability', struct.pack('<5I', 0x02000001, 1 << 10, 0, 0, 0))" "$T/capable" 2>/dev/null; then
    status "a program with a file capability" 3 "$BIN" "$T/capable"
    says "file capabilities" "a program with a file capability is named in one line"
else
    skip "a program with a file capability ends with status 3" "file capabilities cannot be set here"
    skip "a program with a file capability is named in one line" "file capabilities cannot be set here"
fi
if [ "$(id -u)" -eq 0 ] && setpriv --reuid 65534 --regid 65534 --clear-groups true 2>/dev/null; then
    chmod 755 "$T" "$T/own" "$T/own/bin" "$T/own/lib"
    mkdir -m 777 "$T/nobody"
    cp "$P/ordered" "$T/nobody/ordered"
    for most in 1 2; do
        sh_row "no process left but $most" 3 "cd \"\$T/nobody\" && setpriv --reuid 65534 --regid 65534 --clear-groups bash -c 'ulimit -u $most; exec \"\$BIN\" --seeds 5 --isolation fork ./ordered'"
        says "process" "no process left but $most is said in one line"
    done
    sh_row "no process left, with exec" 3 "cd \"\$T/nobody\" && setpriv --reuid 65534 --regid 65534 --clear-groups bash -c 'ulimit -u 1; exec \"\$BIN\" --seeds 5 --isolation exec ./ordered'"
    says "no process can be made" "no process left is said in one line, with exec"
    mkdir -m 700 "$T/closed"
    sh_row "results that one may not read" 3 "setpriv --reuid 65534 --regid 65534 --clear-groups \"\$BIN\" explain '$T/closed'"
    says "Permission denied" "results that one may not read are not called missing"
    sh_row "a user who is not root" 0 "cd \"\$T/nobody\" && setpriv --reuid 65534 --regid 65534 --clear-groups \"\$BIN\" --seeds 5 ./ordered"
else
    for most in 1 2; do
        skip "no process left but $most ends with status 3" "no other user can be taken on"
        skip "no process left but $most is said in one line" "no other user can be taken on"
    done
    skip "no process left, with exec ends with status 3" "no other user can be taken on"
    skip "no process left is said in one line, with exec" "no other user can be taken on"
    skip "results that one may not read ends with status 3" "no other user can be taken on"
    skip "results that one may not read are not called missing" "no other user can be taken on"
    skip "a user who is not root ends with status 0" "no other user can be taken on"
fi

# --- words and names that no line can hold
status "words with line breaks" 1 "$BIN" -q --seeds 1 --confirm 1 "$P/severity" error $'two\nlines\x01 \'\\' $'\xff'
line=$(sed -n 's/^  \(.* replay ds1-.*\)/\1/p' "$T/out" | head -n 1)
sh_row "the line that replays words with line breaks" 1 "${line:-false}"
sed 's/first/named_to_be_forged/g' "$ROOT/tests/cli/abba.c" | "${CC:-gcc}" -g -x c -pthread -o "$T/forged" - &&
    /usr/bin/python3 -c '
import sys
with open(sys.argv[1], "r+b") as file:
    bytes = file.read()
    file.seek(0)
    file.write(bytes.replace(b"named_to_be_forged", b"a\nT9 holds it all."))' "$T/forged"
status "a lock whose name has a line break" 1 "$BIN" -q --seeds 50 --confirm 1 "$T/forged"
! grep -q "^ *T9" "$T/out" && grep -q "a^JT9 holds it all" "$T/out"
report "a name makes no lines of an explanation" $? "$(head -n 8 "$T/out")"

# --- an environment as large as the kernel takes: FREE bytes are left when our own command starts
fill_environment() {
    /usr/bin/python3 - "$@" <<'PY'
import os, subprocess, sys
free, command = int(sys.argv[1]), sys.argv[2:]
small = {"PATH": os.environ["PATH"]}
def filled(total):
    env, n = dict(small), 0
    while total > 0:
        step = min(total, 100000)
        env["FILL%04d" % n] = "x" * step
        total -= step
        n += 1
    return env
def fits(total):
    try:
        subprocess.run([command[0], "--version"], env=filled(total), stdout=subprocess.DEVNULL)
        return True
    except OSError:
        return False
low, high = 0, 1 << 25
while high - low > 1:
    middle = (low + high) // 2
    low, high = (middle, high) if fits(middle) else (low, middle)
sys.exit(subprocess.run(command, env=filled(low - free)).returncode)
PY
}
export -f fill_environment
sh_row "an environment of the largest size but 1 kB" 0 "fill_environment 1024 \"\$BIN\" --seeds 5 \"\$P/ordered\""
sh_row "an environment of the largest size" 3 "fill_environment 60 \"\$BIN\" \"\$P/ordered\""
says "Argument list too long" "an environment that leaves us no room is said in one line"

# --- scripts, descriptors, threads that are not ours
status "a script around a program, explained" 1 "$BIN" --seeds 60 --confirm 2 --report json "$T/script"
jq -e '[.findings[0].tasks[].stack[] | select(.file == "tests/cli/abba.c" or (.file | endswith("/abba.c")))
    | .function] | index("forward") and index("backward") and index("main")' "$T/out" >/dev/null
report "the stacks behind a script have the program's own names" $?
mkdir "$T/empty"
for how in --isolation=fork --isolation=exec --carrier=thread; do
    status "a program that closes all descriptors, with $how" 0 "$BIN" --seeds 20 "$how" --scratch "$T/empty" "$P/closes"
    status "notifications from the C library's threads, with $how" 0 "$BIN" --seeds 40 "$how" --wall 60s --report json "$P/aio"
    jq -e '(.uncontrolled | length > 0) and .findings == [] and .campaign.limits == []' "$T/out" >/dev/null
    report "they are said to be not controlled, with $how" $?
done
status "more such threads than any table holds" 0 "$BIN" --seeds 5 --report json "$P/aio" 100
jq -e '.uncontrolled | length > 0' "$T/out" >/dev/null
report "each of many such threads is adopted" $?
status "a thread made before main" 0 "$BIN" --seeds 10 "$P/early"
holds "$T/out" "warnings: .*control begins where the first of them is made" "the report says where control begins"
status "a program whose leak check reads parked stacks" 0 "$BIN" --seeds 5 --report json --report text:"$T/carrier.txt" "$P/asanok"
[ "$(jq -r .campaign.carrier "$T/out")" = thread ] && grep -q "carrier thread" "$T/carrier.txt"
report "the report names the carrier that was used" $?
status "doctor of such a program" 0 "$BIN" doctor "$P/asanok"
holds "$T/out" "carrier: *thread" "doctor names the carrier that is used"

# --- the shared region
variants=12
[ -z "${FULL:-}" ] || variants=200
ASAN=$ROOT/build/asan/bin/detsched
mkdir -p "$T/checked/bin" "$T/checked/lib"
cp "$ASAN" "$T/checked/bin" && cp "$ROOT/build/asan/lib/libdetsched.so" "$T/checked/lib"
export ASAN_OPTIONS=detect_leaks=0
for how in fork exec; do
    wrong=
    for ((i = 1; i <= variants; i++)); do
        (cd "$T/work" && timeout -k 5 120 "$T/checked/bin/detsched" --seeds 2 --confirm 1 --wall 1s \
            --isolation $how --strategy random "$P/scribbles" "$i") >"$T/out" 2>"$T/err" </dev/null
        got=$?
        [ "$got" -le 4 ] && [ "$got" -ne 2 ] && ! grep -q Sanitizer "$T/err" "$T/out" || wrong="$wrong $i:$got"
    done
    [ -z "$wrong" ]
    report "random writes to the region never end the command, with $how" $? "$wrong"
    status "all of the region written over, with $how" 4 "$T/checked/bin/detsched" --isolation $how --strategy random --seeds 3 "$P/region"
    holds "$T/out" "limits reached: the program wrote over the memory that carries its results (3 seeds)" "each such seed is undecided and says why, with $how"
    no_crash "the command is sound after it, with $how"
    status "the same in a profile run, with $how" 3 "$T/checked/bin/detsched" --isolation $how --seeds 3 "$P/region"
    says "wrote over the memory that carries its results" "it is said in one line, with $how"
done
unset ASAN_OPTIONS

# --- polling makes progress under every strategy, and its record stays small
for how in order random pct pos mix; do
    status "a program that polls and yields under $how" 1 "$BIN" --strategy $how --seeds 2 --confirm 1 \
        --out "$T/yields-$how" "$P/yields"
    [ "$(cat "$T/yields-$how"/*.json* "$T/yields-$how"/findings/*/* | wc -c)" -lt 1000000 ] &&
        ! grep -q "step bound" "$T/out" && [ "$(find "$T/yields-$how/findings" -mindepth 1 -maxdepth 1 | wc -l)" -eq 1 ]
    report "what is kept of 200,000 yields under $how is below 1 MB, and one finding" $?
done
status "a program that polls and yields, by threads" 1 "$BIN" --carrier thread --strategy random --seeds 1 \
    --confirm 1 --out "$T/yields-thread" "$P/yields"
holds "$(ls "$T"/yields-thread/findings/*/report.txt)" 'yield x[0-9][0-9][0-9]' \
    "repeated yields are one line with a count"

# --- output without measure, and places without room
status "a program that prints 100 MB" 0 "$BIN" --seeds 3 "$P/floods" 100 0
status "a failing program that prints 100 MB" 1 "$BIN" --seeds 3 --confirm 2 --out "$T/flood" "$P/floods" 100 9
[ "$(du -sk "$T/flood" | cut -f 1)" -lt 4096 ] && [ "$(stat -c %s "$T"/flood/findings/*/stdout)" -eq 1048576 ]
report "only the first MiB of such output is kept" $? "$(du -sk "$T/flood")"
status "a program that prints without end, again" 4 "$BIN" --strategy random --seeds 1 "$P/endless"
holds "$T/out" "limits reached: .*the program wrote more output than is kept" "the report says that there was too much output"
if [ "$(id -u)" -eq 0 ] && mount -t tmpfs -o size=4k,mode=700 none "$T/small" 2>/dev/null; then
    wrong=
    for size in 4 8 12 16 24 32 48 64 96 128 256; do
        umount "$T/small" && mount -t tmpfs -o "size=${size}k,mode=700" none "$T/small"
        (cd "$T/work" && "$BIN" --seeds 200 -j1 --confirm 2 --out "$T/small/out" "$P/abba") >"$T/out" 2>"$T/err" </dev/null
        case $? in
        3) grep -q "No space left" "$T/err" || wrong="$wrong $size:silent" ;;
        1) [ "$(check_records "$T/small/out/results.jsonl")" -eq 0 ] &&
            jq -e .fingerprint "$T"/small/out/findings/*/finding.json >/dev/null || wrong="$wrong $size:cut" ;;
        *) wrong="$wrong $size:status" ;;
        esac
    done
    umount "$T/small"
    [ -z "$wrong" ]
    report "a full disk is said, wherever it fills up" $? "$wrong"
    mount -t tmpfs -o size=64k,mode=700 none "$T/small" && head -c 200000 /dev/zero >"$T/scratch/large"
    for how in fork exec; do
        sh_row "a full disk under --scratch, with $how" 3 "TMPDIR=\"\$T/small\" \"\$BIN\" --isolation $how --seeds 2 --scratch \"\$T/scratch\" \"\$P/ordered\""
        says "No space left" "a full disk under --scratch is said in one line, with $how"
    done
    umount "$T/small"
    rm "$T/scratch/large"
else
    skip "a full disk is said, wherever it fills up" "no tmpfs can be mounted"
    for how in fork exec; do
        skip "a full disk under --scratch, with $how ends with status 3" "no tmpfs can be mounted"
        skip "a full disk under --scratch is said in one line, with $how" "no tmpfs can be mounted"
    done
fi
