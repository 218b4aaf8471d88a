package io.mededge.infra.systemtest.canary;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds many byte sequences in one pass (Aho and Corasick 1975); ASCII letters match in both cases. */
final class NeedleAutomaton {
    private static final int ALPHABET = 256;
    private static final int NONE = -1;

    /** The state that follows a state on a symbol, at {@code state * ALPHABET + symbol}: one array, because a scan reads it for each byte. */
    private final int[] next;

    private final List<Set<Integer>> found = new ArrayList<>();
    private final boolean[] isEnd;

    NeedleAutomaton(List<byte[]> needles) {
        var states = 1 + needles.stream().mapToInt(needle -> needle.length).sum();
        this.next = new int[states * ALPHABET];
        this.isEnd = new boolean[states];
        Arrays.fill(next, NONE);
        addState();
        for (var number = 0; number < needles.size(); number++) {
            found.get(add(needles.get(number))).add(number);
        }
        link();
        for (var state = 0; state < found.size(); state++) {
            isEnd[state] = !found.get(state).isEmpty();
        }
    }

    /** Numbers of the needles that occur in the bytes, in the order in which they were given. */
    Set<Integer> in(byte[] haystack) {
        var hits = new HashSet<Integer>();
        var state = 0;
        for (var b : haystack) {
            state = next[state * ALPHABET + folded(b)];
            if (isEnd[state]) {
                hits.addAll(found.get(state));
            }
        }
        return hits;
    }

    /** Returns the state at the end of the needle. */
    private int add(byte[] needle) {
        var state = 0;
        for (var b : needle) {
            var at = state * ALPHABET + folded(b);
            if (next[at] == NONE) {
                next[at] = addState();
            }
            state = next[at];
        }
        return state;
    }

    private int addState() {
        found.add(new HashSet<>());
        return found.size() - 1;
    }

    /** Turns the tree into an automaton that never steps back, level by level. */
    private void link() {
        var fallback = new int[found.size()];
        var open = new ArrayDeque<Integer>();
        for (var symbol = 0; symbol < ALPHABET; symbol++) {
            if (next[symbol] == NONE) {
                next[symbol] = 0;
            } else {
                open.add(next[symbol]);
            }
        }
        while (!open.isEmpty()) {
            var state = open.remove();
            found.get(state).addAll(found.get(fallback[state]));
            for (var symbol = 0; symbol < ALPHABET; symbol++) {
                var at = state * ALPHABET + symbol;
                var otherwise = next[fallback[state] * ALPHABET + symbol];
                if (next[at] == NONE) {
                    next[at] = otherwise;
                } else {
                    fallback[next[at]] = otherwise;
                    open.add(next[at]);
                }
            }
        }
    }

    private static int folded(byte b) {
        return b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b & 0xff;
    }
}
