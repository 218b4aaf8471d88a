package io.mededge.edge.patient;

import io.mededge.edge.identity.Identifier;
import io.mededge.edge.identity.Patient;
import io.mededge.edge.identity.PatientId;
import io.mededge.edge.identity.Personal;
import io.mededge.edge.identity.Purpose;
import io.mededge.model.id.Pseudonym;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;

/** A patient as bytes, only ever inside a {@link RecordCipher}. */
final class PatientRecord {
    private static final int FORM = 1;

    private PatientRecord() {}

    static byte[] encode(Patient patient) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeByte(FORM);
            out.writeUTF(patient.given().reveal(Purpose.STORAGE));
            out.writeUTF(patient.family().reveal(Purpose.STORAGE));
            out.writeLong(patient.birthDate().reveal(Purpose.STORAGE).toEpochDay());
            out.writeUTF(patient.identifier().system());
            out.writeUTF(patient.identifier().type());
            out.writeUTF(patient.identifier().value().reveal(Purpose.STORAGE));
            out.writeUTF(patient.pseudonym().hex());
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return bytes.toByteArray();
    }

    static Patient decode(PatientId id, byte[] bytes) {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            var form = in.readByte();
            if (form != FORM) {
                throw new IllegalStateException(
                        "a patient's record has form " + form + ", which this version does not know");
            }
            var given = Personal.of(in.readUTF());
            var family = Personal.of(in.readUTF());
            var birthDate = Personal.of(LocalDate.ofEpochDay(in.readLong()));
            var identifier = new Identifier(in.readUTF(), in.readUTF(), in.readUTF());
            return new Patient(id, given, family, birthDate, identifier, new Pseudonym(in.readUTF()));
        } catch (IOException tooShort) {
            throw new IllegalStateException("a patient's record is incomplete", tooShort);
        }
    }
}
