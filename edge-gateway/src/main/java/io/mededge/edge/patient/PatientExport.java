package io.mededge.edge.patient;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mededge.edge.identity.Patient;
import io.mededge.edge.identity.PatientId;
import io.mededge.edge.identity.Purpose;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** All that this facility holds of one person, for that person: each record with its former contents, stays, corrections and what was done with it. */
final class PatientExport {
    private static final ObjectMapper JSON = new ObjectMapper();

    private PatientExport() {}

    /** @param records all of one person */
    static byte[] write(List<Patient> records, PatientStore store, Instant at) {
        var export = JSON.createObjectNode();
        export.put("exported", at.toString());
        var all = export.putArray("records");
        for (var patient : records) {
            var record = all.addObject();
            put(record, patient);
            stays(
                    record.putArray("associations"),
                    patient.id(),
                    store.stations().changes(patient.id()));
            corrections(
                    record.putArray("corrections"),
                    patient.id(),
                    store.stations().corrections(patient.id()));
            acts(record.putArray("acts"), store.acts(patient.id()));
        }
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(export);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("texts, numbers and times can be written", impossible);
        }
    }

    private static void put(ObjectNode node, Patient patient) {
        node.put("given", patient.given().reveal(Purpose.EXPORT));
        node.put("family", patient.family().reveal(Purpose.EXPORT));
        node.put("birthDate", patient.birthDate().reveal(Purpose.EXPORT).toString());
        node.putObject("identifier")
                .put("system", patient.identifier().system())
                .put("type", patient.identifier().type())
                .put("value", patient.identifier().value().reveal(Purpose.EXPORT));
        node.put("pseudonym", patient.pseudonym().hex());
    }

    /** A stay ends with the next change of its station. */
    private static void stays(ArrayNode stays, PatientId patient, List<Change> changes) {
        for (var change : changes) {
            if (patient.equals(change.patient())) {
                var stay = stays.addObject()
                        .put("station", change.station())
                        .put("from", change.at().toString())
                        .put("proof", change.how());
                if (change.by() != null) {
                    stay.put("by", change.by().value());
                }
                changes.stream()
                        .filter(next -> next.station().equals(change.station()) && next.number() > change.number())
                        .findFirst()
                        .ifPresent(next -> stay.put("to", next.at().toString()).put("ended", next.how()));
            }
        }
    }

    /** Without whose the data were before or are now, and without a reason that is kept in somebody else's record: it may name that person. */
    private static void corrections(ArrayNode nodes, PatientId patient, List<Correction> corrections) {
        for (var correction : corrections) {
            var node = nodes.addObject()
                    .put("number", correction.number())
                    .put("station", correction.station())
                    .put("from", correction.since().toString())
                    .put("to", correction.until().toString())
                    .put("at", correction.at().toString())
                    .put("by", correction.by().value());
            if (correction.keeper().equals(patient)) {
                node.put("reason", correction.reason());
            }
        }
    }

    private static void acts(ArrayNode nodes, List<Act> acts) {
        for (var act : acts) {
            var node = nodes.addObject()
                    .put("at", act.at().toString())
                    .put("kind", act.kind().name())
                    .put("by", act.by().value());
            if (act.second() != null) {
                node.put("second", act.second().value());
            }
            if (act.kind() == Act.Kind.AMENDED) {
                put(node.putObject("before"), PatientRecord.decode(act.patient(), act.detail()));
            } else {
                node.put("reason", new String(act.detail(), StandardCharsets.UTF_8));
            }
        }
    }
}
