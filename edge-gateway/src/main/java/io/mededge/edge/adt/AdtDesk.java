package io.mededge.edge.adt;

import io.mededge.edge.fault.Faults;
import io.mededge.edge.patient.HospitalRecords;
import io.mededge.edge.patient.HospitalRecords.Outcome;
import io.mededge.model.fault.FaultCode;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;

/** From the bytes of a message to those of its answer: what it asks for is durable before it is answered. Thread-safe. */
final class AdtDesk {
    private static final Logger LOG = Logger.getLogger(AdtDesk.class);

    /** Of MSH-10 in all versions. */
    static final int MAX_CONTROL_ID = 199;

    private static final Set<String> VERSIONS = Set.of("2.3", "2.3.1", "2.4", "2.5", "2.5.1", "2.6");
    private static final Set<String> EVENTS = Set.of("A01", "A04", "A08", "A37", "A40");
    /** For real; the others are for training and for finding faults (HL7 table 0103). */
    private static final String PRODUCTION = "P";

    // HL7 table 0357
    private static final int MISSING = 101;
    private static final int FORM_WRONG = 102;
    private static final int NOT_IN_TABLE = 103;
    private static final int TYPE_UNSUPPORTED = 200;
    private static final int EVENT_UNSUPPORTED = 201;
    private static final int PROCESSING_UNSUPPORTED = 202;
    private static final int VERSION_UNSUPPORTED = 203;
    private static final int KEY_UNKNOWN = 204;
    private static final int INTERNAL = 207;

    private final HospitalRecords records;
    private final OrderReader orders;
    private final CharacterSet otherwise;
    private final String facility;
    private final Faults faults;
    private final InstantSource clock;
    private final Map<Verdict.Code, LongAdder> answered = new EnumMap<>(Verdict.Code.class);
    private final LongAdder repeated = new LongAdder();

    /** @param otherwise of messages that do not name their character set @param facility as answers name the sender */
    AdtDesk(
            HospitalRecords records,
            Authorities authorities,
            CharacterSet otherwise,
            String facility,
            Faults faults,
            InstantSource clock) {
        this.records = records;
        this.orders = new OrderReader(authorities);
        this.otherwise = otherwise;
        this.facility = facility;
        this.faults = faults;
        this.clock = clock;
        for (var code : Verdict.Code.values()) {
            answered.put(code, new LongAdder());
        }
    }

    byte[] answer(byte[] message) {
        var header = Header.read(message);
        var verdict = header.map(one -> verdict(one, message))
                .orElseGet(() -> Verdict.rejected(
                        FaultCode.ADT_UNREADABLE,
                        FORM_WRONG,
                        "MSH^1",
                        "the message does not begin with a segment MSH that can be read"));
        Objects.requireNonNull(answered.get(verdict.code())).increment();
        verdict.fault()
                .ifPresent(fault -> faults.report(
                        fault, verdict.code() + " " + verdict.location().replace('^', '-') + " " + verdict.sentence()));
        return Acknowledgement.write(header, verdict, facility, clock.instant());
    }

    private Verdict verdict(Header header, byte[] message) {
        var type = header.component(header.type(), 1);
        var event = header.component(header.type(), 2);
        if (!VERSIONS.contains(header.component(header.version(), 1))) {
            return notForUs(VERSION_UNSUPPORTED, "MSH^1^12", "the versions 2.3 to 2.6 are taken");
        }
        if (!type.equals("ADT")) {
            return notForUs(TYPE_UNSUPPORTED, "MSH^1^9", "only ADT messages are taken");
        }
        if (!EVENTS.contains(event)) {
            return notForUs(EVENT_UNSUPPORTED, "MSH^1^9", "the events A01, A04, A08, A37 and A40 are taken");
        }
        var processing = header.component(header.processing(), 1);
        if (!processing.isEmpty() && !processing.equals(PRODUCTION)) {
            return notForUs(PROCESSING_UNSUPPORTED, "MSH^1^11", "only messages in production are taken");
        }
        var charset = header.component(header.charset(), 1);
        var known = charset.isEmpty() ? otherwise : CharacterSet.of(charset).orElse(null);
        if (known == null) {
            return Verdict.rejected(
                    FaultCode.ADT_UNREADABLE, NOT_IN_TABLE, "MSH^1^18", "the character set is not known here");
        }
        var id = header.controlId();
        if (id.isBlank() || id.length() > MAX_CONTROL_ID) {
            return Verdict.wrong(
                    FaultCode.ADT_CONTENT_WRONG,
                    MISSING,
                    "MSH^1^10",
                    "a message needs an id of 1 to " + MAX_CONTROL_ID + " characters, by which a repetition is known");
        }
        return known.decode(message)
                .map(text -> once(header, event, text))
                .orElseGet(() -> Verdict.rejected(
                        FaultCode.ADT_UNREADABLE, FORM_WRONG, "", "the bytes are not of the message's character set"));
    }

    private Verdict once(Header header, String event, String text) {
        try {
            var order = orders.read(header, event, text);
            var message = List.of(header.application(), header.facility(), header.controlId());
            var heard = records.once(message, () -> carryOut(order).kept());
            if (heard.again()) {
                repeated.increment();
            }
            return Verdict.of(heard.verdict());
        } catch (RuntimeException notKept) {
            // without the message of the exception: a library's might repeat what it has read
            LOG.errorf("a message of the hospital's system ended in an accident: %s", place(notKept));
            return Verdict.rejected(
                    FaultCode.ADT_NOT_KEPT, INTERNAL, "", "it could not be kept, and nothing was done: send it again");
        }
    }

    private static String place(RuntimeException accident) {
        var at = accident.getStackTrace();
        return accident.getClass().getName() + (at.length == 0 ? "" : " at " + at[0]);
    }

    private Verdict carryOut(Order order) {
        if (order instanceof Order.Wrong wrong) {
            return wrong.verdict();
        }
        if (order instanceof Order.Admit admit) {
            return verdict(records.admit(admit.patient()));
        }
        if (order instanceof Order.Amend amend) {
            return verdict(records.amend(amend.patient()));
        }
        return order instanceof Order.Merge merge
                ? verdict(records.merge(merge.survivor(), merge.former()))
                : part((Order.Part) order);
    }

    private Verdict part(Order.Part part) {
        return verdict(records.part(part.one(), part.other()));
    }

    private static Verdict verdict(Outcome outcome) {
        if (outcome instanceof Outcome.Invalid invalid) {
            return Verdict.wrong(FaultCode.ADT_CONTENT_WRONG, FORM_WRONG, "PID^1", invalid.sentence());
        }
        if (outcome instanceof Outcome.Unknown unknown) {
            return Verdict.wrong(FaultCode.ADT_PATIENT_REFUSED, KEY_UNKNOWN, "PID^1^3", unknown.sentence());
        }
        return outcome instanceof Outcome.Refused refused
                ? Verdict.wrong(FaultCode.ADT_PATIENT_REFUSED, INTERNAL, "PID^1", refused.sentence())
                : Verdict.TAKEN;
    }

    private static Verdict notForUs(int error, String location, String sentence) {
        return Verdict.rejected(FaultCode.ADT_NOT_FOR_US, error, location, sentence);
    }

    /** How many messages were answered so. */
    long answered(Verdict.Code code) {
        return Objects.requireNonNull(answered.get(code)).sum();
    }

    /** Messages that had been heard before. */
    long repeated() {
        return repeated.sum();
    }
}
