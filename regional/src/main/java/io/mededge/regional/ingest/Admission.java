package io.mededge.regional.ingest;

import io.mededge.model.fault.Decoded;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.RegionId;
import io.mededge.model.id.StreamClass;
import io.mededge.model.outbound.ClockReport;
import io.mededge.model.outbound.SessionReport;
import io.mededge.model.telemetry.Batch;
import io.mededge.model.telemetry.Entry;
import io.mededge.model.telemetry.TelemetryCodec;
import io.mededge.model.topic.DeviceTopic;
import java.time.Instant;
import java.util.Objects;
import java.util.stream.Stream;

/** Decides which messages are let in: only what can be read, belongs to this region and says the same as the topic it came by. */
final class Admission {
    /** Times outside these are no clock error but nonsense, and PostgreSQL could not hold all of them. */
    static final Instant EARLIEST = Instant.EPOCH;

    static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

    sealed interface Verdict {
        record Admitted(Batch batch) implements Verdict {}

        /** @param reason one sentence that never repeats the message */
        record Refused(FaultCode fault, String reason) implements Verdict {}
    }

    private final RegionId region;

    Admission(RegionId region) {
        this.region = region;
    }

    /** For a message from a broker. */
    Verdict admit(String topic, byte[] payload) {
        var verdict = admit(payload);
        return verdict instanceof Verdict.Admitted admitted ? matchTopic(topic, admitted.batch()) : verdict;
    }

    /** For a message whose topic is no longer known. */
    Verdict admit(byte[] payload) {
        if (payload.length > Batch.MAX_BYTES) {
            return new Verdict.Refused(
                    FaultCode.INTAKE_TOO_LARGE,
                    "a batch has at most " + Batch.MAX_BYTES + " bytes, this has " + payload.length);
        }
        var decoded = TelemetryCodec.decodeBatch(payload);
        if (decoded instanceof Decoded.Malformed<Batch> malformed) {
            return new Verdict.Refused(FaultCode.INTAKE_MALFORMED, malformed.reason());
        }
        var batch = ((Decoded.Value<Batch>) decoded).value();
        if (!batch.stream().place().region().equals(region)) {
            return new Verdict.Refused(FaultCode.INTAKE_TOPIC_MISMATCH, "the batch is of another region");
        }
        if (!batch.entries().stream().allMatch(Admission::isStorable)) {
            return new Verdict.Refused(FaultCode.INTAKE_MALFORMED, "a sequence or time is outside what can be stored");
        }
        return new Verdict.Admitted(batch);
    }

    private static Verdict matchTopic(String path, Batch batch) {
        var stream = batch.stream();
        var topic = DeviceTopic.parse(path);
        if (topic.isEmpty()) {
            return new Verdict.Refused(FaultCode.INTAKE_TOPIC_MISMATCH, "the topic is none of a device");
        }
        if (!topic.get().place().equals(stream.place()) || !topic.get().device().equals(stream.device())) {
            return new Verdict.Refused(FaultCode.INTAKE_TOPIC_MISMATCH, "topic and batch name different devices");
        }
        if (streamClass(topic.get().verb()) != stream.streamClass()) {
            return new Verdict.Refused(FaultCode.INTAKE_TOPIC_MISMATCH, "the topic is for another class of stream");
        }
        return new Verdict.Admitted(batch);
    }

    private static StreamClass streamClass(DeviceTopic.Verb verb) {
        return verb == DeviceTopic.Verb.TELEMETRY ? StreamClass.TELEMETRY : StreamClass.EVENTS;
    }

    private static boolean isStorable(Entry entry) {
        return entry.sequence() < Long.MAX_VALUE - 1
                && isStorable(entry.at())
                && !(entry.body() instanceof ClockReport clock && clock.before() != null && !isStorable(clock.before()))
                && !(entry.body() instanceof SessionReport report && !isStorable(report));
    }

    private static boolean isStorable(SessionReport report) {
        return Stream.of(report.plannedBegin(), report.plannedEnd(), report.started(), report.ended())
                .filter(Objects::nonNull)
                .allMatch(Admission::isStorable);
    }

    private static boolean isStorable(Instant at) {
        return !at.isBefore(EARLIEST) && at.isBefore(LATEST);
    }
}
