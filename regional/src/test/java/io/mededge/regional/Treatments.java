package io.mededge.regional;

import io.mededge.model.id.DeviceId;
import io.mededge.model.id.Pseudonym;
import io.mededge.model.outbound.PatientLink;
import io.mededge.model.outbound.SessionReport;
import io.mededge.model.session.SessionId;
import io.mededge.model.session.SessionState;
import java.time.Instant;
import java.util.List;

/** Reports of treatment sessions of one patient at a station with two devices. */
public final class Treatments {
    public static final String PSEUDONYM = "c0".repeat(32);

    private static final Instant BEGIN = Instant.parse("2026-03-01T10:00:00.000001Z");

    private Treatments() {}

    /** That the patient is another one too. */
    public static PatientLink link(long number) {
        return new PatientLink(number, new Pseudonym(PSEUDONYM), new Pseudonym("c1".repeat(32)), true);
    }

    /** @param version also says how far the session is: 1 scheduled, 2 arrived … */
    public static SessionReport report(String id, long version) {
        return new SessionReport(
                new SessionId(id),
                version,
                SessionState.values()[(int) version - 1],
                false,
                new Pseudonym(PSEUDONYM),
                List.of(new DeviceId("A-01-hd"), new DeviceId("A-01-nibp")),
                BEGIN,
                BEGIN.plusSeconds(14_400),
                version > 3 ? BEGIN.plusSeconds(600) : null,
                null);
    }
}
