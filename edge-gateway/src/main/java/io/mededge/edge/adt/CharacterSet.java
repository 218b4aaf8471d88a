package io.mededge.edge.adt;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** The character sets that messages may come in, as HL7 table 0211 names them; all write the separators as ASCII does. */
enum CharacterSet {
    UTF_8("UNICODE UTF-8", StandardCharsets.UTF_8),
    LATIN_1("8859/1", StandardCharsets.ISO_8859_1),
    LATIN_9("8859/15", Charset.forName("ISO-8859-15")),
    ASCII("ASCII", StandardCharsets.US_ASCII);

    private final String hl7;
    private final Charset charset;

    CharacterSet(String hl7, Charset charset) {
        this.hl7 = hl7;
        this.charset = charset;
    }

    static Optional<CharacterSet> of(String hl7) {
        return Arrays.stream(values()).filter(one -> one.hl7.equals(hl7)).findFirst();
    }

    /** Empty if the bytes are not of this set: no character is ever guessed. */
    Optional<String> decode(byte[] bytes) {
        try {
            return Optional.of(
                    charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException other) {
            return Optional.empty();
        }
    }
}
