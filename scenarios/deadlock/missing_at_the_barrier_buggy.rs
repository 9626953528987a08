/* scenario: missing_at_the_barrier
 * twin: buggy
 * kind: deadlock
 * subkind: -
 * severity: error
 * functions: grind
 * always: no
 * needs: -
 * args: -
 * about: A worker that finds the input cancelled returns before the barrier at which its
 *   fellow waits. Rust, Barrier.
 */
use std::sync::{Arc, Barrier, Condvar, Mutex};
use std::thread;

struct Mill {
    cancelled: Mutex<bool>,
    changed: Condvar,
    round_end: Barrier,
}

fn set_cancelled(mill: &Mill, value: bool) {
    *mill.cancelled.lock().unwrap() = value;
    mill.changed.notify_all();
}

fn grind(mill: &Mill) -> usize {
    if *mill.cancelled.lock().unwrap() {
        return 0;
    }
    mill.round_end.wait();
    1
}

fn main() {
    let mill = Arc::new(Mill {
        cancelled: Mutex::new(false),
        changed: Condvar::new(),
        round_end: Barrier::new(2),
    });
    let workers: Vec<_> = (0..2)
        .map(|_| {
            let mill = mill.clone();
            thread::spawn(move || grind(&mill))
        })
        .collect();
    set_cancelled(&mill, true);
    set_cancelled(&mill, false);
    let ground: usize = workers.into_iter().map(|w| w.join().unwrap()).sum();
    assert!(ground <= 2);
}
