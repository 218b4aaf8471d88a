package io.mededge.edge.adt;

import io.mededge.edge.patient.HospitalPatient;
import io.mededge.edge.patient.HospitalPatient.Numbered;
import io.mededge.model.fault.FaultCode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What an ADT message asks for: from its segments PID and MRG, the others are passed over. Says what is wrong without repeating anything of it. */
final class OrderReader {
    /** Numbers of one patient in one message. */
    static final int MAX_NUMBERS = 20;

    private static final int PID_NUMBERS = 3;
    private static final int PID_NAME = 5;
    private static final int PID_BIRTH = 7;
    private static final int MRG_NUMBERS = 1;

    // HL7 table 0357
    private static final int SEGMENTS_WRONG = 100;
    private static final int MISSING = 101;
    private static final int FORM_WRONG = 102;
    private static final int KEY_UNKNOWN = 204;

    private static final Pattern BETWEEN_SEGMENTS = Pattern.compile("[\r\n]+");
    private static final Pattern NAME = Pattern.compile("[A-Z][A-Z0-9]{2}");

    /** YYYYMMDD and, of no use here, a time (HL7 data types TS and DTM). */
    private static final Pattern BIRTH =
            Pattern.compile("(\\d{4})(\\d{2})(\\d{2})(?:\\d{2}(?:\\d{2}(?:\\d{2}(?:\\.\\d{1,4})?)?)?)?(?:[+-]\\d{4})?");

    private final Authorities authorities;

    OrderReader(Authorities authorities) {
        this.authorities = authorities;
    }

    /** The segments that count, in their order. */
    private record Found(List<MessageSegment> patients, List<MessageSegment> merges) {}

    Order read(Header header, String event, String text) {
        var found = new Found(new ArrayList<>(), new ArrayList<>());
        for (var segment : BETWEEN_SEGMENTS.split(text, -1)) {
            if (!segment.isBlank() && !collect(segment, header, found)) {
                return new Order.Wrong(Verdict.rejected(
                        FaultCode.ADT_UNREADABLE, SEGMENTS_WRONG, "", "a segment of the message cannot be read"));
            }
        }
        var people = event.equals("A37") ? 2 : 1;
        if (found.patients.size() != people || found.merges.size() != (event.equals("A40") ? 1 : 0)) {
            return wrong(SEGMENTS_WRONG, "PID^1", "each message has one PID, A40 also one MRG, and A37 two PIDs");
        }
        return switch (event) {
            case "A37" -> part(found.patients.get(0), found.patients.get(1));
            case "A40" -> merge(found.patients.get(0), found.merges.get(0));
            default -> patient(found.patients.get(0), event.equals("A08"));
        };
    }

    private static boolean collect(String text, Header header, Found found) {
        var isSegment = text.length() >= 3
                && NAME.matcher(text.substring(0, 3)).matches()
                && (text.length() == 3 || text.charAt(3) == header.separator());
        if (!isSegment) {
            return false;
        }
        var into = text.startsWith("PID") ? found.patients : text.startsWith("MRG") ? found.merges : null;
        if (into == null) {
            return true;
        }
        var segment = MessageSegment.read(text, header);
        segment.ifPresent(into::add);
        return segment.isPresent();
    }

    private Order patient(MessageSegment pid, boolean onlyKnown) {
        var complaint = complaint(pid);
        if (complaint.isPresent()) {
            return complaint.get();
        }
        return onlyKnown ? new Order.Amend(patient(pid)) : new Order.Admit(patient(pid));
    }

    private Order merge(MessageSegment pid, MessageSegment mrg) {
        return complaint(pid)
                .or(() -> numbersComplaint(mrg, MRG_NUMBERS, "MRG^1^1"))
                .orElseGet(() -> new Order.Merge(patient(pid), numbers(mrg, MRG_NUMBERS)));
    }

    private Order part(MessageSegment one, MessageSegment other) {
        return numbersComplaint(one, PID_NUMBERS, "PID^1^3")
                .or(() -> numbersComplaint(other, PID_NUMBERS, "PID^2^3"))
                .orElseGet(() -> new Order.Part(numbers(one, PID_NUMBERS), numbers(other, PID_NUMBERS)));
    }

    private Optional<Order> complaint(MessageSegment pid) {
        return numbersComplaint(pid, PID_NUMBERS, "PID^1^3")
                .or(() -> birthDate(pid.text(PID_BIRTH, 0, 1)).isPresent()
                        ? Optional.empty()
                        : Optional.of(wrong(
                                FORM_WRONG, "PID^1^7", "the date of birth must be a day of the calendar, YYYYMMDD")));
    }

    private HospitalPatient patient(MessageSegment pid) {
        var name = legalName(pid);
        return HospitalPatient.of(
                pid.text(PID_NAME, name, 2),
                pid.text(PID_NAME, name, 1),
                birthDate(pid.text(PID_BIRTH, 0, 1)).orElseThrow(),
                numbers(pid, PID_NUMBERS));
    }

    /** The repetition of the legal name; else the first. */
    private static int legalName(MessageSegment pid) {
        for (var i = 0; i < Math.min(pid.repetitions(PID_NAME), MAX_NUMBERS); i++) {
            if (pid.text(PID_NAME, i, 7).equals("L")) {
                return i;
            }
        }
        return 0;
    }

    private static Optional<String> birthDate(String text) {
        var parts = BIRTH.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDate.of(
                            Integer.parseInt(parts.group(1)),
                            Integer.parseInt(parts.group(2)),
                            Integer.parseInt(parts.group(3)))
                    .toString());
        } catch (DateTimeException notInTheCalendar) {
            return Optional.empty();
        }
    }

    private Optional<Order> numbersComplaint(MessageSegment segment, int field, String location) {
        var repetitions = segment.repetitions(field);
        if (repetitions > MAX_NUMBERS) {
            return Optional.of(wrong(FORM_WRONG, location, "there are more than " + MAX_NUMBERS + " numbers"));
        }
        for (var i = 0; i < repetitions; i++) {
            if (!segment.text(field, i, 1).isEmpty()
                    && !authorities.know(segment.text(field, i, 4, 1), segment.text(field, i, 4, 2))) {
                return Optional.of(new Order.Wrong(Verdict.wrong(
                        FaultCode.ADT_AUTHORITY_UNKNOWN,
                        KEY_UNKNOWN,
                        location,
                        "a number is of an assigning authority that is not configured here, or of none")));
            }
        }
        return numbers(segment, field).isEmpty()
                ? Optional.of(wrong(MISSING, location, "there is no number of a configured authority and type"))
                : Optional.empty();
    }

    /** Those that count, in the order in which their authorities are configured. */
    private List<Numbered> numbers(MessageSegment segment, int field) {
        var byRank = new TreeMap<Integer, List<Numbered>>();
        for (var i = 0; i < segment.repetitions(field); i++) {
            var value = segment.text(field, i, 1);
            if (!value.isEmpty()) {
                authorities
                        .find(segment.text(field, i, 4, 1), segment.text(field, i, 4, 2), segment.text(field, i, 5))
                        .ifPresent(rank -> byRank.computeIfAbsent(rank, unseen -> new ArrayList<>())
                                .add(authorities.number(rank, value)));
            }
        }
        return byRank.values().stream().flatMap(List::stream).toList();
    }

    private static Order wrong(int error, String location, String sentence) {
        return new Order.Wrong(Verdict.wrong(FaultCode.ADT_CONTENT_WRONG, error, location, sentence));
    }
}
