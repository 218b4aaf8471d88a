package io.mededge.edge.adt;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.mededge.model.fault.FaultCode;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * An ACK of HL7's original mode: MSH, MSA and, unless all is well, ERR in the form that versions since 2.5 have. It repeats of the message who sent it and its id,
 * with their bytes, and nothing else.
 */
final class Acknowledgement {
    /** What is repeated of a field of the message, characters. */
    private static final int MAX_REPEATED = 250;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int ID_BYTES = 10;
    private static final String CR = "\r";

    private final char field;
    private final String encoding;
    private final StringBuilder text = new StringBuilder();

    private Acknowledgement(char field, String encoding) {
        this.field = field;
        this.encoding = encoding;
    }

    /** @param header empty if there was none that could be read @param facility ours */
    static byte[] write(Optional<Header> header, Verdict verdict, String facility, Instant now) {
        var ack = new Acknowledgement(
                header.map(Header::separator).orElse('|'),
                header.map(Header::encoding).orElse("^~\\&"));
        var event = header.map(one -> one.component(one.type(), 2)).orElse("");
        ack.segment(
                "MSH",
                ack.encoding,
                "MEDEDGE",
                facility,
                header.map(Header::application).orElse(""),
                header.map(Header::facility).orElse(""),
                TIME.format(now) + "+0000",
                "",
                "ACK" + (event.isEmpty() ? "" : ack.component() + event + ack.component() + "ACK"),
                ownId(),
                header.map(Header::processing).filter(one -> !one.isEmpty()).orElse("P"),
                header.map(Header::version).filter(one -> !one.isEmpty()).orElse("2.5"),
                "",
                "",
                "",
                "",
                "",
                header.map(Header::charset).orElse(""));
        ack.segment("MSA", verdict.code().name(), header.map(Header::controlId).orElse(""));
        verdict.fault().ifPresent(fault -> ack.error(verdict, fault));
        return ack.text.toString().getBytes(ISO_8859_1);
    }

    private void error(Verdict verdict, FaultCode fault) {
        segment(
                "ERR",
                "",
                verdict.location().replace("^", component()),
                verdict.error() + component() + component() + "HL70357",
                "E",
                fault.label() + component() + own(fault.summary()),
                "",
                "",
                own(verdict.sentence()));
    }

    private String component() {
        return encoding.substring(0, 1);
    }

    /** A text of ours; the sender's separators may be any signs. */
    private String own(String words) {
        var plain = words.replace(field, ' ');
        for (var sign : encoding.toCharArray()) {
            plain = plain.replace(sign, ' ');
        }
        return plain;
    }

    private void segment(String name, String... fields) {
        text.append(name);
        for (var one : fields) {
            text.append(field).append(one.length() > MAX_REPEATED ? one.substring(0, MAX_REPEATED) : one);
        }
        text.append(CR);
    }

    private static String ownId() {
        var bytes = new byte[ID_BYTES];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
