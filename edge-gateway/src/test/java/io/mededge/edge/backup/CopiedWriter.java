package io.mededge.edge.backup;

import io.mededge.edge.fault.Faults;
import io.mededge.edge.journal.StreamKey;
import io.mededge.edge.journal.TestJournal;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.SequenceSet;
import io.mededge.model.id.StreamClass;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The child of the takeover test: a journal with a backup that is killed while it writes. Says what is confirmed and when, into a file outside of both
 * folders. Its values ascend for ever; of the first stream the region takes all but the newest 200.
 *
 * <p>Arguments: data folder, backup folder, file to tell, first value.
 */
final class CopiedWriter {
    static final List<String> DEVICES = List.of("A-01-hd", "A-02-hd", "A-03-hd");

    private CopiedWriter() {}

    public static void main(String[] arguments) throws Exception {
        var data = Path.of(arguments[0]);
        var faults = new Faults();
        var journal = TestJournal.open(data.resolve("journal"));
        var backup = Backup.open(
                        data,
                        new TestBackup(Path.of(arguments[1])),
                        TestJournal.PLACE,
                        TestJournal.GATEWAY,
                        faults,
                        InstantSource.system())
                .orElseThrow();
        backup.follow(journal);
        backup.start();
        var tell = new PrintStream(new FileOutputStream(arguments[2], true), true, StandardCharsets.UTF_8);
        for (var i = Long.parseLong(arguments[3]); ; i++) {
            var value = i;
            var device = new DeviceId(DEVICES.get((int) (i % DEVICES.size())));
            var told = journal.append(device, StreamClass.TELEMETRY, Instant.now(), TestJournal.sample(value, 20))
                    .thenAccept(entry -> {
                        tell.println("stored " + device + "/0 " + entry.sequence() + " " + value + " " + Instant.now());
                        if (device.value().equals(DEVICES.get(0))
                                && entry.sequence() % 100 == 0
                                && entry.sequence() > 200) {
                            journal.free(
                                    new StreamKey(device, StreamClass.TELEMETRY),
                                    List.of(new SequenceSet.Range(1, entry.sequence() - 200)));
                        }
                    });
            if (i % 20 == 0) {
                told.get(20, TimeUnit.SECONDS);
                tell.println("lag " + backup.lag().toMillis());
                Thread.sleep(1);
            }
        }
    }
}
