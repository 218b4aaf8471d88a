package io.mededge.model.completeness;

import io.mededge.model.id.Pseudonym;
import io.mededge.model.id.StreamId;
import io.mededge.model.outbound.AssociationCorrection;
import io.mededge.model.outbound.Certificate;
import io.mededge.model.outbound.ClockReport;
import io.mededge.model.outbound.DeviceDescription;
import io.mededge.model.outbound.Fingerprint;
import io.mededge.model.outbound.Gap;
import io.mededge.model.outbound.MachineEvent;
import io.mededge.model.outbound.MetricDescription;
import io.mededge.model.outbound.PatientAssociation;
import io.mededge.model.outbound.PatientLink;
import io.mededge.model.outbound.RegionBound;
import io.mededge.model.outbound.Sample;
import io.mededge.model.outbound.SessionReport;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * One fingerprint of the records of a range, in the order of their sequences: {@code h = SHA-256(h, record)}, beginning with the stream's own identity, so that
 * no fingerprint of one stream, gateway or epoch is one of another.
 *
 * <p>Why a chain and not a sum of hashes that would allow ranges to be joined: inside a stream there is an order that both sides know, a chain is as strong as
 * SHA-256 itself (sums of hashes fall to generalised birthday attacks), and after each record its state is 32 bytes that are the fingerprint so far: a gateway
 * can write it down at any moment. Ranges are joined by listing them.
 *
 * <p>A record is its sequence, its own time in microseconds and its content, with values as the bits of their doubles: all that the region stores of it. The
 * time of recording is not part of it, as the region does not keep it. The readings of a sample count in the order of their metrics: rows have no order.
 * Descriptions and certificates count as the SHA-256 of their content. Mutable, not thread-safe, some microseconds for a record.
 */
public final class RecordChain {
    private static final String CONTEXT = "mededge record chain 1";
    /** Kinds of record; the numbers are part of the fingerprint. */
    private enum Kind {
        SAMPLE,
        GAP,
        DESCRIPTION,
        ASSOCIATION,
        MACHINE_EVENT,
        CERTIFICATE,
        CLOCK,
        SESSION,
        ASSOCIATION_CORRECTION,
        PATIENT_LINK
    }

    private final MessageDigest sha256 = sha256();
    private final CanonicalBytes bytes = new CanonicalBytes();
    private final MetricOrder order = new MetricOrder();
    private final byte[] state = new byte[Fingerprint.BYTES];

    /** An empty chain of a stream. */
    public RecordChain(StreamId stream) {
        bytes.text(CONTEXT)
                .text(stream.place().region().value())
                .text(stream.place().facility().value())
                .text(stream.gateway().value())
                .text(stream.device().value())
                .int1(stream.streamClass().ordinal())
                .int8(stream.epoch());
        link();
    }

    /** Of the records added so far. */
    public Fingerprint value() {
        return Fingerprint.of(state);
    }

    public void add(long sequence, Instant at, RegionBound body) {
        if (body instanceof Sample sample) {
            order.write(
                    sample.readings(),
                    begin(Kind.SAMPLE, sequence, at).int4(sample.readings().size()));
        } else if (body instanceof Gap gap) {
            var until = gap.until();
            begin(Kind.GAP, sequence, at).int4(gap.fault().number()).int8(until == null ? 0 : micros(until));
        } else if (body instanceof MachineEvent event) {
            begin(Kind.MACHINE_EVENT, sequence, at)
                    .int4(event.machineSequence())
                    .int4(event.code())
                    .text(event.name())
                    .int1(event.start() ? 1 : 0);
        } else if (body instanceof PatientAssociation association) {
            begin(Kind.ASSOCIATION, sequence, at).text(hex(association.patient()));
        } else if (body instanceof AssociationCorrection correction) {
            begin(Kind.ASSOCIATION_CORRECTION, sequence, at)
                    .int8(correction.number())
                    .int8(micros(correction.since()))
                    .int8(micros(correction.until()))
                    .text(hex(correction.former()))
                    .text(hex(correction.patient()));
        } else if (body instanceof DeviceDescription description) {
            begin(Kind.DESCRIPTION, sequence, at).raw(content(description).bytes());
        } else if (body instanceof Certificate certificate) {
            begin(Kind.CERTIFICATE, sequence, at).raw(content(certificate).bytes());
        } else if (body instanceof ClockReport clock) {
            var before = clock.before();
            begin(Kind.CLOCK, sequence, at).int1(clock.trust().ordinal()).int8(before == null ? 0 : micros(before));
        } else if (body instanceof SessionReport report) {
            write(report, begin(Kind.SESSION, sequence, at));
        } else if (body instanceof PatientLink link) {
            begin(Kind.PATIENT_LINK, sequence, at)
                    .int8(link.number())
                    .text(link.replaced().hex())
                    .text(link.replacing().hex())
                    .int1(link.joined() ? 1 : 0);
        }
        link();
    }

    private static void write(SessionReport report, CanonicalBytes bytes) {
        var started = report.started();
        var ended = report.ended();
        bytes.text(report.session().value())
                .int8(report.version())
                .int1(report.state().ordinal())
                .int1(report.interrupted() ? 1 : 0)
                .text(report.patient().hex())
                .int4(report.devices().size());
        report.devices().forEach(device -> bytes.text(device.value()));
        bytes.int8(micros(report.plannedBegin()))
                .int8(micros(report.plannedEnd()))
                .int8(started == null ? 0 : micros(started))
                .int8(ended == null ? 0 : micros(ended));
    }

    private static String hex(@Nullable Pseudonym pseudonym) {
        return pseudonym == null ? "" : pseudonym.hex();
    }

    /** Adds a description of which only the fingerprint was kept. */
    public void addDescription(long sequence, Instant at, Fingerprint content) {
        begin(Kind.DESCRIPTION, sequence, at).raw(content.bytes());
        link();
    }

    /** Of a description alone. */
    public static Fingerprint content(DeviceDescription description) {
        var bytes = new CanonicalBytes()
                .text(description.model())
                .text(description.serial())
                .text(description.firmware())
                .text(description.station())
                .text(description.zone())
                .text(description.profile())
                .int4(description.profileVersion())
                .text(description.deviceType())
                .int4(description.pollMillis())
                .int4(description.metrics().size());
        description.metrics().forEach(metric -> write(metric, bytes));
        return Fingerprint.of(sha256().digest(bytes.copy()));
    }

    private static void write(MetricDescription metric, CanonicalBytes bytes) {
        bytes.text(metric.id().value())
                .text(metric.display())
                .text(metric.unit())
                .text(metric.mdcCode())
                .text(metric.mdcReference())
                .text(metric.loincCode())
                .int1(metric.kind().ordinal())
                .int1(metric.category().ordinal())
                .int4(metric.choices().size());
        for (var choice : metric.choices()) {
            bytes.int4(choice.number()).text(choice.code()).text(choice.display());
        }
        var recording = metric.recording();
        if (recording.isOnChange()) {
            // nothing else begins with a 1 here: what follows is the length of a short text, or the end. So the
            // fingerprints of
            // descriptions without it are those that were certified before there was one
            bytes.int1(1).int8(Double.doubleToRawLongBits(recording.deadband())).int4(recording.maxSilenceMillis());
        }
    }

    private static Fingerprint content(Certificate certificate) {
        var content = new CanonicalBytes();
        CertificateSeal.write(certificate.statement(), content);
        content.text(certificate.seal().keyId()).text(certificate.seal().signature());
        return Fingerprint.of(sha256().digest(content.copy()));
    }

    private CanonicalBytes begin(Kind kind, long sequence, Instant at) {
        return bytes.clear().raw(state).int1(kind.ordinal()).int8(sequence).int8(micros(at));
    }

    private void link() {
        sha256.update(bytes.array(), 0, bytes.length());
        try {
            sha256.digest(state, 0, state.length);
        } catch (DigestException impossible) {
            throw new IllegalStateException(impossible);
        }
        bytes.clear();
    }

    static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant.truncatedTo(ChronoUnit.MICROS));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
