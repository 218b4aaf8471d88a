package io.mededge.infra.systemtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mededge.model.safety.Hazard;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A day of three shifts, through the facility's own doors and as its own staff: each session goes through its states, and meanwhile the way to the region, the
 * gateway and the region are killed. Afterwards the facility has each step once, and the region knows each session as it ended. {@code ./mededge test} has a zone
 * of eight stations and kills the gateway alone, {@code --long} has all 52.
 */
@ExtendWith(RunningStack.Extension.class)
class ThreeShiftsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration SHIFT = Duration.ofHours(4);
    private static final Duration TREATMENT = Duration.ofMinutes(210);
    private static final boolean LONG = Boolean.getBoolean("mededge.long");
    /** One in each shift, when half of its treatments run; empty: none. */
    private static final List<String> KILLED =
            LONG ? List.of("broker-regional", "edge-gateway", "regional") : List.of("", "edge-gateway", "");

    private final RunningStack stack;
    private final Map<String, Integer> transitions = new TreeMap<>();
    private FacilityStaff nurse;
    private FacilityStaff charge;
    private FacilityStaff physician;

    /** One session, as whoever runs it knows it. */
    private static final class Course {
        final int number;
        final String station;
        final String patient;
        final String id;
        final List<String> states = new ArrayList<>(List.of("scheduled"));
        long version;

        Course(int number, String station, String patient, String id, long version) {
            this.number = number;
            this.station = station;
            this.patient = patient;
            this.id = id;
            this.version = version;
        }

        String state() {
            return states.get(states.size() - 1);
        }
    }

    ThreeShiftsIT(RunningStack stack) {
        this.stack = stack;
        nurse = FacilityStaff.of(stack, "dev.nurse");
        charge = FacilityStaff.of(stack, "dev.charge-nurse");
        physician = FacilityStaff.of(stack, "dev.physician");
    }

    private void logInAnew() {
        nurse = FacilityStaff.of(stack, "dev.nurse");
        charge = FacilityStaff.of(stack, "dev.charge-nurse");
        physician = FacilityStaff.of(stack, "dev.physician");
    }

    @Test
    @Hazard("H-008")
    void everySessionOfADayIsWholeAtTheFacilityAndInTheRegion() {
        var dawn = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        var courses = new ArrayList<Course>();
        for (var shift = 0; shift < KILLED.size(); shift++) {
            for (var station : stations()) {
                courses.add(planned(courses.size(), station, dawn.plus(SHIFT.multipliedBy(shift))));
            }
        }
        var perShift = courses.size() / KILLED.size();
        for (var shift = 0; shift < KILLED.size(); shift++) {
            run(courses.subList(shift * perShift, (shift + 1) * perShift), KILLED.get(shift));
        }

        for (var course : courses) {
            assertThat(path(course))
                    .as("session %d at %s", course.number, course.station)
                    .isEqualTo(course.states);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(inRegion("Procedure", course))
                            .isEqualTo(
                                    course.states.contains("cancelled")
                                            ? "not-done"
                                            : course.states.contains("interrupted") ? "stopped" : "completed"));
            assertThat(inRegion("Encounter", course))
                    .isEqualTo(course.states.contains("cancelled") ? "cancelled" : "finished");
        }
        System.out.printf("%d sessions of three shifts, killed %s%n%s%n", courses.size(), KILLED, transitions);
    }

    private static List<String> stations() {
        var zones = LONG ? Map.of("A", 10, "B", 10, "C", 10, "D", 8, "E", 6, "F", 8) : Map.of("D", 8);
        return zones.entrySet().stream()
                .flatMap(zone -> IntStream.rangeClosed(1, zone.getValue())
                        .mapToObj(number -> "%s-%02d".formatted(zone.getKey(), number)))
                .sorted()
                .toList();
    }

    private Course planned(int number, String station, Instant begin) {
        var patient = nurse.post("/api/patients", """
                {"given": "Shift", "family": "Number%d", "birthDate": "1950-01-01",
                 "identifier": {"system": "urn:oid:2.999.8", "value": "shift-%d-%d"}}""".formatted(number, number, begin.toEpochMilli()));
        assertThat(patient.status()).as(patient.body()).isEqualTo(201);
        var id = patient.json().path("patient").asText();
        var session = charge.post("/api/sessions", """
                {"patient": "%s", "station": "%s", "begin": "%s", "end": "%s"}""".formatted(id, station, begin, begin.plus(TREATMENT)));
        assertThat(session.status()).as(session.body()).isEqualTo(201);
        return new Course(
                number,
                station,
                id,
                session.json().path("id").asText(),
                session.json().path("version").asLong());
    }

    private void run(List<Course> shift, String victim) {
        for (var course : shift) {
            if (!victim.isEmpty() && course.number == shift.get(shift.size() / 2).number) {
                stack.kill(victim);
                stack.awaitHealthy(victim, PATIENCE);
                logInAnew();
            }
            begin(course);
        }
        for (var course : shift) {
            end(course);
        }
    }

    private void begin(Course course) {
        refused(course, "resume");
        if (course.number % 11 == 5) {
            move(charge, course, "cancel", "the patient is in hospital");
            return;
        }
        prescribe(course);
        move(nurse, course, "arrive", "");
        move(nurse, course, "make-ready", "");
        refused(course, "start");
        var associated = nurse.put(
                "/api/stations/" + course.station + "/association", "{\"patient\": \"" + course.patient + "\"}");
        assertThat(associated.status()).as(associated.body()).isEqualTo(200);
        move(nurse, course, "start", "");
        if (course.number % 4 == 1) {
            move(nurse, course, "pause", "the needle was moved");
            move(nurse, course, "resume", "");
        }
    }

    private void end(Course course) {
        if (course.state().equals("cancelled")) {
            return;
        }
        if (course.number % 7 == 3) {
            move(nurse, course, "interrupt", "the patient wants to go");
        } else {
            move(nurse, course, "complete", "");
        }
        move(nurse, course, "clean", "");
        move(nurse, course, "close", "");
        refused(course, "start");
    }

    private void prescribe(Course course) {
        var answer = physician.post("/api/sessions/" + course.id + "/changes", """
                {"version": %d, "change": "prescribe", "targets": [{"what": "blood-flow", "target": "300 mL/min"}]}""".formatted(course.version));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        course.version = answer.json().path("version").asLong();
    }

    private void move(FacilityStaff who, Course course, String event, String reason) {
        var answer = say(who, course, event, reason);
        assertThat(answer.status())
                .as(course.station + " " + event + " " + answer.body())
                .isEqualTo(200);
        var state = answer.json().path("state").asText();
        transitions.merge(course.state() + " → " + state, 1, Integer::sum);
        course.states.add(state);
        course.version = answer.json().path("version").asLong();
    }

    private void refused(Course course, String event) {
        var answer = say(nurse, course, event, "");
        assertThat(answer.status())
                .as(course.station + " " + event + " " + answer.body())
                .isEqualTo(409);
        transitions.merge(course.state() + ", " + event + ": refused", 1, Integer::sum);
    }

    private static Web.Answer say(FacilityStaff who, Course course, String event, String reason) {
        return who.post("/api/sessions/" + course.id + "/transitions", """
                {"version": %d, "event": "%s", "reason": "%s"}""".formatted(course.version, event, reason));
    }

    /** The states that the audit trail tells. */
    private List<String> path(Course course) {
        var states = new ArrayList<String>();
        for (var line : nurse.get("/api/sessions/" + course.id).json().path("audit")) {
            if (line.path("field").asText().equals("state")) {
                states.add(line.path("after").asText());
            }
        }
        return states;
    }

    private String inRegion(String type, Course course) {
        return stack.fhir().get(type + "/" + course.id).json().path("status").asText();
    }
}
