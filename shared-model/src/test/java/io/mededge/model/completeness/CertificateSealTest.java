package io.mededge.model.completeness;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.model.GoldenFile;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.Place;
import io.mededge.model.id.SequenceSet;
import io.mededge.model.id.StreamClass;
import io.mededge.model.id.StreamId;
import io.mededge.model.outbound.Certificate;
import io.mededge.model.outbound.Certificate.GapNote;
import io.mededge.model.outbound.Certificate.Range;
import io.mededge.model.outbound.Certificate.Seal;
import io.mededge.model.outbound.Certificate.Statement;
import io.mededge.model.outbound.Fingerprint;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class CertificateSealTest {
    /** The first key of RFC 8032 section 7.1, in the encodings of RFC 8410. */
    private static final KeyPair KEY = key(
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");

    private static final Instant SLOT = Instant.parse("2026-03-01T08:05:00Z");

    @Test
    void aSignatureHasTheBytesThatWereAgreed() {
        var certificate = CertificateSeal.sign(statement(SLOT), KEY);
        var golden = new GoldenFile("certificate-seal");
        golden.assertSame(HexFormat.of()
                .parseHex(certificate.seal().keyId() + certificate.seal().signature()));
        assertThat(CertificateSeal.verify(certificate, KEY.getPublic())).isTrue();
    }

    @Test
    void whateverIsChangedTheSignatureNoLongerHolds() {
        var signed = CertificateSeal.sign(statement(SLOT), KEY);
        var seal = signed.seal();
        var said = signed.statement();
        var range = said.ranges().get(0);
        var changed = List.of(
                new Statement(stream("A-02-hd", 7), said.highest(), said.issued(), said.ranges()),
                new Statement(stream("A-01-hd", 8), said.highest(), said.issued(), said.ranges()),
                new Statement(said.stream(), said.highest() + 1, said.issued(), said.ranges()),
                new Statement(said.stream(), said.highest(), said.issued().plusNanos(1_000), said.ranges()),
                new Statement(said.stream(), said.highest(), said.issued(), List.of()),
                with(new Range(new SequenceSet.Range(1, 9), range.slot(), range.content(), range.gaps())),
                with(new Range(range.sequences(), SLOT.minus(Certificate.SLOT), range.content(), range.gaps())),
                with(new Range(range.sequences(), range.slot(), new Fingerprint("cd".repeat(32)), range.gaps())),
                with(new Range(range.sequences(), range.slot(), range.content(), List.of())),
                with(new Range(
                        range.sequences(),
                        range.slot(),
                        range.content(),
                        List.of(new GapNote(4, FaultCode.GATEWAY_STOPPED)))));
        assertThat(changed)
                .allSatisfy(statement -> assertThat(
                                CertificateSeal.verify(new Certificate(statement, seal), KEY.getPublic()))
                        .isFalse());
    }

    @Test
    void anotherKeyOrABrokenSignatureIsRefused() throws Exception {
        var signed = CertificateSeal.sign(statement(SLOT), KEY);
        var other = KeyPairGenerator.getInstance(CertificateSeal.ALGORITHM).generateKeyPair();
        assertThat(CertificateSeal.verify(signed, other.getPublic())).isFalse();
        assertThat(CertificateSeal.keyId(other.getPublic()))
                .isNotEqualTo(signed.seal().keyId());
        for (var broken : List.of("00".repeat(64), "ff".repeat(64))) {
            var forged =
                    new Certificate(signed.statement(), new Seal(signed.seal().keyId(), broken));
            assertThat(CertificateSeal.verify(forged, KEY.getPublic())).isFalse();
        }
    }

    private static Statement with(Range range) {
        return new Statement(stream("A-01-hd", 7), 12, SLOT.plusSeconds(400), List.of(range));
    }

    private static Statement statement(Instant slot) {
        return with(new Range(
                new SequenceSet.Range(1, 10),
                slot,
                new Fingerprint("ab".repeat(32)),
                List.of(new GapNote(4, FaultCode.MODBUS_TIMEOUT))));
    }

    private static StreamId stream(String device, long epoch) {
        return new StreamId(
                Place.of("region-1", "facility-1"),
                new DeviceId("gateway-1"),
                new DeviceId(device),
                StreamClass.TELEMETRY,
                epoch);
    }

    private static KeyPair key(String seed, String point) {
        try {
            var factory = KeyFactory.getInstance(CertificateSeal.ALGORITHM);
            return new KeyPair(
                    factory.generatePublic(
                            new X509EncodedKeySpec(HexFormat.of().parseHex("302a300506032b6570032100" + point))),
                    factory.generatePrivate(new PKCS8EncodedKeySpec(
                            HexFormat.of().parseHex("302e020100300506032b657004220420" + seed))));
        } catch (java.security.GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
