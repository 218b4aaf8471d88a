package io.mededge.edge.session;

import io.mededge.edge.identity.PatientId;
import io.mededge.model.id.Place;
import io.mededge.model.session.SessionId;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.List;

/**
 * What a signature is about: one version of a session with the whole audit trail that led to it.
 *
 * @param fields what the audit trail makes, see {@link SessionFields#replay}
 */
record SignedRecord(
        Place place, SessionId session, PatientId patient, long version, SessionFields fields, List<AuditLine> audit) {
    private static final String CONTEXT = "mededge session record 1";

    SignedRecord {
        audit = List.copyOf(audit);
    }

    static SignedRecord of(Place place, SessionId session, PatientId patient, long version, List<AuditLine> audit) {
        return new SignedRecord(place, session, patient, version, SessionFields.replay(audit), audit);
    }

    /** The same bytes wherever they are written: texts in UTF-8 behind their length, numbers big endian; docs/reference/sessions.md. */
    byte[] canonicalBytes() {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            for (var text : List.of(
                    CONTEXT, place.region().value(), place.facility().value(), session.value(), patient.value())) {
                SessionRecord.writeText(out, text);
            }
            out.writeLong(version);
            out.writeInt(fields.values().size());
            for (var field : fields.values().entrySet()) {
                SessionRecord.writeText(out, field.getKey());
                SessionRecord.writeText(out, field.getValue());
            }
            out.writeInt(audit.size());
            for (var line : audit) {
                write(line, out);
            }
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return bytes.toByteArray();
    }

    private static void write(AuditLine line, DataOutputStream out) throws IOException {
        out.writeLong(line.number());
        out.writeLong(line.version());
        out.writeLong(SessionDatabase.micros(line.at()));
        for (var text : List.of(line.who().value(), line.field(), line.before(), line.after(), line.reason())) {
            SessionRecord.writeText(out, text);
        }
    }

    /** SHA-256 of the canonical bytes, 64 hexadecimal digits. */
    String hash() {
        return HexFormat.of().formatHex(RecordKey.sha256(canonicalBytes()));
    }
}
