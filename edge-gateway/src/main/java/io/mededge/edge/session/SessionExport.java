package io.mededge.edge.session;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mededge.edge.identity.PatientId;
import io.mededge.edge.identity.Role;
import io.mededge.edge.identity.StaffId;
import io.mededge.model.id.Place;
import io.mededge.model.session.SessionId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.time.DateTimeException;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * A signed version of a session as one JSON file, and its verification, which needs the file and the gateway's public key and nothing else. There is one way to
 * write a record: what is read must give the same bytes when written again, so that not even a space can be changed.
 */
final class SessionExport {
    /** A session with the most of everything, and then some. */
    static final int MAX_BYTES = 32 << 20;

    private static final String FORM = "mededge signed session 1";
    private static final ObjectWriter JSON = writer();

    private SessionExport() {}

    /** What came of a verification. */
    sealed interface Verdict {
        /** @param signatures all of them, all good */
        record Valid(SignedRecord record, List<Signature> signatures) implements Verdict {}

        record Invalid(String reason) implements Verdict {}
    }

    private static ObjectWriter writer() {
        // not the system's line ends, or the bytes would depend on where they were written
        var indenter = new DefaultIndenter("  ", "\n");
        return new ObjectMapper()
                .writer(new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter));
    }

    static byte[] write(SignedRecord record, List<Signature> signatures) {
        var document = new ObjectMapper().createObjectNode();
        document.put("form", FORM)
                .put("region", record.place().region().value())
                .put("facility", record.place().facility().value())
                .put("session", record.session().value())
                .put("patient", record.patient().value())
                .put("version", record.version());
        var content = document.putObject("content");
        record.fields().values().forEach(content::put);
        var audit = document.putArray("audit");
        for (var line : record.audit()) {
            audit.addObject()
                    .put("number", line.number())
                    .put("version", line.version())
                    .put("at", line.at().toString())
                    .put("who", line.who().value())
                    .put("field", line.field())
                    .put("before", line.before())
                    .put("after", line.after())
                    .put("reason", line.reason());
        }
        document.put("hash", record.hash());
        var list = document.putArray("signatures");
        signatures.forEach(signature -> write(list.addObject(), signature));
        try {
            return (JSON.writeValueAsString(document) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("texts and numbers can always be written", impossible);
        }
    }

    private static void write(ObjectNode node, Signature signature) {
        node.put("account", signature.signer().value())
                .put("name", signature.name())
                .put("role", signature.role().name())
                .put("meaning", signature.meaning().name())
                .put("at", signature.at().toString())
                .put("hash", signature.hash())
                .put("key", signature.keyId())
                .put("seal", signature.seal());
    }

    static Verdict verify(byte[] file, PublicKey key) {
        if (file.length > MAX_BYTES) {
            return new Verdict.Invalid("it is larger than a signed session can be");
        }
        try {
            var document = new ObjectMapper().readTree(file);
            if (!document.path("form").asText().equals(FORM)) {
                return new Verdict.Invalid("it is no signed session of a form that is known here");
            }
            var record = record(document);
            var signatures = signatures(document, record);
            if (!Arrays.equals(write(record, signatures), file)) {
                return new Verdict.Invalid("it is not written as the gateway writes it: something was changed");
            }
            return verify(record, signatures, key);
        } catch (IOException | IllegalArgumentException | DateTimeException changed) {
            return new Verdict.Invalid("it cannot be read, or its audit trail does not lead to its content");
        }
    }

    private static Verdict verify(SignedRecord record, List<Signature> signatures, PublicKey key) {
        if (signatures.isEmpty()) {
            return new Verdict.Invalid("nobody has signed it");
        }
        var hash = record.hash();
        for (var signature : signatures) {
            if (!signature.hash().equals(hash)) {
                return new Verdict.Invalid("a signature is of another record");
            }
            if (!signature.keyId().equals(RecordKey.id(key))) {
                return new Verdict.Invalid("a signature was made with another key than this one");
            }
            var seal = Base64.getDecoder().decode(signature.seal());
            // two spellings of one seal would be two files of one record
            if (!Base64.getEncoder().encodeToString(seal).equals(signature.seal())
                    || !RecordKey.verify(key, signature.sealedBytes(), seal)) {
                return new Verdict.Invalid("a signature is not of the gateway with this key");
            }
        }
        return new Verdict.Valid(record, signatures);
    }

    private static SignedRecord record(JsonNode document) {
        var audit = new ArrayList<AuditLine>();
        for (var line : document.path("audit")) {
            audit.add(new AuditLine(
                    line.path("number").asLong(),
                    line.path("version").asLong(),
                    SessionFields.time(text(line, "at")),
                    new StaffId(text(line, "who")),
                    text(line, "field"),
                    text(line, "before"),
                    text(line, "after"),
                    text(line, "reason")));
        }
        // the content is written anew from the audit trail: another content gives other bytes
        return SignedRecord.of(
                Place.of(text(document, "region"), text(document, "facility")),
                new SessionId(text(document, "session")),
                new PatientId(text(document, "patient")),
                document.path("version").asLong(),
                audit);
    }

    private static List<Signature> signatures(JsonNode document, SignedRecord record) {
        var signatures = new ArrayList<Signature>();
        for (var node : document.path("signatures")) {
            signatures.add(new Signature(
                    record.session(),
                    record.version(),
                    text(node, "hash"),
                    new StaffId(text(node, "account")),
                    text(node, "name"),
                    Role.valueOf(text(node, "role")),
                    Signature.Meaning.valueOf(text(node, "meaning")),
                    ZonedDateTime.parse(text(node, "at")),
                    text(node, "key"),
                    text(node, "seal")));
        }
        return signatures;
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asText();
    }
}
