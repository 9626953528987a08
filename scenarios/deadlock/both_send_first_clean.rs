/* scenario: both_send_first
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: Two peers on channels without room each send first and receive afterwards, when
 *   neither has seen that the other has begun. Rust, sync_channel(0).
 */
use std::sync::mpsc::{sync_channel, Receiver, SyncSender};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

struct Table {
    speaking: Mutex<bool>,
    changed: Condvar,
}

fn somebody_speaks(table: &Table) -> bool {
    let mut speaking = table.speaking.lock().unwrap();
    table.changed.notify_all();
    std::mem::replace(&mut *speaking, true)
}

fn greet(table: &Table, to: SyncSender<u32>, from: Receiver<u32>, own: u32) -> u32 {
    if somebody_speaks(table) {
        let heard = from.recv().unwrap();
        to.send(own).unwrap();
        heard
    } else {
        to.send(own).unwrap();
        from.recv().unwrap()
    }
}

fn main() {
    let table = Arc::new(Table { speaking: Mutex::new(false), changed: Condvar::new() });
    let (to_guest, at_guest) = sync_channel(0);
    let (to_host, at_host) = sync_channel(0);
    let guest = {
        let table = table.clone();
        thread::spawn(move || greet(&table, to_host, at_guest, 1))
    };
    let heard = greet(&table, to_guest, at_host, 2);
    assert_eq!(heard + guest.join().unwrap(), 3);
}
