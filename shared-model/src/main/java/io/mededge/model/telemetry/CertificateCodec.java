package io.mededge.model.telemetry;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.mededge.model.fault.Decoded;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.Place;
import io.mededge.model.id.SequenceSet;
import io.mededge.model.id.StreamId;
import io.mededge.model.outbound.Certificate;
import io.mededge.model.outbound.Fingerprint;
import io.mededge.model.telemetry.wire.Wire;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** {@link Certificate} to and from protobuf, within a batch or by itself, as it is kept. Decoding never throws. */
public final class CertificateCodec {
    private CertificateCodec() {}

    public static byte[] encode(Certificate certificate) {
        return toWire(certificate).toByteArray();
    }

    public static Decoded<Certificate> decode(byte[] bytes) {
        if (bytes.length > Batch.MAX_BYTES) {
            return new Decoded.Malformed<>("a certificate has at most " + Batch.MAX_BYTES + " bytes");
        }
        try {
            return new Decoded.Value<>(fromWire(Wire.CertificateMessage.parseFrom(bytes)));
        } catch (InvalidProtocolBufferException notProtobuf) {
            return new Decoded.Malformed<>("the bytes are no protobuf message");
        } catch (IllegalArgumentException outOfBounds) {
            return new Decoded.Malformed<>(String.valueOf(outOfBounds.getMessage()));
        }
    }

    static Wire.CertificateMessage toWire(Certificate certificate) {
        var statement = certificate.statement();
        var stream = statement.stream();
        var message = Wire.CertificateMessage.newBuilder()
                .setRegion(stream.place().region().value())
                .setFacility(stream.place().facility().value())
                .setGateway(stream.gateway().value())
                .setDevice(stream.device().value())
                .setStreamClass(TelemetryCodec.toWire(stream.streamClass()))
                .setEpoch(stream.epoch())
                .setHighest(statement.highest())
                .setIssuedMicros(TelemetryCodec.micros(statement.issued()))
                .setKeyId(bytes(certificate.seal().keyId()))
                .setSignature(bytes(certificate.seal().signature()));
        for (var range : statement.ranges()) {
            var part = message.addRangeBuilder()
                    .setFirst(range.sequences().first())
                    .setLast(range.sequences().last())
                    .setSlot(range.slot().getEpochSecond() / Certificate.SLOT.toSeconds())
                    .setContent(ByteString.copyFrom(range.content().bytes()));
            for (var gap : range.gaps()) {
                part.addGap(gap.sequence()).addFault(gap.fault().number());
            }
        }
        return message.build();
    }

    /** @throws IllegalArgumentException if something is outside its bounds */
    static Certificate fromWire(Wire.CertificateMessage message) {
        if (message.getRangeCount() > Certificate.MAX_RANGES) {
            throw new IllegalArgumentException("a certificate has at most " + Certificate.MAX_RANGES + " ranges");
        }
        var stream = new StreamId(
                Place.of(message.getRegion(), message.getFacility()),
                new DeviceId(message.getGateway()),
                new DeviceId(message.getDevice()),
                TelemetryCodec.fromWire(message.getStreamClass()),
                message.getEpoch());
        var statement = new Certificate.Statement(
                stream,
                message.getHighest(),
                TelemetryCodec.instant(message.getIssuedMicros()),
                message.getRangeList().stream().map(CertificateCodec::range).toList());
        return new Certificate(statement, new Certificate.Seal(hex(message.getKeyId()), hex(message.getSignature())));
    }

    private static Certificate.Range range(Wire.RangeMessage message) {
        return new Certificate.Range(
                new SequenceSet.Range(message.getFirst(), message.getLast()),
                slot(message.getSlot()),
                new Fingerprint(hex(message.getContent())),
                gaps(message));
    }

    private static Instant slot(long number) {
        // as many as there are microseconds in a long; more would not be a time
        if (Math.abs(number) > Long.MAX_VALUE / 1_000_000 / Certificate.SLOT.toSeconds()) {
            throw new IllegalArgumentException("there is no such slot");
        }
        return Instant.ofEpochSecond(number * Certificate.SLOT.toSeconds());
    }

    private static List<Certificate.GapNote> gaps(Wire.RangeMessage message) {
        if (message.getGapCount() != message.getFaultCount() || message.getGapCount() > Certificate.MAX_GAPS) {
            throw new IllegalArgumentException(
                    "each gap of a range needs its fault, and there are at most " + Certificate.MAX_GAPS);
        }
        var gaps = new ArrayList<Certificate.GapNote>(message.getGapCount());
        for (var i = 0; i < message.getGapCount(); i++) {
            var number = message.getFault(i);
            var fault = FaultCode.ofNumber(number)
                    .orElseThrow(() -> new IllegalArgumentException("fault " + number + " is not known"));
            gaps.add(new Certificate.GapNote(message.getGap(i), fault));
        }
        return gaps;
    }

    private static ByteString bytes(String hex) {
        return ByteString.copyFrom(HexFormat.of().parseHex(hex));
    }

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }
}
