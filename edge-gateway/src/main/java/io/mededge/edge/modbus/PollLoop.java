package io.mededge.edge.modbus;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * The one thread that polls: it waits for sockets, for what other threads bring and for what is due next. Nothing in it blocks, so a machine that does not
 * answer costs the others nothing.
 */
final class PollLoop implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(PollLoop.class);
    private static final long STACK_BYTES = 512 * 1024;
    private static final long CLOSE_WITHIN_MILLIS = 5_000;
    private static final long LONGEST_WAIT_MILLIS = 1_000;
    private static final int RECEIVE_BYTES = 4 * Framing.MAX_FRAME_BYTES;
    /** Name look-ups that may wait for the name server; with more, connecting fails at once and is tried again. */
    private static final int MAX_LOOKUPS = 1_000;

    /** What other threads bring; with more under way they wait. */
    private static final int MAX_TASKS = 4_096;
    /** After so many the sockets and the schedule get their turn. */
    private static final int TASKS_PER_ROUND = 256;

    private static final long OFFER_MILLIS = 100;
    /** What needs no name server. */
    private static final Pattern NUMERIC = Pattern.compile("[0-9.]+|.*:.*");

    private final Selector selector;
    private final List<AddressPoller> pollers = new ArrayList<>();
    private final BlockingQueue<Runnable> tasks = new ArrayBlockingQueue<>(MAX_TASKS);
    /** Of the loop's own thread: at most one for each connection. */
    private final ArrayDeque<Runnable> ownTasks = new ArrayDeque<>();

    private final ByteBuffer receiveBuffer = ByteBuffer.allocateDirect(RECEIVE_BYTES);
    private final ThreadPoolExecutor lookUps =
            new ThreadPoolExecutor(2, 2, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_LOOKUPS), task -> {
                var thread = new Thread(task, "modbus names");
                thread.setDaemon(true);
                return thread;
            });
    private final Thread thread = new Thread(null, this::run, "modbus", STACK_BYTES);
    private volatile boolean closing;

    PollLoop() throws IOException {
        selector = Selector.open();
        lookUps.allowCoreThreadTimeOut(true);
    }

    /** Only before {@link #start}. */
    void add(AddressPoller poller) {
        pollers.add(poller);
    }

    void start() {
        thread.start();
    }

    boolean running() {
        return thread.isAlive();
    }

    /** Runs it in the loop's thread, soon. From any thread; another than the loop's waits while too much is under way. */
    void execute(Runnable task) {
        if (Thread.currentThread() == thread) {
            ownTasks.add(task);
            return;
        }
        try {
            var taken = false;
            while (!taken && !closing) {
                taken = tasks.offer(task, OFFER_MILLIS, TimeUnit.MILLISECONDS);
            }
            selector.wakeup();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Empty, for one use before anything else is read or sent. */
    ByteBuffer buffer() {
        return receiveBuffer.clear();
    }

    SelectionKey register(SelectableChannel channel, int operations, Runnable whenReady) throws IOException {
        return channel.register(selector, operations, whenReady);
    }

    /** Looks a host name up in another thread and goes on in the loop's. */
    void lookUp(String host, Consumer<InetAddress> found, Consumer<String> notFound) {
        Runnable lookUp = () -> {
            try {
                var address = InetAddress.getByName(host);
                execute(() -> found.accept(address));
            } catch (UnknownHostException unknown) {
                execute(() -> notFound.accept("no address is known for " + host));
            }
        };
        if (NUMERIC.matcher(host).matches()) {
            lookUp.run();
            return;
        }
        try {
            lookUps.execute(lookUp);
        } catch (RejectedExecutionException full) {
            execute(() -> notFound.accept("too many names wait for the name server"));
        }
    }

    private void run() {
        try {
            while (!closing) {
                await();
                runTasks();
                var now = System.nanoTime();
                for (var poller : pollers) {
                    if (poller.delayNanos(now) <= 0) {
                        guarded(() -> poller.wake(now));
                    }
                }
            }
        } catch (IOException broken) {
            LOG.error("the poll loop's selector broke", broken);
        } finally {
            pollers.forEach(AddressPoller::close);
            closeSelector();
        }
    }

    private void await() throws IOException {
        var now = System.nanoTime();
        var delayNanos = TimeUnit.MILLISECONDS.toNanos(LONGEST_WAIT_MILLIS);
        for (var poller : pollers) {
            delayNanos = Math.min(delayNanos, poller.delayNanos(now));
        }
        if (delayNanos <= 0 || !tasks.isEmpty() || !ownTasks.isEmpty()) {
            selector.selectNow(PollLoop::ready);
        } else {
            // rounded up: a poll may be late by a millisecond, and all that are due by then go together
            selector.select(PollLoop::ready, TimeUnit.NANOSECONDS.toMillis(delayNanos) + 1);
        }
    }

    private static void ready(SelectionKey key) {
        guarded((Runnable) key.attachment());
    }

    private void runTasks() {
        for (var own = ownTasks.poll(); own != null; own = ownTasks.poll()) {
            guarded(own);
        }
        for (var i = 0; i < TASKS_PER_ROUND; i++) {
            var task = tasks.poll();
            if (task == null) {
                return;
            }
            guarded(task);
        }
    }

    /** One connection's accident must not end the polling of the others. */
    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException broken) {
            LOG.error("polling had an accident", broken);
        }
    }

    private void closeSelector() {
        try {
            selector.close();
        } catch (IOException ignored) {
            // the process is about to end or to start anew
        }
    }

    /** Ends all polls under way and waits for the thread. */
    @Override
    public void close() {
        closing = true;
        selector.wakeup();
        lookUps.shutdownNow();
        if (thread.getState() == Thread.State.NEW) {
            closeSelector();
            return;
        }
        try {
            thread.join(CLOSE_WITHIN_MILLIS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
