package io.mededge.infra.systemtest.canary;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.infra.systemtest.FacilityStaff;
import io.mededge.infra.systemtest.RunningStack;
import java.util.List;

/** A patient who does not exist, with texts that stand nowhere else in the world. */
record SyntheticPatient(String given, String family, String birthDate, String system, String number) {
    /** What must not be found outside the facility. A birth date alone is no unmistakable text; it counts together with the name. */
    List<String> canaries() {
        return List.of(given, family, number, system);
    }

    /** Admits the patient at the facility and ties the patient to a station. */
    void admit(RunningStack stack, String station) {
        var nurse = FacilityStaff.nurse(stack);
        var form = """
                {"given": "%s", "family": "%s", "birthDate": "%s", "identifier": {"system": "%s", "value": "%s"}}""".formatted(given, family, birthDate, system, number);
        var admitted = nurse.post("/api/patients", form);
        assertThat(admitted.status()).as(admitted.body()).isEqualTo(201);
        var id = admitted.json().path("patient").asText();
        var associated = nurse.put(association(station), "{\"patient\": \"" + id + "\"}");
        assertThat(associated.status()).as(associated.body()).isEqualTo(200);
    }

    static void release(RunningStack stack, String station) {
        var released = FacilityStaff.nurse(stack).delete(association(station));
        assertThat(released.status()).as(released.body()).isEqualTo(204);
    }

    private static String association(String station) {
        return "/api/stations/" + station + "/association";
    }
}
