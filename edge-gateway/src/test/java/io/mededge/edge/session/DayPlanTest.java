package io.mededge.edge.session;

import static io.mededge.edge.session.TestFacility.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.model.session.SessionEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The picture of a day, what needs somebody, and times as people type them. */
class DayPlanTest {
    private static final PlaceTime BERLIN = new PlaceTime(ZoneId.of("Europe/Berlin"));
    private static final LocalDate DAY = LocalDate.of(2026, 3, 1);

    @TempDir
    Path folder;

    private TestFacility facility;

    @BeforeEach
    void open() {
        facility = new TestFacility(folder);
    }

    @AfterEach
    void close() {
        facility.close();
    }

    private DayPlan plan(Instant now) {
        var begin = BERLIN.begin(DAY);
        var end = BERLIN.begin(DAY.plusDays(1));
        return DayPlan.of(facility.sessions.list(begin, end), begin, end, now, BERLIN, session -> "somebody");
    }

    @Test
    void eachStationWithSessionsHasALaneAndEachSessionAPlaceInIt() {
        var first = facility.schedule(facility.patients.admit(), "A-01", START, Duration.ofHours(4));
        facility.schedule(facility.patients.admit(), "A-01", START.plus(Duration.ofHours(5)), Duration.ofHours(4));
        facility.schedule(facility.patients.admit(), "A-03", START, Duration.ofMinutes(5));

        var plan = plan(START.plus(Duration.ofHours(2)));

        assertThat(plan.lanes()).extracting(DayPlan.Lane::station).containsExactly("A-01", "A-03");
        var blocks = plan.lanes().get(0).blocks();
        assertThat(blocks).hasSize(2);
        assertThat(blocks.get(0).id()).isEqualTo(first.id().value());
        assertThat(blocks.get(0).label()).isEqualTo("A-01, 07:00 to 11:00, scheduled, somebody");
        assertThat(Double.parseDouble(blocks.get(0).x())
                        + Double.parseDouble(blocks.get(0).width()))
                .isLessThan(Double.parseDouble(blocks.get(1).x()));
        assertThat(plan.hours().get(0).words()).isEqualTo("07:00");
        assertThat(Double.parseDouble(plan.now()))
                .isBetween(
                        Double.parseDouble(blocks.get(0).x()),
                        Double.parseDouble(blocks.get(0).x())
                                + Double.parseDouble(blocks.get(0).width()));
        assertThat(plan(START.plus(Duration.ofDays(2))).now()).isEmpty();
    }

    @Test
    void aDayWithoutSessionsAndTheDaysOfTheClockChangeHaveTheirHours() {
        assertThat(plan(START.minus(Duration.ofDays(9))).lanes()).isEmpty();
        for (var day : List.of(LocalDate.of(2026, 3, 29), LocalDate.of(2026, 10, 25))) {
            var begin = BERLIN.begin(day);
            var end = BERLIN.begin(day.plusDays(1));
            assertThat(DayPlan.of(List.of(), begin, end, Instant.EPOCH, BERLIN, session -> "")
                            .hours())
                    .hasSize((int) Duration.between(begin, end).toHours());
        }
    }

    @Test
    void whatIsLateOrUnsignedOrDisagreesIsSaid() {
        var waits = facility.schedule(facility.patients.admit(), "A-01", START.plusSeconds(60), Duration.ofHours(1));
        var treated = facility.treated("A-02");
        var all = List.of(waits, treated);
        assertThat(Needs.of(all, START.plusSeconds(61), BERLIN, session -> Optional.empty(), session -> false))
                .isEmpty();
        assertThat(Needs.of(
                        all,
                        START.plusSeconds(62).plus(Needs.LATE),
                        BERLIN,
                        session -> session == treated ? Optional.of("it runs") : Optional.empty(),
                        session -> session == treated))
                .extracting(DayView.Need::station, DayView.Need::what)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("A-02", "machine disagrees"),
                        org.assertj.core.groups.Tuple.tuple("A-01", "late"),
                        org.assertj.core.groups.Tuple.tuple("A-02", "unsigned"));
    }

    @Test
    void theSameInitialsMatterWithinOneShiftAndBetweenTwoPeople() {
        var patient = facility.patients.admit();
        var first = facility.schedule(patient, "A-01", START.plusSeconds(60), Duration.ofHours(1));
        var again = facility.schedule(patient, "A-01", START.plus(Duration.ofHours(2)), Duration.ofHours(1));
        var other = facility.schedule(facility.patients.admit(), "A-02", START.plusSeconds(60), Duration.ofHours(1));
        var late = facility.schedule(
                facility.patients.admit(), "A-03", START.plus(Duration.ofHours(9)), Duration.ofHours(1));
        assertThat(Needs.twins(List.of(first, again, late), BERLIN, DayPlanTest::named))
                .isEmpty();
        var twins = Needs.twins(List.of(first, again, other, late), BERLIN, DayPlanTest::named);
        assertThat(twins).hasSize(1);
        assertThat(twins.get(0).who()).hasSize(2);
        var cancelled = facility.move(other.id(), SessionEvent.CANCEL);
        assertThat(Needs.twins(List.of(first, cancelled), BERLIN, DayPlanTest::named))
                .isEmpty();
    }

    private static Optional<NamedPatient> named(Session session) {
        return Optional.of(new NamedPatient(session.patient().value(), "Family", "Given", "1950-01-01", "GF"));
    }

    @Test
    void aShiftBeginsAtSixFourteenOrTwentyTwoAndTimesAreOfThePlace() {
        assertThat(BERLIN.time(BERLIN.shiftBegin(START))).isEqualTo("06:00");
        assertThat(BERLIN.stamp(BERLIN.shiftBegin(START.minus(Duration.ofHours(2)))))
                .isEqualTo("2026-02-28 22:00");
        assertThat(BERLIN.stamp(BERLIN.shiftBegin(START.plus(Duration.ofHours(7)))))
                .isEqualTo("2026-03-01 14:00");
        assertThat(BERLIN.full(START)).isEqualTo("2026-03-01 07:00:00 +01:00 (Europe/Berlin)");
        assertThat(BERLIN.instant(BERLIN.input(START))).isEqualTo(START);
        assertThat(PlaceTime.hours(Duration.ofMinutes(134))).isEqualTo("2:14");
        assertThat(PlaceTime.hours(Duration.ofSeconds(-1))).isEqualTo("0:00");
    }
}
