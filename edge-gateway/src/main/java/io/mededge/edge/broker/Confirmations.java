package io.mededge.edge.broker;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Messages become durable in any order; they are confirmed in the order in which they came, as MQTT 5, 4.6 demands. Thread-safe. */
final class Confirmations {
    private final Deque<Integer> unconfirmed = new ArrayDeque<>();
    private final Set<Integer> settled = new HashSet<>();

    synchronized void arrived(int packet) {
        unconfirmed.add(packet);
    }

    /** Returns the packets that may be confirmed now, in their order. */
    synchronized List<Integer> settled(int packet) {
        settled.add(packet);
        var due = new ArrayList<Integer>();
        while (!unconfirmed.isEmpty() && settled.remove(unconfirmed.element())) {
            due.add(unconfirmed.remove());
        }
        return due;
    }
}
