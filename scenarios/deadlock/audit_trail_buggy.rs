/* scenario: audit_trail
 * twin: buggy
 * kind: deadlock
 * subkind: -
 * severity: error
 * functions: transfer
 * always: no
 * needs: -
 * args: -
 * about: A transfer locks the account it takes from, tells the auditor's channel, and locks
 *   the account it pays into; two transfers in opposite directions wait for each other. Rust,
 *   Mutex and mpsc.
 */
use std::sync::mpsc::{channel, Sender};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

struct Bank {
    accounts: [Mutex<i64>; 2],
    moved: Condvar,
}

fn transfer(bank: &Bank, audit: &Sender<i64>, from: usize, to: usize) {
    let mut source = bank.accounts[from].lock().unwrap();
    bank.moved.notify_all();
    let mut target = bank.accounts[to].lock().unwrap();
    *source -= 5;
    *target += 5;
    audit.send(5).unwrap();
}

fn main() {
    let bank = Arc::new(Bank { accounts: [Mutex::new(100), Mutex::new(100)], moved: Condvar::new() });
    let (audit, trail) = channel();
    let teller = {
        let (bank, audit) = (bank.clone(), audit.clone());
        thread::spawn(move || transfer(&bank, &audit, 1, 0))
    };
    transfer(&bank, &audit, 0, 1);
    teller.join().unwrap();
    drop(audit);
    assert_eq!(trail.iter().sum::<i64>(), 10);
    assert_eq!(*bank.accounts[0].lock().unwrap(), 100);
}
