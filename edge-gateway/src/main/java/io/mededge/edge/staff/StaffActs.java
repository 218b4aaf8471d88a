package io.mededge.edge.staff;

import io.mededge.edge.identity.StaffAct;
import io.mededge.edge.identity.StaffId;
import io.mededge.edge.patient.Bedside;
import io.mededge.edge.session.Sessions;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** All that a person of the staff did at this facility: with accounts, patients and stations, sessions and signatures. */
final class StaffActs {
    private final Accounts accounts;
    private final Bedside bedside;
    private final Sessions sessions;

    StaffActs(Accounts accounts, Bedside bedside, Sessions sessions) {
        this.accounts = accounts;
        this.bedside = bedside;
        this.sessions = sessions;
    }

    /** Oldest first. */
    List<StaffAct> of(StaffId person, Instant since) {
        return Stream.of(accounts.acts(person, since), bedside.acts(person, since), sessions.acts(person, since))
                .flatMap(List::stream)
                .sorted(Comparator.comparing(StaffAct::at))
                .toList();
    }
}
