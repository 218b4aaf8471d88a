package io.mededge.edge.session;

import io.mededge.edge.identity.PatientId;
import io.mededge.model.id.MetricId;
import io.mededge.model.session.SessionEvent;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The child of the crash test: changes sessions and dies, without any tidying up, when something is sealed for the n-th time, which is between two statements of a
 * transaction. Writes down each version that was confirmed.
 *
 * <p>Arguments: folder, file to tell, n.
 */
final class DyingWriter {
    static final PatientId PATIENT = new PatientId("12".repeat(16));

    private DyingWriter() {}

    public static void main(String[] arguments) throws Exception {
        var tell = new PrintStream(new FileOutputStream(arguments[1], true), true, StandardCharsets.UTF_8);
        var facility = new TestFacility(Path.of(arguments[0]));
        facility.patients.admit(PATIENT);
        var left = new int[] {Integer.parseInt(arguments[2])};
        facility.patients.beforeSeal = () -> {
            if (--left[0] == 0) {
                Runtime.getRuntime().halt(9);
            }
        };
        var session = facility.schedule(PATIENT, "A-01", TestFacility.START, Duration.ofHours(4));
        tell.println(session.id() + " " + session.version());
        for (var change : changes()) {
            var outcome = facility.change(session.id(), TestFacility.PHYSICIAN, change, "why");
            tell.println(session.id() + " " + TestFacility.done(outcome).version());
        }
        tell.println("finished");
    }

    private static List<Change> changes() {
        var changes = new ArrayList<Change>();
        changes.add(new Change.Prescribe(List.of(
                TestFacility.target(),
                new Target(new MetricId("weight"), null, TestFacility.FLOW, TestFacility.FLOW))));
        changes.add(new Change.Reschedule(
                "A-02", TestFacility.START.plusSeconds(600), TestFacility.START.plusSeconds(6_000)));
        changes.add(new Change.Move(SessionEvent.ARRIVE));
        for (var i = 0; i < 5; i++) {
            changes.add(new Change.AddNote("note " + i));
        }
        return changes;
    }
}
