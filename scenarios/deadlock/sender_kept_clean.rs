/* scenario: sender_kept
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: The list of subscribers keeps a Sender of one that subscribed while the feed was
 *   closing, so the collector's receiver never sees the end of its channel. Rust, mpsc.
 */
use std::sync::mpsc::{channel, Receiver, Sender};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

struct Feed {
    subscribers: Mutex<Vec<Sender<u32>>>,
    closed: Mutex<bool>,
    changed: Condvar,
}

fn subscribe(feed: &Feed, to: Sender<u32>) {
    if *feed.closed.lock().unwrap() {
        return;
    }
    feed.changed.notify_all();
    let mut subscribers = feed.subscribers.lock().unwrap();
    if *feed.closed.lock().unwrap() {
        return;
    }
    to.send(1).unwrap();
    subscribers.push(to);
}

fn close(feed: &Feed) {
    *feed.closed.lock().unwrap() = true;
    feed.changed.notify_all();
    feed.subscribers.lock().unwrap().clear();
}

fn collect(items: Receiver<u32>) -> u32 {
    items.iter().sum()
}

fn main() {
    let feed = Arc::new(Feed {
        subscribers: Mutex::new(Vec::new()),
        closed: Mutex::new(false),
        changed: Condvar::new(),
    });
    let readers: Vec<_> = (0..2)
        .map(|_| {
            let feed = feed.clone();
            thread::spawn(move || {
                let (to, items) = channel();
                subscribe(&feed, to);
                collect(items)
            })
        })
        .collect();
    close(&feed);
    for reader in readers {
        assert!(reader.join().unwrap() <= 1);
    }
}
