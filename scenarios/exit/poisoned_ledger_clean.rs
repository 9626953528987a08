/* scenario: poisoned_ledger
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: A booking that meets a closed ledger panics with the ledger locked, and the lock it
 *   leaves poisoned makes the main thread panic as well. Rust, a poisoned Mutex, status 101.
 */
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

struct Ledger {
    pages: Mutex<Vec<i32>>,
    closed: Mutex<bool>,
    changed: Condvar,
}

fn set_closed(ledger: &Ledger, closed: bool) {
    *ledger.closed.lock().unwrap() = closed;
    ledger.changed.notify_all();
}

fn book(ledger: &Ledger, amount: i32) {
    assert!(!*ledger.closed.lock().unwrap(), "the ledger is closed");
    let mut pages = ledger.pages.lock().unwrap();
    pages.push(amount);
}

fn total(ledger: &Ledger) -> i32 {
    ledger.pages.lock().unwrap().iter().sum()
}

fn main() {
    let ledger = Arc::new(Ledger {
        pages: Mutex::new(Vec::new()),
        closed: Mutex::new(false),
        changed: Condvar::new(),
    });
    let clerks: Vec<_> = (0..2)
        .map(|_| {
            let ledger = ledger.clone();
            thread::spawn(move || book(&ledger, 7))
        })
        .collect();
    set_closed(&ledger, true);
    set_closed(&ledger, false);
    let booked = clerks.into_iter().filter_map(|clerk| clerk.join().ok()).count();
    assert_eq!(total(&ledger), 7 * booked as i32);
}
